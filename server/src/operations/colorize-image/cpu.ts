import type { CpuEffect, EffectOutput, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { followEdges } from '../../imaging/colour/follow-edges.ts'
import { lightnessOf, luminanceAt, toLightness } from '../../imaging/colour/lightness.ts'
import { spreadLabels } from '../../imaging/colour/spread-labels.ts'
import { writeTint } from '../../imaging/colour/tint-pixel.ts'
import { encodePng } from '../../imaging/encode.ts'
import { toLab } from '../../imaging/lab.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { sampleRow } from '../../imaging/sample.ts'
import { loadImage } from '../load-image.ts'
import { findMaterials } from './find-materials.ts'
import { MATERIALS, tabulate, tintsOf } from './materials.ts'

/** What is where is worked out at this size; lightness at full size draws the edges. */
const WORKING_SIDE = 400
const EDGE_RADIUS = 3
/** CIE L* that counts as flat when shares follow the edges. */
const EDGE_AMPLITUDE = 5
const ROWS_AT_ONCE = 128
/** Mean chroma (CIELAB) from which on a picture is in colour. */
const COLOURED = 12

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { count } = input as { count: number }
  const source = await loadImage(media, 'image')
  const { width, height, channels } = source
  const size = fitWithin(width, height, WORKING_SIDE)
  const working = await resizePixels(source, size.width, size.height)
  const lightness = toLightness(working)
  const { wishes, mood } = await findMaterials(source, working, lightness, signal)
  onProgress(0.3)
  const used = MATERIALS.filter((material) => wishes[material].data.some((wish) => wish > 0))
  const shares = await spreadLabels(lightness, used.map((material) => wishes[material]), signal) // prettier-ignore
  const models = shares.map((plane) => followEdges(lightness, plane, EDGE_RADIUS, EDGE_AMPLITUDE))
  onProgress(0.5)

  const variants = Array.from({ length: count }, (_, palette) => {
    const tints = tintsOf(palette, mood)
    return { tables: used.map((material) => tabulate(tints[material])), data: source.data.slice() }
  })
  const samples = used.map(() => ({ slope: new Float32Array(width), offset: new Float32Array(width) }))
  const weights = new Float32Array(used.length)
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) {
      await checkpoint(signal)
      onProgress(0.5 + (0.4 * y) / height)
    }
    for (const [index, { slope, offset }] of models.entries()) {
      sampleRow(slope, y, width, height, samples[index].slope)
      sampleRow(offset, y, width, height, samples[index].offset)
    }
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      const exact = lightnessOf(luminanceAt(source.data, at))
      let sum = 0
      for (let index = 0; index < weights.length; index++)
        sum += weights[index] = Math.max(0, samples[index].slope[x] * exact + samples[index].offset[x])
      const step = Math.round(exact * 4)
      for (const { tables, data } of variants) {
        let [a, b] = [0, 0]
        for (let index = 0; index < weights.length; index++) {
          if (weights[index] === 0) continue
          a += weights[index] * tables[index].a[step]
          b += weights[index] * tables[index].b[step]
        }
        writeTint(exact, a / Math.max(1e-6, sum), b / Math.max(1e-6, sum), data, at)
      }
    }
  }

  const outputs: EffectOutput[] = []
  for (const { data } of variants) {
    await checkpoint(signal)
    const bytes = await encodePng({ ...source, data }, 'algorithmicallyEnhanced')
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes })
    onProgress(0.9 + (0.1 * outputs.length) / count)
  }
  return { outputs, warnings: warningsFor(working) }
}
export default effect

function warningsFor(working: Pixels): Warning[] {
  const lab = toLab(working)
  let chroma = 0
  for (let at = 0; at < lab.length; at += 3) chroma += Math.hypot(lab[at + 1], lab[at + 2])
  return chroma / (lab.length / 3) > COLOURED
    ? [{ code: 'colours_replaced', message: 'The picture was in colour; its colours were replaced.' }]
    : []
}
