import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { lumaOf } from '../../vision/control-maps/control-map.ts'
import type { Cast } from './cast.ts'
import { mixRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { drawFeatures, overlay } from './heads.ts'
import { at, lightSurface, toPixels, unitVector, type Vector } from './light-surface.ts'
import { paintBodies } from './paint-bodies.ts'
import { choosePaints, type Paints } from './paints.ts'
import type { Setting } from './setting.ts'

/** How much of a colour the air takes at the farthest. */
const AIR = 0.66
const WEATHER_AIR = { clear: 0, cloudy: 0.02, rain: 0.05, snow: 0.06, fog: 0.12, storm: 0.04 } as const
/** How high the range of depth stands above the picture, in shorter sides, in fine relief and in the forms of whole bodies. */
const FINE = 0.16
const BROAD = 0.5
const FEATURES = 0.85

/**
 * A relief under the light of the place: what is far in the colours of the prompt's place and paled by air, bodies that are near in those of its
 * subject, rounded by their depth, darker where what is nearer stands around. White is near. Source of the paling: Koschmieder's law, exp(-distance)
 * with distance one minus nearness.
 */
export const drawDepth: Drawing = async (map, setting, strength, signal, cast) => {
  const { width, height, backdrop, softBackdrop, scene } = setting
  const unit = Math.min(width, height)
  const near = nearnessOf(map, Math.min(1, strength))
  await checkpoint(signal)
  const fine = boxBlur(near, Math.max(1, Math.round(unit / 256)))
  const broad = boxBlur(boxBlur(near, Math.round(unit / 60)), Math.round(unit / 60))
  const around = boxBlur(boxBlur(near, Math.round(unit / 30)), Math.round(unit / 24)).data
  await checkpoint(signal)
  const share = cast ? shareOf(cast.mask, strength) : guessSubject(near, around)
  const paints = choosePaints(setting, cast)
  const bodies = cast ? await paintBodies(map, cast, setting, paints, signal) : await paintLayers(map, near, setting, paints, signal)
  const colours = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    // The place far behind is seen softly, as through air.
    const place = mixRgb(at(backdrop.data, i), at(softBackdrop.data, i), 0.4)
    colours.set(mixRgb(place, at(bodies, i), share[i]), i * 3)
  }
  await overlay(colours, cast ? drawFeatures(cast.faces, paints, FEATURES) : '', setting)
  await checkpoint(signal)
  const slope = (plane: Plane, i: number, step: number, side: number) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    const [from, to] = side === 0
      ? [y * width + Math.max(0, x - step), y * width + Math.min(width - 1, x + step)]
      : [Math.max(0, y - step) * width + x, Math.min(height - 1, y + step) * width + x] // prettier-ignore
    return (plane.data[to] - plane.data[from]) / (2 * step)
  }
  const normalAt = (i: number): Vector => {
    // The place is painted with its own light; only the subject is a body in full.
    const weight = (0.25 + 0.75 * share[i]) * Math.min(1.4, 0.4 + 0.6 * strength) * unit
    const [dx, dy] = [0, 1].map((side) => weight * (FINE * slope(fine, i, 1, side) + BROAD * slope(broad, i, 3, side)))
    return unitVector([-Math.max(-1.2, Math.min(1.2, dx)), Math.max(-1.2, Math.min(1.2, dy)), 1])
  }
  const opennessAt = (i: number) => 1 - 0.55 * smoothStep(0.02, 0.3, around[i] - fine.data[i])
  const surface = { colours, normalAt, shareAt: (i: number) => share[i], opennessAt }
  for (let row = 0; row < height; row += 128) {
    await checkpoint(signal)
    lightSurface(surface, setting, row, Math.min(height, row + 128))
  }
  const air = airOf(setting)
  const thickness = Math.min(0.95, (AIR + WEATHER_AIR[scene.weather]) * (0.75 + 0.25 * strength))
  for (let i = 0; i < width * height; i++)
    colours.set(
      mixRgb(scaleRgb(at(colours, i), BRIGHTEN), air, thickness * (cast ? 1 - 0.6 * share[i] : 1) * Math.exp(-2.6 * near.data[i])),
      i * 3,
    )
  return toPixels(colours, setting)
}

/** Lights fall short of a flat colour's full brightness. */
const BRIGHTEN = 1.12

/** Below full strength the subject's outline dissolves. */
function shareOf(mask: Float32Array, strength: number): Float32Array {
  return mask.map((share) => share * Math.min(1, strength))
}

function guessSubject(near: Plane, around: Float32Array): Float32Array {
  const middle = splitNearFromFar(near.data)
  return near.data.map((value, i) => smoothStep(middle - 0.07, middle + 0.09, Math.max(value, Math.min(value + 0.15, around[i]))) * 0.92)
}

/** Without a cast: pieces of the map, each in a relative of the subject's main paint. */
async function paintLayers(map: Pixels, near: Plane, setting: Setting, paints: Paints, signal: AbortSignal): Promise<Float32Array> {
  const mask = new Float32Array(near.data.length).fill(1)
  const related = {
    ...paints,
    accent: undefined,
    contrast: 0.2,
    others: paints.others.map((paint) => mixRgb(paint, paints.others[0], 0.7)),
  }
  const layers: Cast = { kind: 'thing', label: undefined, mask, faces: [], skeletons: [], tones: near.data }
  return paintBodies(map, layers, setting, related, signal)
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
