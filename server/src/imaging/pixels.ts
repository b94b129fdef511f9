/** An 8-bit sRGB picture: height × width × channels, row-major, upright. Four channels are RGBA with straight alpha. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  readonly data: Uint8Array<ArrayBuffer>
}

/** One number per pixel: height × width, row-major. What the number means is said where a plane is made. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float32Array<ArrayBuffer>
}

export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) }
}
