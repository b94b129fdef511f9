import type { Fidelity } from '../domain/operation.ts'
import { checkpoint } from '../imaging/checkpoint.ts'
import { coverSize } from '../imaging/cover.ts'
import type { DigitalSourceType } from '../imaging/encode.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { analysePicture } from '../vision/analyse-picture.ts'
import type { Control } from '../vision/control-maps/control-map.ts'
import { PREPROCESSORS } from '../vision/control-maps/index.ts'
import type { FoundObject } from '../vision/objects.ts'

/** Maps are made and drawn on at most at this side: it bounds time and memory, whatever comes in. Pixels. */
export const CONTROL_SIDE = 768

type Size = Pick<Pixels, 'width' | 'height'>

export interface MapOptions {
  readonly control: Control
  readonly controlFilter?: string | undefined
  /** The picture is a map already. */
  readonly isMap?: boolean
  readonly signal: AbortSignal
}

/** The control map of a picture at that size; what does not fit its aspect is cut off evenly. */
export async function makeControlMap(
  picture: Pixels,
  size: Size,
  { control, controlFilter, isMap = false, signal }: MapOptions,
): Promise<Pixels> {
  const fitted = await fitPicture(picture, size)
  await checkpoint(signal)
  if (isMap || controlFilter === 'none') return fitted
  const findObjects = () => findObjectsIn(picture, size)
  return PREPROCESSORS[control](fitted, { signal, findObjects, ...(controlFilter !== undefined && { filter: controlFilter }) })
}

/** The part of a picture that a map of that size is made of, without alpha. */
export async function fitPicture(picture: Pixels, { width, height }: Size): Promise<Pixels> {
  return onWhite(await coverSize(picture, width, height))
}

/** What the whole picture shows, in pixels of the part that `fitPicture` keeps. The network sees worse what is cut off at its sides. */
export async function findObjectsIn(picture: Pixels, { width, height }: Size): Promise<FoundObject[]> {
  const scale = Math.max(width / picture.width, height / picture.height)
  const [left, top] = [(picture.width * scale - width) / 2, (picture.height * scale - height) / 2]
  const objects = await analysePicture(picture).objects()
  return objects.map(({ box, ...found }) => ({
    ...found,
    box: { left: box.left * scale - left, top: box.top * scale - top, width: box.width * scale, height: box.height * scale },
  }))
}

/** Kinds whose maps show what trained detectors found, and nothing else. */
const BY_DETECTORS: ReadonlySet<Control> = new Set(['openpose'])

/** How that map came about; one that was given as a map is nobody's finding. */
export function fidelityOf({ control, controlFilter, isMap = false }: Omit<MapOptions, 'signal'>): Fidelity {
  return BY_DETECTORS.has(control) && !isMap && controlFilter !== 'none' ? 'model' : 'algorithm'
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
