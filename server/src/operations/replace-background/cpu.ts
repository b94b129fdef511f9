import type { CpuEffect, EffectMedia, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { defocus } from '../../imaging/colour/defocus.ts'
import { linearToByte } from '../../imaging/colour/tint-pixel.ts'
import { coverSize } from '../../imaging/cover.ts'
import { encodePng } from '../../imaging/encode.ts'
import { pasteCutout } from '../../imaging/paste-cutout.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { sampleRow } from '../../imaging/sample.ts'
import { measureLight } from '../../imaging/surroundings.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'
import type { SubjectKind } from '../../vision/subject/find-subject.ts'
import { cutOutSubject } from '../cut-out-subject.ts'
import { drawScene } from '../draw-scene.ts'
import { loadImage } from '../load-image.ts'
import { matchLight } from './match-light.ts'
import { standOn } from './stand.ts'

interface Input {
  readonly color?: string
  readonly prompt?: string
  readonly subject: SubjectKind
  readonly seed?: number
}

/** Scenes are drawn at most this large, and enlarged: they are out of focus anyway. */
const SCENE_SIDE = 1536
/** How far a drawn scene is out of focus, by its longer side: a subject in focus stands out from it as from a real place. */
const SCENE_BLUR = 0.013
/** Deviation of luma: more grain than that is texture. */
const MAX_GRAIN = 6

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { color, subject: kind, seed = 0 } = input as unknown as Input
  const picture = await loadImage(media, 'image')
  const { pixels: cutout, fidelity } = await cutOutSubject(picture, kind, { signal })
  onProgress(0.6)
  const warnings: Warning[] = []
  const result = await layBehind(input as unknown as Input, media, picture, signal, warnings)
  onProgress(0.8)
  await checkpoint(signal)
  if (color === undefined) {
    standOn(result, cutout)
    const lit = matchLight(cutout, result)
    await checkpoint(signal)
    addGrain(result, grainOf(picture) - grainOf(result), seed)
    pasteCutout(result, lit, { left: 0, top: 0 })
  } else pasteCutout(result, cutout, { left: 0, top: 0 })
  await checkpoint(signal)
  const bytes = await encodePng(result, fidelity === 'model' ? 'compositeWithTrainedAlgorithmicMedia' : 'composite')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings, fidelity }
}
export default effect

/** What stands behind, RGB, of the picture's size. */
async function layBehind(
  { color, prompt, seed = 0 }: Input,
  media: Readonly<Record<string, EffectMedia>>,
  size: Pixels,
  signal: AbortSignal,
  warnings: Warning[],
): Promise<Pixels> {
  const { width, height } = size
  if (color !== undefined) return plain(width, height, color)
  if (prompt === undefined) return withoutAlpha(await coverSize(await loadImage(media, 'background'), width, height))
  const graph = parsePrompt(prompt)
  if (graph.ignoredWords.length > 0)
    warnings.push({
      code: 'prompt_words_ignored',
      message: `The scene composer does not know what to draw for: ${[...new Set(graph.ignoredWords)].join(', ')}.`,
    })
  const drawn = fitWithin(width, height, SCENE_SIDE)
  const scene = await drawScene(graph, drawn, seed)
  return resizePixels(await soften(scene, signal), width, height)
}

function plain(width: number, height: number, color: string): Pixels {
  const data = new Uint8Array(width * height * 3)
  const rgb = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
  for (let at = 0; at < data.length; at += 3) data.set(rgb, at)
  return { width, height, channels: 3, data }
}

/** What was transparent lies on white. */
function withoutAlpha(picture: Pixels): Pixels {
  if (picture.channels === 3) return { ...picture, data: picture.data.slice() }
  const white = plain(picture.width, picture.height, '#ffffff')
  pasteCutout(white, picture, { left: 0, top: 0 })
  return white
}

async function soften(picture: Pixels, signal: AbortSignal): Promise<Pixels> {
  const { width, height } = picture
  const { red, green, blue } = await defocus(picture, undefined, SCENE_BLUR * Math.max(width, height), signal)
  const rows = [new Float32Array(width), new Float32Array(width), new Float32Array(width)]
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (const [channel, plane] of [red, green, blue].entries()) sampleRow(plane, y, width, height, rows[channel])
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++) data[(y * width + x) * 3 + channel] = linearToByte(Math.min(1, rows[channel][x]))
  }
  return { width, height, channels: 3, data }
}

const grainOf = (picture: Pixels) => measureLight(picture, { left: 0, top: 0, width: picture.width, height: picture.height }).grain

/** Grain of the photo for what has less of it, in place. */
function addGrain(picture: Pixels, missing: number, seed: number): void {
  const deviation = Math.min(MAX_GRAIN, missing)
  if (deviation < 0.5) return
  const random = createRandom(seed)
  for (let at = 0; at < picture.data.length; at += picture.channels) {
    // The sum of three even numbers is nearly normal; its deviation is a half.
    const grain = (random.next() + random.next() + random.next() - 1.5) * 2 * deviation
    for (let channel = 0; channel < 3; channel++)
      picture.data[at + channel] = Math.max(0, Math.min(255, Math.round(picture.data[at + channel] + grain)))
  }
}
