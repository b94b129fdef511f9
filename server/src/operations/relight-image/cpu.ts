import type { CpuEffect, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { followEdges } from '../../imaging/colour/follow-edges.ts'
import { lightnessOf, luminanceAt, toLightness } from '../../imaging/colour/lightness.ts'
import { linearToByte } from '../../imaging/colour/tint-pixel.ts'
import { encodePng } from '../../imaging/encode.ts'
import { LINEAR_OF_BYTE } from '../../imaging/lab.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { sampleRow } from '../../imaging/sample.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { loadImage } from '../load-image.ts'
import { evenLight } from './even-light.ts'
import { LAMPS, type LightName } from './lights.ts'
import { estimateShape } from './shape.ts'
import { shine } from './shine.ts'

/** Light changes slowly; where it does not, the edges of the whole picture are followed. */
const WORKING_SIDE = 640
const EDGE_RADIUS = 4
const EDGE_AMPLITUDE = 4
const ROWS_AT_ONCE = 128

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { light, intensity } = input as { light: LightName; intensity: number }
  const source = await loadImage(media, 'image')
  const size = fitWithin(source.width, source.height, WORKING_SIDE)
  const working = await resizePixels(source, size.width, size.height)
  const lightness = toLightness(working)
  await checkpoint(signal)
  const faces = await analysePicture(source).faces()
  onProgress(0.3)
  const scale = size.width / source.width
  const warnings: Warning[] = []
  let change: Change
  if (light === 'auto') change = { planes: [await evenLight(lightness, faces, scale, intensity)], toGain: gainOfLift }
  else {
    const shape = await estimateShape(source, working, faces, scale, signal)
    if (!shape.subject.data.some((share) => share > 0.5))
      warnings.push({ code: 'no_subject_found', message: 'Nothing stands out in the picture; light falls on it as on a wall.' })
    change = { planes: shine(shape, LAMPS[light], intensity), toGain: (gain) => Math.max(0.1, gain) }
  }
  onProgress(0.6)
  const result = intensity === 0 ? source : await applyChange(source, lightness, change, signal, (share) => onProgress(0.6 + 0.3 * share))
  await checkpoint(signal)
  const bytes = await encodePng(result, 'algorithmicallyEnhanced')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings }
}
export default effect

/** What becomes of the light: a plane for all channels or one for each, at the working size, and the factor of linear light that its values mean. */
interface Change {
  readonly planes: readonly Plane[]
  readonly toGain: (value: number, lightness: number) => number
}

/** CIE L* below which a pixel is lifted the less the darker it is: black has nothing to show but noise. */
const BLACK = 14

const luminanceOf = (lightness: number) => (lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / (24389 / 27))

/** The factor that makes a pixel so much lighter, in CIE L*. */
function gainOfLift(lift: number, lightness: number): number {
  const from = Math.max(0.5, lightness)
  return luminanceOf(Math.max(0.3, Math.min(100, from + lift * Math.min(1, from / BLACK)))) / luminanceOf(from)
}

async function applyChange(
  source: Pixels,
  lightness: Plane,
  { planes, toGain }: Change,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Pixels> {
  const { width, height, channels, data } = source
  const models = planes.map((plane) => followEdges(lightness, plane, EDGE_RADIUS, EDGE_AMPLITUDE))
  const rows = models.map(() => ({ slope: new Float32Array(width), offset: new Float32Array(width) }))
  const result: Pixels = { ...source, data: data.slice() }
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) {
      await checkpoint(signal)
      onProgress(y / height)
    }
    for (const [index, { slope, offset }] of models.entries()) {
      sampleRow(slope, y, width, height, rows[index].slope)
      sampleRow(offset, y, width, height, rows[index].offset)
    }
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      const exact = lightnessOf(luminanceAt(data, at))
      let gain = 1
      for (let channel = 0; channel < 3; channel++) {
        if (channel < rows.length) gain = toGain(rows[channel].slope[x] * exact + rows[channel].offset[x], exact)
        result.data[at + channel] = linearToByte(bend(LINEAR_OF_BYTE[data[at + channel]], gain))
      }
    }
  }
  return result
}

/** The light times the gain; what would be cut off at white nears it instead. White stays white only where nothing is taken away. */
function bend(light: number, gain: number): number {
  const lit = light * gain
  return gain <= 1 ? lit : 1 - (1 - light) * Math.exp((-light * (gain - 1)) / Math.max(1e-4, 1 - light))
}
