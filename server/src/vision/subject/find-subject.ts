import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { toLab } from '../../imaging/lab.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { findSalience, type Salience } from '../../imaging/salience.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import { analysePicture } from '../analyse-picture.ts'
import type { Box } from '../geometry.ts'
import type { ObjectLabel } from '../objects.ts'
import { adoptZones } from './adopt-zones.ts'
import { completeFlatZones } from './complete-flat-zones.ts'
import { completePattern } from './complete-pattern.ts'
import { SEED } from '../grab-cut.ts'
import { followAttachments } from './follow-attachments.ts'
import { measureFineDetail } from './fine-detail.ts'
import { partLayers, type Looks } from './part-layers.ts'
import { keepMainParts } from './main-parts.ts'

export type SubjectKind = 'auto' | 'person' | 'object'

export interface Subject {
  /** 0..1 over the whole picture, at a size of its own. */
  readonly mask: Plane
  /** Whether a network had a part in it. */
  readonly fidelity: 'model' | 'algorithm'
}

/** Both the salience and the cut are worked out at this size; the matte brings back what is finer. */
const SIDE = 400
/** Of the picture; below that a network has seen a shadow, and salience a speck. */
const MIN_SHARE = 0.01
const MAX_SHARE = 0.95
/** Undecided pixels per certain one. People: 0.03 to 0.16 on the free photos; a cup that the network half believes to be one: 1.0. */
const MAX_DOUBT = 0.3

/** L*a*b* distances from the background: beyond the first a piece may be the subject's, beyond the second it is. */
const STRANGE = 12
const VERY_STRANGE = 25
/** Of the largest part: smaller ones are specks. People may stand far behind each other. */
const MIN_PERSON = 0.01
const MIN_OBJECT = 0.1
/** In pixels at `SIDE`. */
const PIECE_ERROR = 4
/** Less, or thin subjects would have nothing that is sure. */
const SURE_MARGIN = 2
const NETWORK_ERROR = 5
/** The network is sure too easily to be taken at its word, and looks near each other say much the same. */
const PRIOR = 6
const MAX_PRIOR = 18

/** The subject of a picture, or undefined where nothing stands out. */
export async function findSubject(picture: Pixels, kind: SubjectKind, signal: AbortSignal): Promise<Subject | undefined> {
  const { width, height } = fitWithin(picture.width, picture.height, SIDE)
  const working = await resizePixels(picture, width, height)
  const lab = toLab(working)
  const looks = { width, height, lab, detail: await measureFineDetail(lab, width, height) }
  const analysis = analysePicture(picture)
  const likelihood = kind === 'object' ? undefined : enlargePlane(await analysis.personMask(), width, height)
  const person = likelihood && seedPerson(likelihood, kind === 'person' ? Infinity : MAX_DOUBT)
  const cutPerson = async (seeds: Uint8Array, weight: Plane, prior?: Float32Array) => {
    const parted = keepMainParts(await partLayers(looks, seeds, signal, prior), weight, MIN_PERSON)
    return followAttachments(parted, looks)
  }

  if (kind === 'person') return person && { mask: await cutPerson(person, likelihood, toPrior(likelihood)), fidelity: 'model' }
  await checkpoint(signal)
  const salience = findSalience(working)
  const object = seedObject(salience)
  // The network for people also half believes in apples and cars; what its mask misses of them, salience finds.
  const living = person && (await analysis.objects()).filter(({ label }) => LIVING.has(label))
  if (person && (!object || living?.length)) {
    const animal = living?.find(({ label }) => label !== 'person')
    const isAnimal = animal && !living?.some(({ label }) => label === 'person')
    if (!isAnimal) return { mask: await cutPerson(person, likelihood, toPrior(likelihood)), fidelity: 'model' }
    const seeds = seedAnimal(likelihood, looks, animal.box, width / picture.width)
    return { mask: await cutPerson(seeds, likelihood), fidelity: 'model' }
  }
  if (!object) return undefined
  const parted = await partLayers(looks, object, signal)
  await checkpoint(signal)
  const whole = completePattern(adoptZones(completeFlatZones(parted, lab), looks), lab)
  const mask = followAttachments(keepMainParts(whole, salience.salience, MIN_OBJECT), looks)
  const share = mask.data.reduce((sum, value) => sum + value, 0) / mask.data.length
  return share >= MIN_SHARE && share <= MAX_SHARE ? { mask, fidelity: 'algorithm' } : undefined
}

/** What the network for people also knows the outline of. */
const LIVING: ReadonlySet<ObjectLabel> = new Set([
  'person',
  'bird',
  'cat',
  'dog',
  'horse',
  'sheep',
  'cow',
  'elephant',
  'bear',
  'zebra',
  'giraffe',
])

/** Of a box's sides: how far off a found box may be. */
const BOX_ERROR = 0.04
/** Of an animal's own detail, in octaves: what has less counts as out of focus. */
const FOCUS = 0.6
const FOCUS_REACH = 6

/** The network for people knows roughly where an animal is; its box says how far it reaches, and focus what is behind it. */
function seedAnimal(likelihood: Plane, { width, detail }: Looks, box: Box, scale: number): Uint8Array {
  const around = boxBlur(likelihood, NETWORK_ERROR).data
  const sharp = boxBlur(detail, FOCUS_REACH).data
  const sure = sharp.filter((_, i) => around[i] > 0.95).sort()
  const limit = (sure[sure.length >> 1] ?? 0) * FOCUS
  const [marginX, marginY] = [box.width * BOX_ERROR, box.height * BOX_ERROR]
  return Uint8Array.from(around, (mean, i) => {
    const [x, y] = [(i % width) / scale, Math.floor(i / width) / scale]
    const isInside =
      x >= box.left - marginX && x <= box.left + box.width + marginX && y >= box.top - marginY && y <= box.top + box.height + marginY
    if (!isInside) return SEED.background
    if (sharp[i] < limit) return SEED.maybeBackground
    if (mean > 0.95) return SEED.subject
    return mean > 0.3 ? SEED.maybeSubject : SEED.maybeBackground
  })
}

/** What the network says, as log-likelihoods beside those of the looks. */
function toPrior({ data }: Plane): Float32Array {
  return data.map((value) => Math.max(-MAX_PRIOR, Math.min(MAX_PRIOR, PRIOR * Math.log((value + 1e-6) / (1 - value + 1e-6)))))
}

function judge({ data }: Plane): { certain: number; doubt: number } {
  let certain = 0
  let undecided = 0
  for (const value of data)
    if (value > 0.8) certain++
    else if (value > 0.2) undecided++
  return { certain: certain / data.length, doubt: undecided / Math.max(1, certain) }
}

/** The network knows where a person is, and the outline to a few of its own pixels; colours decide within those. */
function seedPerson(likelihood: Plane, maxDoubt: number): Uint8Array | undefined {
  const { certain, doubt } = judge(likelihood)
  if (certain < MIN_SHARE || doubt > maxDoubt) return undefined
  const around = boxBlur(likelihood, NETWORK_ERROR)
  return Uint8Array.from(around.data, (mean, i) => {
    if (mean > 0.95) return SEED.subject
    if (mean < 0.3) return SEED.background
    return likelihood.data[i] > 0.5 ? SEED.maybeSubject : SEED.maybeBackground
  })
}

/** What the background's own colours do not explain belongs to the subject, whatever its colour. */
function seedObject({ salience, background, strangeness }: Salience): Uint8Array | undefined {
  const { width, height } = salience
  const possible = createPlane(width, height)
  const sure = createPlane(width, height)
  for (let i = 0; i < possible.data.length; i++) {
    const far = strangeness.data[i]
    possible.data[i] = far > STRANGE || background.data[i] < 0.5 ? 1 : 0
    sure.data[i] = far > VERY_STRANGE || (far > STRANGE && salience.data[i] > 0.6) ? 1 : 0
  }
  // Pieces follow outlines to a few pixels; nothing is sure that close to another kind.
  const nearPossible = boxBlur(possible, PIECE_ERROR)
  const nearSure = boxBlur(sure, SURE_MARGIN)
  const seeds = Uint8Array.from(strangeness.data, (far, i) => {
    if (nearPossible.data[i] === 0) return SEED.background
    if (nearSure.data[i] === 1) return SEED.subject
    return far > STRANGE || (far > STRANGE / 2 && salience.data[i] > 0.6) ? SEED.maybeSubject : SEED.maybeBackground
  })
  return seeds.includes(SEED.background) && seeds.some((seed) => seed & 1) ? seeds : undefined
}
