/** The part of heic-decode that is used; the package has no types of its own. */
declare module 'heic-decode' {
  interface HeicPicture {
    readonly width: number
    readonly height: number
    /** RGBA, 8 bit, upright. */
    decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray<ArrayBuffer> }>
  }
  const decodeHeic: { all(input: { buffer: Uint8Array }): Promise<HeicPicture[] & { dispose(): void }> }
  export default decodeHeic
}
