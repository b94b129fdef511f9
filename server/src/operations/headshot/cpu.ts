import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, EffectContext, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { cutPart, pastePart, tileWithin } from '../../imaging/cut-part.ts'
import { encodePng } from '../../imaging/encode.ts'
import { cutOut, refineMask } from '../../imaging/matte.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { drawFaceMasks } from '../../vision/face-masks.ts'
import type { Face } from '../../vision/faces.ts'
import type { Box } from '../../vision/geometry.ts'
import { enlargePixels } from '../../vision/super-resolution/enlarge-pixels.ts'
import type { Factor } from '../../vision/super-resolution/esrgan.ts'
import { loadImage } from '../load-image.ts'
import { requireFace } from '../require-face.ts'
import { applyGains, fillShadows, measureLight } from './correct-light.ts'
import { clearVeil } from './clear-veil.ts'
import { drawBackdrop } from './draw-backdrop.ts'
import { findSitter } from './find-sitter.ts'
import { frameHead } from './frame-head.ts'
import { grade } from './grade.ts'
import { levelHead } from './level-head.ts'
import { placePerson } from './place-person.ts'
import { retouchFace } from './retouch-face.ts'
import { TEMPLATES, type Template } from './templates.ts'

interface Input {
  readonly template: string
  readonly width: number
  readonly height: number
  readonly keepPose: boolean
  readonly seed: number
}

/** Edges finer than this are recovered from the full picture by the guided filter's coefficients. */
const WORKING_SIDE = 1024
const ROWS_AT_ONCE = 256
/** A head that has to be enlarged by more is enlarged by the network, as long as that takes seconds. */
const MIN_ENLARGEMENT = 1.25
const MAX_ENLARGED_PIXELS = 250_000
/** By the width of the face: how far light and retouching reach beyond it. */
const FACE_MARGIN = 0.4

const effect: CpuEffect = async (input, media, context) => {
  const { template: name, width, height, keepPose, seed } = input as unknown as Input
  const { signal, onProgress } = context
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined
  if (!template) throw new AtelierError('invalid_input', 'There is no such template.', { details: { field: 'template' } })

  const warnings: Warning[] = []
  let photo = await loadImage(media, 'image')
  let face = requireFace(await analysePicture(photo).faces(), { single: true }, 'image')
  onProgress(0.1)
  await checkpoint(signal)
  if (!keepPose) {
    const level = await levelHead(photo, face)
    if (level) {
      photo = level
      face = requireFace(await analysePicture(photo).faces(), { single: true }, 'image')
    }
  }
  await checkpoint(signal)
  const people = await analysePicture(photo).personMask()
  const frame = frameHead(face, people, photo, template.frame, width / height)
  onProgress(0.15)

  const seen = tileWithin(photo, frame)
  const scale = width / frame.width
  const middle = { x: face.box.left + face.box.width / 2, y: face.box.top + face.box.height / 2 }
  const part = cutPart(photo, seen)
  const inPart = { x: (middle.x - seen.left) / seen.width, y: (middle.y - seen.top) / seen.height }
  const mask = await findSitter(part, people, seen, photo, inPart)
  onProgress(0.2)
  const person = await cutPerson(part, mask, scale, context)
  if (scale > 4) warnings.push({ code: 'face_small', message: 'The face is small in the photo; the headshot is less sharp than its size.' })
  onProgress(0.6)
  await checkpoint(signal)
  await improveFace(person, face, seen, template)
  onProgress(0.8)
  await checkpoint(signal)

  const lit = { x: (middle.x - frame.left) / frame.width, y: (middle.y - frame.top) / frame.height }
  const picture = await drawBackdrop(template.backdrop, width, height, lit, seed)
  placePerson(picture, person, Math.round((seen.left - frame.left) * scale), Math.round((seen.top - frame.top) * scale), template.light)
  grade(picture, template.tone)
  onProgress(0.95)
  await checkpoint(signal)
  const bytes = await encodePng(picture, 'compositeWithTrainedAlgorithmicMedia')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings }
}
export default effect

/** The person alone (RGBA) at the size of the headshot, out of the part of the photo that it shows. */
async function cutPerson(part: Pixels, mask: Plane, scale: number, { signal, onProgress }: EffectContext): Promise<Pixels> {
  const size = { width: Math.max(1, Math.round(part.width * scale)), height: Math.max(1, Math.round(part.height * scale)) }
  await checkpoint(signal)
  let enlarged = part
  if (scale > MIN_ENLARGEMENT && part.width * part.height <= MAX_ENLARGED_PIXELS) {
    const factor = Math.max(2, Math.min(4, Math.ceil(scale))) as Factor
    enlarged = await enlargePixels(part, factor, { signal, onProgress: (fraction) => onProgress(0.2 + 0.25 * fraction) })
  }
  const picture = await resizePixels(enlarged, size.width, size.height)
  await checkpoint(signal)
  const working = fitWithin(size.width, size.height, WORKING_SIDE)
  const matte = refineMask(await resizePixels(picture, working.width, working.height), mask)
  const person: Pixels = { ...size, channels: 4, data: new Uint8Array(size.width * size.height * 4) }
  for (let from = 0; from < size.height; from += ROWS_AT_ONCE) {
    await checkpoint(signal)
    cutOut(picture, matte, { from, to: Math.min(size.height, from + ROWS_AT_ONCE) }, person.data)
  }
  clearVeil(person)
  return person
}

/** Light for the whole person, measured on the skin of the face; fill light and retouching for the face. In place. */
async function improveFace(person: Pixels, face: Face, seen: Box, { light, retouch }: Template): Promise<void> {
  const scale = person.width / seen.width
  const margin = FACE_MARGIN * face.box.width
  const around = tileWithin(person, {
    left: (face.box.left - margin - seen.left) * scale,
    top: (face.box.top - margin - seen.top) * scale,
    width: (face.box.width + 2 * margin) * scale,
    height: (face.box.height + 2 * margin) * scale,
  })
  const { width, height } = around
  const frame = { left: seen.left + around.left / scale, top: seen.top + around.top / scale, width: width / scale, height: height / scale }
  const masks = await drawFaceMasks(face, { frame, width, height })
  applyGains(person, measureLight(cutPart(person, around), masks.skin), light.exposure)
  const part = cutPart(person, around)
  fillShadows(part, masks.oval, face.box.width * scale, light.fill)
  retouchFace(part, masks, face.box.width * scale, retouch)
  pastePart(person, part, around.left, around.top)
}
