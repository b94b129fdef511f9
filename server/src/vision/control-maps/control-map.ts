import type { Pixels } from '../../imaging/pixels.ts'
import type { Seen } from './seen.ts'

/** The kinds of control map, as ControlNet names them. Source: Zhang et al. 2023, "Adding Conditional Control to Text-to-Image Diffusion Models". */
export const CONTROLS = ['canny', 'scribble', 'openpose', 'mlsd', 'hed', 'seg', 'depth', 'normal'] as const
export type Control = (typeof CONTROLS)[number]

export interface PreprocessorOptions {
  /** Aborted: the preprocessor stops within half a second and throws `signal.reason`. */
  readonly signal: AbortSignal
  /** A variant, in the words of the vendors, e.g. `openpose_faceonly`; unknown ones mean the usual variant. */
  readonly filter?: string
  /** What is seen in the whole picture, of which this may be a part; without it this one is looked at. */
  readonly seen?: Seen
}

/**
 * Makes a control map: RGB of the picture's size, drawn as ControlNet's own preprocessors draw theirs, so that maps can be exchanged.
 * Meant for pictures of at most about 1000 pixels a side. The same pixels give the same map.
 */
export type Preprocessor = (picture: Pixels, options: PreprocessorOptions) => Promise<Pixels>

/** One value of 0..255 per pixel as a grey RGB picture. */
export function toGreyPicture({ width, height }: { width: number; height: number }, values: ArrayLike<number>): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.fill(Math.max(0, Math.min(255, Math.round(values[i]))), i * 3, i * 3 + 3)
  return { width, height, channels: 3, data }
}

/** Luma of each pixel, 0..255 (BT.601). Alpha is ignored. */
export function lumaOf({ width, height, channels, data }: Pixels): Uint8Array<ArrayBuffer> {
  const luma = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < luma.length; i++, at += channels)
    luma[i] = Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2])
  return luma
}
