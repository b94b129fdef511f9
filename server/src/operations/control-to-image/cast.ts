import { boxBlur } from '../../imaging/box-blur.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { lumaOf } from '../../vision/control-maps/control-map.ts'
import { findLikelyFaces } from '../../vision/control-maps/find-people.ts'
import type { Face } from '../../vision/faces.ts'
import { skeletonOf } from '../../vision/control-maps/pose.ts'
import type { Seen } from '../../vision/control-maps/seen.ts'
import type { Skeleton } from '../../vision/control-maps/skeleton.ts'
import type { ObjectLabel } from '../../vision/objects.ts'
import { smoothStep } from './colours.ts'

/** What stands where in the picture that a map was made of: a map has lines or shades, and does not say whose they are. */
export interface Cast {
  readonly kind: 'person' | 'animal' | 'thing'
  /** What a network took it for. */
  readonly label: ObjectLabel | undefined
  /** How much of a pixel is the subject's, 0..1. */
  readonly mask: Float32Array
  readonly faces: readonly Face[]
  /** Of bodies whose shoulders are seen. */
  readonly skeletons: readonly Skeleton[]
  /** Lightness of the picture, 0..1, without its grain: which parts are light and which dark, not what colour they have. */
  readonly tones: Float32Array
}

/** Undefined where nothing stands out. The same pixels give the same answer. */
export async function readCast(picture: Pixels, seen: Seen, signal: AbortSignal): Promise<Cast | undefined> {
  const { width, height } = picture
  const cut = await seen.cutSubject(signal)
  if (!cut) return undefined
  const analysis = analysePicture(picture)
  const faces = await findLikelyFaces(analysis, picture)
  signal.throwIfAborted()
  const kind = cut.name === 'person' || faces.length > 0 ? 'person' : cut.name === 'animal' ? 'animal' : 'thing'
  const bodies = kind === 'person' ? await analysis.bodies() : []
  const skeletons = bodies.map(skeletonOf).filter(({ neck }) => neck !== undefined)
  const radius = Math.max(1, Math.round(Math.min(width, height) / 300))
  const mask = boxBlur({ width, height, data: Float32Array.from(cut.mask) }, radius).data.map((share) => smoothStep(0.2, 0.8, share))
  const luma = boxBlur({ width, height, data: Float32Array.from(lumaOf(picture), (value) => value / 255) }, radius).data
  return { kind, label: cut.label, mask, faces, skeletons, tones: luma }
}
