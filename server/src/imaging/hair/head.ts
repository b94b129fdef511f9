/**
 * A head in its own space: x to the right of the picture, y up, z towards the camera, in units of about 0.9 cm (those of MediaPipe's canonical face:
 * chin at y -9.4, eyes at 2.6). All heads have the same shape there; `rotation`, `unit` and the origin say how one lies in a picture.
 */
export interface Head {
  /** Pixels per unit. */
  readonly unit: number
  /** Where the space's origin, between nose and ears, lies in the picture; pixels. */
  readonly x: number
  readonly y: number
  /** Row-major 3 × 3: from head space to camera space, whose y is up as well. */
  readonly rotation: readonly number[]
}

/** Skull as an ellipsoid. Measures: breadth 15 cm, length 19.5 cm, chin to vertex 22.5 cm (ANSUR II medians), fitted to the canonical face. */
export const SKULL = { y: 5, z: -5, rx: 8.3, ry: 10.3, rz: 10.5 } as const
export const CHIN_Y = -9.4
export const BROW_Y = 4.6
export const EYE_Y = 2.6
export const SHOULDER_Y = -19
/** What lies farther back than that falls behind the shoulders. */
export const BEHIND_Z = -6.5

/** Heights of the hairline by azimuth: degrees from the forehead's middle (0) over the ear (90) to the nape (180). */
const HAIRLINE = [
  [0, 10.2],
  [20, 10.2],
  [36, 9.7],
  [50, 8.3],
  [62, 6],
  [72, 3.4],
  [84, 1.2],
  [94, 3.4],
  [108, 2.6],
  [125, -1],
  [150, -3.6],
  [180, -4.4],
] as const
/** Half of the face's width by height: in front, hair that is not a fringe stays outside of it. */
const FACE_WIDTH = [
  [-40, 2.5],
  [-16, 3.6],
  [-11, 4.6],
  [-9, 5.4],
  [-6, 6.5],
  [-3, 7.2],
  [0, 7.55],
  [3, 7.6],
  [5.5, 7.2],
  [7.5, 6.1],
  [9, 4.4],
  [10, 2.2],
  [10.6, 0],
] as const

type Curve = readonly (readonly [at: number, value: number])[]

/** Linear between the points of a curve, constant beyond its ends. */
export function along(curve: Curve, at: number): number {
  if (at <= curve[0][0]) return curve[0][1]
  for (let i = 1; i < curve.length; i++) {
    if (at > curve[i][0]) continue
    const [[x0, y0], [x1, y1]] = [curve[i - 1], curve[i]]
    return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0)
  }
  return curve[curve.length - 1][1]
}

/** Degrees from the forehead's middle, 0..180, the same to both sides. */
export function azimuth(x: number, z: number): number {
  return (Math.abs(Math.atan2(x / SKULL.rx, (z - SKULL.z) / SKULL.rz)) * 180) / Math.PI
}

export function hairlineAt(degrees: number): number {
  return along(HAIRLINE, degrees)
}

/** Height above the hairline; negative where no hair grows. */
export function aboveHairline(x: number, y: number, z: number): number {
  return y - along(HAIRLINE, azimuth(x, z))
}

export function faceHalfWidth(y: number): number {
  return along(FACE_WIDTH, y)
}

export function toCamera({ rotation: r }: Head, x: number, y: number, z: number): [x: number, y: number, z: number] {
  return [r[0] * x + r[1] * y + r[2] * z, r[3] * x + r[4] * y + r[5] * z, r[6] * x + r[7] * y + r[8] * z]
}

export function fromCamera({ rotation: r }: Head, x: number, y: number, z: number): [x: number, y: number, z: number] {
  return [r[0] * x + r[3] * y + r[6] * z, r[1] * x + r[4] * y + r[7] * z, r[2] * x + r[5] * y + r[8] * z]
}

/** A point of head space in pixels of the picture. */
export function project(head: Head, x: number, y: number, z: number): [x: number, y: number] {
  const [cx, cy] = toCamera(head, x, y, z)
  return [head.x + cx * head.unit, head.y - cy * head.unit]
}

/**
 * Where the line of sight through a pixel meets the skull, inflated by `inflation` units: the outward normal in camera space, and the depth
 * (camera z) of the nearer hit. Undefined beside the skull.
 */
export function meetSkull(
  head: Head,
  px: number,
  py: number,
  inflation = 0,
): { normal: [number, number, number]; depth: number } | undefined {
  const [cx, cy] = [(px - head.x) / head.unit, (head.y - py) / head.unit]
  const [ox, oy, oz] = fromCamera(head, cx, cy, 0)
  const [dx, dy, dz] = fromCamera(head, 0, 0, 1)
  const [rx, ry, rz] = [SKULL.rx + inflation, SKULL.ry + inflation, SKULL.rz + inflation]
  const [qx, qy, qz] = [ox / rx, (oy - SKULL.y) / ry, (oz - SKULL.z) / rz]
  const [ex, ey, ez] = [dx / rx, dy / ry, dz / rz]
  const a = ex * ex + ey * ey + ez * ez
  const b = qx * ex + qy * ey + qz * ez
  const rest = b * b - a * (qx * qx + qy * qy + qz * qz - 1)
  if (rest < 0) return undefined
  const depth = (-b + Math.sqrt(rest)) / a
  const normal = toCamera(head, (qx + depth * ex) / rx, (qy + depth * ey) / ry, (qz + depth * ez) / rz)
  const length = Math.hypot(...normal)
  return { normal: [normal[0] / length, normal[1] / length, normal[2] / length], depth }
}
