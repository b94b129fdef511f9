import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { lumaOf } from '../../vision/control-maps/control-map.ts'
import { mixRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import type { Drawing } from './drawing.ts'
import type { Setting } from './setting.ts'

/** Sheets between the farthest and the nearest. */
const SHEETS = 12
/** How much of a colour the air takes at the farthest. */
const AIR = 0.66
const WEATHER_AIR = { clear: 0, cloudy: 0.02, rain: 0.05, snow: 0.06, fog: 0.12, storm: 0.04 } as const

/**
 * A relief of sheets, one behind the other as the map says (white is near): far sheets in the colours of the prompt's place and paled by air, near
 * ones in those of its subject, each throwing a shadow on what is behind. Source of the paling: Koschmieder's law, exp(-distance) with
 * distance one minus nearness.
 */
export const drawDepth: Drawing = async (map, setting, strength, signal) => {
  const { width, height, softBackdrop, subject, scene } = setting
  const unit = Math.min(width, height)
  const near = nearnessOf(map, Math.min(1, strength))
  await checkpoint(signal)
  const sheet = boxBlur({ ...near, data: near.data.map((value) => sheetOf(value)) as Float32Array<ArrayBuffer> }, 1).data
  const smooth = boxBlur(boxBlur(near, Math.round(unit / 110)), Math.round(unit / 60)).data
  // A face between hair and collar is as near as they are, whatever its own tone: whose it is, is told by what is around.
  const around = boxBlur(boxBlur(near, Math.round(unit / 40)), Math.round(unit / 30)).data
  await checkpoint(signal)
  const air = airOf(setting)
  const middle = splitNearFromFar(near.data)
  const thickness = Math.min(0.95, (AIR + WEATHER_AIR[scene.weather]) * (0.75 + 0.25 * strength))
  const random = setting.random(11)
  const tints = Array.from({ length: SHEETS + 1 }, (_, index) => ({
    colour: subject[index % subject.length],
    tone: random.between(0.92, 1.06),
  }))
  const [offsetX, offsetY] = [Math.round(unit / 110), Math.round(unit / 75)]
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const value = near.data[i]
      const level = sheet[i]
      const place: Rgb = [softBackdrop.data[i * 3], softBackdrop.data[i * 3 + 1], softBackdrop.data[i * 3 + 2]]
      const [lower, share] = [Math.floor(level * SHEETS), (level * SHEETS) % 1]
      const [from, to] = [tints[lower], tints[Math.min(SHEETS, lower + 1)]]
      const main = mixRgb(subject[0], mixRgb(from.colour, to.colour, share), 0.13)
      const tone = from.tone + (to.tone - from.tone) * share
      const body = mixRgb(
        place,
        scaleRgb(main, tone),
        smoothStep(middle - 0.07, middle + 0.09, Math.max(level, Math.min(level + 0.15, around[i]))) * 0.92,
      )
      // The rim of a sheet catches light; what is nearer to the upper left throws its shadow here.
      const caster = sheet[Math.max(0, y - offsetY) * width + Math.max(0, x - offsetX)]
      const shadow = 1 - 0.38 * smoothStep(0.03, 0.22, caster - level)
      const across = smooth[y * width + Math.min(width - 1, x + 2)] - smooth[y * width + Math.max(0, x - 2)]
      const down = smooth[Math.min(height - 1, y + 2) * width + x] - smooth[Math.max(0, y - 2) * width + x]
      const light = 1 + Math.max(-0.25, Math.min(0.25, (unit / 60) * (0.5 * across + 0.85 * down)))
      // Bodies are rounder than their sheets: lit at the upper left, dark at the lower right.
      const roundX = around[y * width + Math.min(width - 1, x + 4)] - around[y * width + Math.max(0, x - 4)]
      const roundY = around[Math.min(height - 1, y + 4) * width + x] - around[Math.max(0, y - 4) * width + x]
      const form = 1 + 0.32 * Math.tanh((unit / 75) * (0.6 * roundX + 0.5 * roundY))
      const lit = scaleRgb(body, shadow * light * form)
      const paled = mixRgb(lit, air, thickness * Math.exp(-2.6 * (0.6 * level + 0.4 * value)))
      for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = Math.max(0, Math.min(255, paled[channel]))
    }
  return { width, height, channels: 3, data }
}

/** The nearness that parts what is near from what is far best. Source: Otsu 1979. */
function splitNearFromFar(near: Float32Array): number {
  const counts = new Float64Array(64)
  for (const value of near) counts[Math.min(63, Math.floor(value * 64))]++
  const total = counts.reduce((sum, count, bin) => sum + count * bin, 0)
  let [below, sumBelow, best, split] = [0, 0, -1, 32]
  for (let bin = 0; bin < 63; bin++) {
    below += counts[bin]
    sumBelow += counts[bin] * bin
    const above = near.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2
    if (between > best) [best, split] = [between, bin + 1]
  }
  return Math.max(0.3, Math.min(0.7, split / 64))
}

/** Steps with soft shoulders, so that a sheet has a rim and a slope is still one. */
function sheetOf(value: number): number {
  const scaled = value * SHEETS
  const step = Math.floor(scaled)
  return (step + smoothStep(0.3, 0.7, scaled - step)) / SHEETS
}

/** Nearness 0..1; below full strength it tends to a plain that rises to the horizon. */
function nearnessOf(map: Pixels, strength: number): Plane {
  const { width, height } = map
  const luma = lumaOf(map)
  const data = Float32Array.from(luma, (value, i) => {
    const plain = Math.floor(i / width) / height
    return plain + (value / 255 - plain) * strength
  })
  return { width, height, data }
}

/** The colour that air has far away: that of the sky at the horizon, a little lighter. */
function airOf({ width, height, ambience }: Setting): Rgb {
  const sum = [0, 0, 0]
  const row = Math.floor(height * 0.45) * width
  for (let x = 0; x < width; x++) for (let channel = 0; channel < 3; channel++) sum[channel] += ambience.data[(row + x) * 3 + channel]
  const mean: Rgb = [sum[0] / width, sum[1] / width, sum[2] / width]
  return mixRgb(mean, [255, 250, 244], 0.3)
}
