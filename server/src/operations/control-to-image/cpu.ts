import type { CpuEffect, EffectOutput, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { finishPixels } from '../../scenes/draw/finish-pixels.ts'
import { LOOKS, type LookId } from '../../scenes/looks.ts'
import { applyNegativePrompt } from '../../scenes/parse/negative-prompt.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'
import type { Control } from '../../vision/control-maps/control-map.ts'
import { seenIn } from '../../vision/control-maps/seen.ts'
import { loadImage } from '../load-image.ts'
import { CONTROL_SIDE, fidelityOf, fitPicture, makeControlMap, MARK_OF } from '../make-control-map.ts'
import { readCast } from './cast.ts'
import { DRAWINGS } from './drawings.ts'
import { MATERIALS } from './materials.ts'
import { readSetting, thingsBesideFigures } from './setting.ts'

interface Input {
  readonly control: Control
  readonly controlFilter?: string
  readonly preprocess?: 'auto' | 'none'
  readonly controlStrength?: number
  readonly prompt: string
  readonly negativePrompt?: string
  readonly width: number
  readonly height: number
  readonly count: number
  readonly seed?: number
  readonly model?: string
}

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { control, controlFilter, preprocess, controlStrength = 1, prompt, negativePrompt } = input as unknown as Input
  const { width, height, count, seed = 0, model } = input as unknown as Input
  const warnings: Warning[] = []
  const warn = (code: string, message: string) => warnings.push({ code, message })
  const graph = parsePrompt(prompt)
  const excluded = applyNegativePrompt(graph, negativePrompt)
  const named = LOOKS.find(({ id }) => id === model)?.id
  const look: LookId = graph.look ?? named ?? 'flat'
  const size = fitWithin(width, height, CONTROL_SIDE)

  const isMap = preprocess === 'none'
  const picture = media['image'] && (await loadImage(media, 'image'))
  const fitted = picture && (await fitPicture(picture, size))
  const seen = picture && seenIn(picture, size)
  const map = fitted && (await makeControlMap(fitted, size, { control, controlFilter, isMap, seen, signal }))
  onProgress(0.1)
  const isBlank = map === undefined || map.data.every((value) => value < 8)
  if (media['image'] === undefined) warn('control_image_missing', 'Without a picture there is no map to follow; the prompt alone decides.')
  else if (isBlank) warn('control_map_empty', `The picture has nothing that ${control} could follow; the prompt alone decides.`)
  const follows = !isBlank && controlStrength > 0
  const isOfPicture = follows && !isMap && controlFilter !== 'none' && control !== 'openpose'
  const cast = isOfPicture && fitted && seen ? await readCast(fitted, seen, signal) : undefined
  const ofMap = map === undefined || isBlank ? 'algorithm' : fidelityOf({ control, controlFilter, isMap })
  const ignored = [...new Set(graph.ignoredWords)].filter((word) => !follows || !Object.hasOwn(MATERIALS, word))
  if (ignored.length > 0) warn('prompt_words_ignored', `Nothing is known to draw for: ${ignored.join(', ')}.`)
  const undrawn = control === 'openpose' && follows ? thingsBesideFigures(graph) : []
  if (undrawn.length > 0) warn('prompt_things_not_drawn', `On a pose only figures are drawn, not: ${undrawn.join(', ')}.`)
  onProgress(0.2)

  const outputs: EffectOutput[] = []
  for (let index = 0; index < count; index++) {
    await checkpoint(signal)
    const setting = await readSetting(graph, prompt, excluded, size, look, seed + index)
    await checkpoint(signal)
    const drawn = follows ? await DRAWINGS[control](map, setting, controlStrength, signal, cast) : await setting.drawFreely()
    await checkpoint(signal)
    const finished = await finishPixels(await resizePixels(drawn, width, height), look, seed + index)
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes: await encodePng(finished, MARK_OF.algorithm) })
    onProgress(0.2 + (0.8 * (index + 1)) / count)
  }
  if (map) outputs.push({ name: 'map', kind: 'image', mime: 'image/png', bytes: await encodePng(map, MARK_OF[ofMap]) })
  // Networks may tell what is where; what is drawn there is an algorithm's.
  return { outputs, warnings, fidelity: 'algorithm' }
}
export default effect
