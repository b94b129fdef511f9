import sharp from 'sharp'
import type { CpuEffect, EffectOutput, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { asBytes } from '../../imaging/decode.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { loadSentenceEmbedder } from '../../language/embed-sentences.ts'
import { composeScene } from '../../scenes/compose-scene.ts'
import { DRAWING_STYLES } from '../../scenes/draw/styles.ts'
import { LOOKS, type LookId } from '../../scenes/looks.ts'
import { applyNegativePrompt } from '../../scenes/parse/negative-prompt.ts'
import { understandPrompt } from '../../scenes/parse/understand-prompt.ts'
import { finishPixels } from '../../scenes/draw/finish-pixels.ts'
import { within, type Pulse } from '../../scenes/draw/pulse.ts'
import { startTfjs } from '../../vision/tfjs.ts'

interface Input {
  readonly prompt: string
  readonly negativePrompt?: string
  readonly width: number
  readonly height: number
  readonly count: number
  readonly seed?: number
  readonly model?: string
}

const effect: CpuEffect = async (input, _media, { signal, onProgress }) => {
  const { prompt, negativePrompt, width, height, count, seed = 0, model } = input as unknown as Input
  const warnings: Warning[] = []
  const { graph, replaced } = await understandPrompt(prompt, () => loadSentenceEmbedder(startTfjs))
  const excluded = applyNegativePrompt(graph, negativePrompt)
  if (replaced.size > 0)
    warnings.push({
      code: 'prompt_words_replaced',
      message: `Drawn as something near: ${[...replaced].map(([word, stand]) => `"${word}" as ${stand}`).join(', ')}.`,
    })
  if (graph.ignoredWords.length > 0)
    warnings.push({
      code: 'prompt_words_ignored',
      message: `The scene composer does not know what to draw for: ${[...new Set(graph.ignoredWords)].join(', ')}.`,
    })
  const named = LOOKS.find(({ id }) => id === model)?.id
  if (model !== undefined && named === undefined)
    warnings.push({
      code: 'model_unknown',
      message: `This engine has no look "${model}"; it has: ${LOOKS.map(({ id }) => id).join(', ')}.`,
    })
  // What the prompt says is nearer to the wish than a default look that an app always sends along.
  const look: LookId = graph.look ?? named ?? 'flat'

  const outputs: EffectOutput[] = []
  for (let index = 0; index < count; index++) {
    const pulse: Pulse = async (done) => {
      onProgress((index + done) / count)
      await checkpoint(signal)
    }
    await pulse(0)
    const { svg } = await composeScene(graph, excluded, { width, height }, DRAWING_STYLES[look], seed + index)
    await pulse(0.1)
    const drawn = await unlessAborted(rasterise(svg), signal)
    await pulse(0.4)
    const finished = await unlessAborted(finishPixels(drawn, look, seed + index, within(pulse, 0.4, 0.85)), signal)
    await pulse(0.85)
    const bytes = await unlessAborted(encodePng(finished, 'algorithmicMedia'), signal)
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes })
    onProgress((index + 1) / count)
  }
  return { outputs, warnings }
}
export default effect

async function rasterise(svg: string): Promise<Pixels> {
  const { data, info } = await sharp(Buffer.from(svg), { unlimited: true })
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: asBytes(data) }
}

/**
 * The outcome of `work`, or `signal.reason` as soon as it is aborted. A picture within the image library cannot be stopped; its last call runs
 * out unheard, beside whatever comes next.
 */
async function unlessAborted<Outcome>(work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    settled.abort()
  }
}
