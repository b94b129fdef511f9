import type { Fidelity } from '../domain/operation.ts'
import { checkpoint } from '../imaging/checkpoint.ts'
import { coverSize } from '../imaging/cover.ts'
import type { DigitalSourceType } from '../imaging/encode.ts'
import type { Pixels } from '../imaging/pixels.ts'
import type { Control } from '../vision/control-maps/control-map.ts'
import { PREPROCESSORS } from '../vision/control-maps/index.ts'
import { seenIn, type Seen } from '../vision/control-maps/seen.ts'

/** Maps are made and drawn on at most at this side: it bounds time and memory, whatever comes in. Pixels. */
export const CONTROL_SIDE = 768

type Size = Pick<Pixels, 'width' | 'height'>

export interface MapOptions {
  readonly control: Control
  readonly controlFilter?: string | undefined
  /** The picture is a map already. */
  readonly isMap?: boolean
  /** As preprocessors take it; usually what is seen in this picture. */
  readonly seen?: Seen | undefined
  readonly signal: AbortSignal
}

/** The control map of a picture at that size; what does not fit its aspect is cut off evenly. */
export async function makeControlMap(
  picture: Pixels,
  size: Size,
  { control, controlFilter, isMap = false, seen = seenIn(picture, size), signal }: MapOptions,
): Promise<Pixels> {
  const fitted = await fitPicture(picture, size)
  await checkpoint(signal)
  if (isMap || controlFilter === 'none') return fitted
  return PREPROCESSORS[control](fitted, { signal, seen, ...(controlFilter !== undefined && { filter: controlFilter }) })
}

/** The part of a picture that a map of that size is made of, without alpha. */
export async function fitPicture(picture: Pixels, { width, height }: Size): Promise<Pixels> {
  return onWhite(await coverSize(picture, width, height))
}

/** Kinds whose maps show what trained networks found: joints, or who and what is where. The others are reckoned from the pixels alone. */
const BY_NETWORKS: ReadonlySet<Control> = new Set(['openpose', 'seg', 'depth', 'normal'])

/** How that map came about; one that was given as a map is nobody's finding. */
export function fidelityOf({ control, controlFilter, isMap = false }: Pick<MapOptions, 'control' | 'controlFilter' | 'isMap'>): Fidelity {
  return BY_NETWORKS.has(control) && !isMap && controlFilter !== 'none' ? 'model' : 'algorithm'
}

/** The mark of maps, and of what is drawn on them. */
export const MARK_OF: Readonly<Record<Fidelity, DigitalSourceType>> = {
  model: 'trainedAlgorithmicMedia',
  algorithm: 'algorithmicMedia',
  'stand-in': 'algorithmicMedia',
}

/** Without alpha, as if it lay on paper. */
function onWhite(picture: Pixels): Pixels {
  if (picture.channels === 3) return picture
  const { width, height } = picture
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const alpha = picture.data[i * 4 + 3] / 255
    for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = Math.round(255 + (picture.data[i * 4 + channel] - 255) * alpha)
  }
  return { width, height, channels: 3, data }
}
