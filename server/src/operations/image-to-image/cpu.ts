import type { CpuEffect, EffectOutput, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { coverSize } from '../../imaging/cover.ts'
import { encodePng, type DigitalSourceType } from '../../imaging/encode.ts'
import { applyNegativePrompt } from '../../scenes/parse/negative-prompt.ts'
import { loadImage } from '../load-image.ts'
import { boundSize, resultSize, type WantedSize } from '../own-size.ts'
import { MAX_PIXELS } from './max-pixels.ts'
import { isKnownModel, readWish, type Wish } from './read-wish.ts'
import { ADDING, lookFor, REPLACING, restyle } from './restyle.ts'

interface Input extends WantedSize {
  readonly prompt: string
  readonly negativePrompt?: string
  readonly strength: number
  readonly count: number
  readonly seed?: number
  readonly model?: string
}

/** The part of a picture's progress that stays for encoding. */
const ENCODING_SHARE = 0.1

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { prompt, negativePrompt, strength, count, seed = 0, model, ...wanted } = input as unknown as Input
  const source = await loadImage(media, 'image')
  const asked = resultSize(source, wanted)
  const size = boundSize(asked, MAX_PIXELS)
  const picture = await coverSize(source, size.width, size.height)
  const wish = readWish(prompt, model)
  applyNegativePrompt(wish.graph, negativePrompt)
  const warnings = strength === 0 ? [] : warningsFor(wish, strength, model, chosenLooks(wish, seed, count))
  if (size.width < asked.width)
    warnings.push({ code: 'picture_reduced', message: `The picture was made smaller, to ${String(MAX_PIXELS / 1e6)} megapixels.` })

  const outputs: EffectOutput[] = []
  for (let index = 0; index < count; index++) {
    const tell = (fraction: number) => {
      onProgress((index + fraction) / count)
    }
    await checkpoint(signal)
    const result =
      strength === 0
        ? picture
        : await restyle(picture, wish, strength, seed + index, signal, (fraction) => {
            tell(fraction * (1 - ENCODING_SHARE))
          })
    await checkpoint(signal)
    const bytes = await encodePng(result, markOf(wish, strength))
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes })
    tell(1)
  }
  return { outputs, warnings }
}
export default effect

function markOf({ graph }: Wish, strength: number): DigitalSourceType {
  if (strength >= REPLACING && (graph.objects.length > 0 || graph.place !== undefined)) return 'algorithmicMedia'
  return strength >= ADDING && graph.objects.length > 0 ? 'composite' : 'algorithmicallyEnhanced'
}

/** The looks that seeds decide on, in the order of the pictures. */
function chosenLooks(wish: Wish, seed: number, count: number): string[] {
  const looks = Array.from({ length: count }, (_, index) => lookFor(wish, seed + index))
  return looks.flatMap(({ id, chosen }) => (chosen && id ? [id.replaceAll('-', ' ')] : []))
}

function warningsFor({ graph }: Wish, strength: number, model: string | undefined, chosen: readonly string[]): Warning[] {
  const warnings: Warning[] = []
  if (graph.ignoredWords.length > 0)
    warnings.push({ code: 'prompt_words_ignored', message: `Nothing was done for: ${[...new Set(graph.ignoredWords)].join(', ')}.` })
  if (model !== undefined && !isKnownModel(model)) warnings.push({ code: 'model_unknown', message: `This engine has no look "${model}".` })
  if (chosen.length > 0)
    warnings.push({
      code: 'style_unnamed',
      message: `The prompt names no style that this engine has; each picture's look was chosen by its seed: ${chosen.join(', ')}.`,
    })
  if (strength >= REPLACING) return warnings
  const things = [...new Set(graph.objects.map(({ word }) => word))].join(', ')
  if (things !== '')
    warnings.push(
      strength >= ADDING
        ? { code: 'things_added', message: `Drawn into the picture as an addition: ${things}.` }
        : {
            code: 'things_left_out',
            message: `The picture is restyled only; from strength ${String(ADDING)} on these are drawn in: ${things}.`,
          },
    )
  if (graph.place !== undefined)
    warnings.push({ code: 'place_kept', message: 'The picture keeps its own place; at strength 1 that of the prompt is drawn.' })
  return warnings
}
