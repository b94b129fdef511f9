import type { Pixels } from '../../../imaging/pixels.ts'

/** What a look paints from. */
export interface Brief {
  /** RGB, at most a few megapixels. */
  readonly picture: Pixels
  /** 0..1: how far the look goes; larger cells, broader strokes, fewer colours. */
  readonly amount: number
  readonly seed: number
  readonly signal: AbortSignal
}

/** Paints a picture anew: RGB of the same size. Stops between its steps when the signal is aborted. */
export type Paint = (brief: Brief) => Promise<Pixels>

/** Lengths of looks are made for a picture whose shorter side has this many pixels, and grow with it. */
export const USUAL_SIDE = 512

export function unitOf({ width, height }: Pixels): number {
  return Math.min(width, height) / USUAL_SIDE
}
