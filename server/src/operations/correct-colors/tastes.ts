/** A taste: what is done beyond what is right. */
export interface Taste {
  readonly name: string
  /** Linear light of the lamp that is put on, by channel. */
  readonly lamp: readonly [number, number, number]
  /** Steepness in the middle tones: 0 is straight, below it flat. */
  readonly contrast: number
  /** Factor of chroma. */
  readonly saturation: number
  /** CIE L* by which black is lifted. */
  readonly lift: number
}

/** In the order of the pictures of a job. */
export const TASTES: readonly Taste[] = [
  { name: 'neutral', lamp: [1, 1, 1], contrast: 0.1, saturation: 1.04, lift: 0 },
  { name: 'warm', lamp: [1.07, 1, 0.88], contrast: 0.08, saturation: 1.07, lift: 0 },
  { name: 'vivid', lamp: [1, 1, 1], contrast: 0.3, saturation: 1.3, lift: 0 },
  { name: 'soft', lamp: [1.02, 1, 0.97], contrast: -0.22, saturation: 0.9, lift: 3.5 },
]
