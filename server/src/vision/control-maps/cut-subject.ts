import { isMainThread } from 'node:worker_threads'
import type { Pixels } from '../../imaging/pixels.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import type { PictureAnalysis } from '../analyse-picture.ts'
import type { Box } from '../geometry.ts'
import type { ObjectLabel } from '../objects.ts'
import { findSubject } from '../subject/find-subject.ts'
import { showsPeople } from './find-people.ts'
import { CLASS_OF_OBJECT, type SceneClass } from './scene-classes.ts'

/** The subject of a picture, cut out. */
export interface Cut {
  /** 1 where it is, 0 elsewhere. */
  readonly mask: Uint8Array
  readonly name: SceneClass | undefined
  readonly label: ObjectLabel | undefined
  /** What was seen is in this box, in pixels; of the subject there may be more, as a saucer is under a cup. */
  readonly box: Box | undefined
}

/** Of the box of a thing, or of the subject's pixels: at least so much of the one lies in the other. */
const MIN_COMMON = 0.4

/** Undefined where nothing stands out. On the main thread, where the network for people may not run, by colours alone. */
export async function cutSubject(picture: Pixels, analysis: PictureAnalysis, signal: AbortSignal): Promise<Cut | undefined> {
  const objects = await analysis.objects()
  const { width, height } = picture
  const isPerson = await showsPeople(analysis, picture)
  const subject = await findSubject(picture, isMainThread ? 'object' : isPerson ? 'person' : 'auto', signal)
  if (!subject) return undefined
  const mask = Uint8Array.from(enlargePlane(subject.mask, width, height).data, (share) => (share > 0.5 ? 1 : 0))
  if (isPerson && subject.fidelity === 'model') return { mask, name: 'person', label: 'person', box: undefined }
  const all = mask.reduce((sum, value) => sum + value, 0)
  const named = objects
    .filter(({ label }) => CLASS_OF_OBJECT[label] !== undefined)
    .map(({ label, box }) => ({ label, name: CLASS_OF_OBJECT[label], box, common: countIn(mask, width, height, box) }))
    .filter(({ box, common }) => common > MIN_COMMON * Math.min(all, box.width * box.height))
    .sort((a, b) => b.common - a.common)[0]
  return {
    mask,
    name: named?.name,
    label: named?.label,
    box: named?.name === 'animal' ? undefined : named?.box,
  }
}

function countIn(mask: Uint8Array, width: number, height: number, box: Box): number {
  let count = 0
  for (let y = Math.max(0, Math.floor(box.top)); y < Math.min(height, box.top + box.height); y++)
    for (let x = Math.max(0, Math.floor(box.left)); x < Math.min(width, box.left + box.width); x++) count += mask[y * width + x]
  return count
}
