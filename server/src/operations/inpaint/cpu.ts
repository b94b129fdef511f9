import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, EffectOutput, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { coverSize } from '../../imaging/cover.ts'
import { encodePng, type DigitalSourceType } from '../../imaging/encode.ts'
import { fillHole } from '../../imaging/hole-filling/fill-hole.ts'
import { lightCutout } from '../../imaging/light-cutout.ts'
import { castShadow, pasteCutout } from '../../imaging/paste-cutout.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { measureLight } from '../../imaging/surroundings.ts'
import { drawObjects, type ObjectDrawing } from '../../scenes/draw/draw-objects.ts'
import { applyNegativePrompt } from '../../scenes/parse/negative-prompt.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'
import { drawScene } from '../draw-scene.ts'
import { loadImage } from '../load-image.ts'
import { resultSize, type WantedSize } from '../own-size.ts'
import { fitObject, type Box } from './fit-object.ts'
import { readMask, type Coverage } from './read-mask.ts'

interface Input extends WantedSize {
  readonly prompt?: string
  readonly negativePrompt?: string
  readonly strength: number
  readonly count: number
  readonly seed?: number
}

/** With fewer pixels left the picture says nothing of what belongs into it. */
const LEAST_KNOWN = 64
/** The part of a picture's progress that filling takes. */
const FILLING_SHARE = 0.9

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { prompt, negativePrompt, strength, count, seed = 0, ...wanted } = input as unknown as Input
  const source = await loadImage(media, 'image')
  const coverage = await readMask(await loadImage(media, 'mask'), source)
  const size = resultSize(source, wanted)
  const picture = await coverSize(source, size.width, size.height)
  const mask = await coverMask(coverage, source, size)
  const graph = prompt === undefined ? undefined : parsePrompt(prompt)
  if (graph) applyNegativePrompt(graph, negativePrompt)
  const warnings = graph ? warningsFor(graph) : []

  const hole = Uint8Array.from(mask, (value) => (value > 0 ? 1 : 0))
  const known = hole.length - hole.reduce((sum, flag) => sum + flag, 0)
  const nothingToDo = known === hole.length || strength === 0
  if (nothingToDo) refuseSeveral(count, known === hole.length ? 'mask' : 'strength')
  if (known === hole.length) warnings.push({ code: 'mask_empty', message: 'The mask is black everywhere; the picture is as it was.' })
  const everything = known < LEAST_KNOWN && !nothingToDo
  if (everything && (graph === undefined || graph.objects.length === 0))
    throw new AtelierError('invalid_input', 'The mask covers the whole picture, and the prompt names nothing that could take its place.', {
      details: { field: 'mask' },
    })

  const outputs: EffectOutput[] = []
  for (let index = 0; index < count; index++) {
    const tell = (fraction: number) => {
      onProgress((index + fraction) / count)
    }
    await checkpoint(signal)
    const drawn = seed + index
    let result = picture
    let mark: DigitalSourceType = 'algorithmicallyEnhanced'
    if (everything && graph) {
      result = await drawScene(graph, size, drawn)
      mark = 'algorithmicMedia'
    } else if (!nothingToDo) {
      const drawing = graph && (await drawObjects(graph, drawn))
      const filled = await fillHole(picture, hole, { seed: drawn, signal, onProgress: (fraction) => { tell(fraction * FILLING_SHARE) } }) // prettier-ignore
      if (drawing) {
        await putIn(filled, drawing, mask, drawn)
        mark = 'composite'
      }
      result = blend(picture, filled, mask)
    }
    await checkpoint(signal)
    const bytes = await encodePng(result, mark)
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes })
    tell(1)
  }
  return { outputs, warnings }
}
export default effect

function warningsFor({ objects, ignoredWords }: ReturnType<typeof parsePrompt>): Warning[] {
  const warnings: Warning[] = []
  if (ignoredWords.length > 0)
    warnings.push({
      code: 'prompt_words_ignored',
      message: `The scene composer does not know what to draw for: ${[...new Set(ignoredWords)].join(', ')}.`,
    })
  if (objects.length === 0)
    warnings.push({
      code: 'prompt_without_object',
      message: 'The prompt names no thing that can be drawn; the mask is filled from around it.',
    })
  return warnings
}

/** One unchanged picture is an honest answer; several would be charged several times for the same. */
function refuseSeveral(count: number, field: 'mask' | 'strength'): void {
  if (count === 1) return
  const why = field === 'mask' ? 'The mask is black everywhere' : 'At strength 0 the picture stays as it is'
  throw new AtelierError('invalid_input', `${why}, so ${String(count)} pictures would be one and the same.`, { details: { field } })
}

/** Draws a thing into the mask, in the light of what is around it. Changes the picture. */
async function putIn(picture: Pixels, drawing: ObjectDrawing, mask: Coverage, seed: number): Promise<void> {
  const box = boxOf(mask, picture.width)
  const place = await fitObject(drawing, mask, picture.width, box)
  const light = measureLight(picture, around(box, picture))
  const cutout = lightCutout(await drawing.rasterise(place.height), light, seed)
  if (drawing.stands) castShadow(picture, place, light.from)
  pasteCutout(picture, cutout, place)
}

function boxOf(mask: Coverage, width: number): Box {
  let [left, right, top, bottom] = [width, 0, mask.length / width, 0]
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] < 128) continue
    const x = at % width
    const y = (at - x) / width
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = y
  }
  return right < left ? { left: 0, top: 0, width: 1, height: 1 } : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The box with half its size again on every side, as far as the picture goes. */
function around(box: Box, { width, height }: Pixels): Box {
  const left = Math.max(0, Math.round(box.left - box.width / 2))
  const top = Math.max(0, Math.round(box.top - box.height / 2))
  return {
    left,
    top,
    width: Math.min(width, Math.round(box.left + 1.5 * box.width)) - left,
    height: Math.min(height, Math.round(box.top + 1.5 * box.height)) - top,
  }
}

/** The mask follows its picture to another size. */
async function coverMask(mask: Coverage, from: Pixels, to: { width: number; height: number }): Promise<Coverage> {
  if (from.width === to.width && from.height === to.height) return mask
  const grey = new Uint8Array(mask.length * 3)
  for (let at = 0; at < mask.length; at++) grey.fill(mask[at], at * 3, at * 3 + 3)
  const { data } = await coverSize({ width: from.width, height: from.height, channels: 3, data: grey }, to.width, to.height)
  return Uint8Array.from({ length: to.width * to.height }, (_, at) => data[at * 3])
}

/** The filled picture where the mask is white, the old one where it is black, bit by bit. */
function blend(old: Pixels, filled: Pixels, mask: Coverage): Pixels {
  const data = old.data.slice()
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue
    const share = mask[at] / 255
    for (let to = at * old.channels; to < (at + 1) * old.channels; to++)
      data[to] = Math.round(old.data[to] + (filled.data[to] - old.data[to]) * share)
  }
  return { ...old, data }
}
