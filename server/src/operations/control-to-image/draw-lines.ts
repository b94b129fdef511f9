import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { findChains } from '../../vision/control-maps/canny.ts'
import { lumaOf } from '../../vision/control-maps/control-map.ts'
import { lumaOfRgb, scaleRgb, smoothStep } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { distanceToLines } from './distance.ts'
import { findLights } from './find-lights.ts'
import { floodRegions } from './flood-regions.ts'
import { CHALK, LINE_STYLES } from './line-styles.ts'
import { COAT, colourRegions, guessSubject, layOnPlace } from './colour-regions.ts'
import { drawFeatures, findHeadParts, overlay } from './heads.ts'
import { choosePaints } from './paints.ts'
import { createNoise } from '../../scenes/draw/noise.ts'
import { TEXTURES } from './textures.ts'
import type { Setting } from './setting.ts'
import { spreadColours } from './spread-colours.ts'

/** Ink of lamps and stars: shining in the dark, and by day no less of a line than others. */
const LAMP = { onDark: [255, 222, 140], onLight: [128, 46, 0] } as const
const MIDDLE = 125
/** Luma from which a pixel of the map is a line. */
const LINE = 88
/** Of the shorter side. */
const INK = 1.3 / 512
/** How much of a fill that is as dark (or light) as the ink gives way to paper. */
const GROUND = 0.5
const ROUND = 9 / 512
const REACH = 30 / 512
/** How much of a surface's texture is seen: more would be edges. */
const GRAIN = 0.75
const MIN_REGION = 0.0004
const FORM = 0.4
/** Opacity of eyes and lips under their lines. */
const FEATURES = 0.7
/** From the upper left, as drawings are lit. */
const LIGHT = [-0.55, -0.83] as const

/**
 * A drawing on the lines of a map (edges, strokes, straight or soft): lines become ink, what they enclose is filled with the prompt's colours
 * and rounded by light; where no line parts two fills they run into each other, so that the picture has the map's edges and hardly others.
 */
export const drawLines: Drawing = async (map, setting, strength, signal, cast) => {
  const { width, height } = setting
  const unit = Math.min(width, height)
  const weights = keepMainLines(map, strength)
  const lines = Uint8Array.from(weights, (weight) => (weight > 0 ? 1 : 0))
  await checkpoint(signal)
  const regions = floodRegions(lines, width, height, MIN_REGION * width * height)
  await checkpoint(signal)
  const paints = choosePaints(setting, cast)
  const faces = cast && strength >= 0.5 ? cast.faces : []
  const heads = faces.length > 0 ? await findHeadParts(faces, setting) : undefined
  const share = cast ? cast.mask : guessSubject(regions, setting)
  const coat = colourRegions(regions, share, setting, paints, cast, heads)
  const barrier = Float32Array.from(lines)
  await checkpoint(signal)
  spreadColours(coat, COAT, barrier, width, height, REACH * unit)
  await checkpoint(signal)
  grain(coat, setting)
  await checkpoint(signal)
  const colours = layOnPlace(coat, setting)
  await overlay(colours, drawFeatures(faces, paints, FEATURES), setting)
  await checkpoint(signal)
  shade(colours, regions.distance, coat, setting)
  await checkpoint(signal)
  const lights = cast ? findLights(lines, setting, cast) : undefined
  return inkLines(colours, weights, lines, setting, Math.max(1, strength), lights)
}

/**
 * The map's lines with their weight, 0..1, without the least important ones: of all line pixels the share `strength` stays, long and strong
 * chains first.
 */
function keepMainLines(map: Pixels, strength: number): Float32Array {
  const luma = lumaOf(map)
  const lines = luma.map((value) => (value >= LINE ? 1 : 0))
  const chains = findChains(lines, map.width, map.height)
    .map((pixels) => ({ pixels, importance: pixels.reduce((sum, i) => sum + luma[i], 0) }))
    .sort((a, b) => b.importance - a.importance)
  const wanted = Math.min(1, strength) * chains.reduce((sum, { pixels }) => sum + pixels.length, 0)
  const weights = new Float32Array(luma.length)
  let kept = 0
  for (const { pixels } of chains) {
    if (kept >= wanted) break
    for (const i of pixels) weights[i] = luma[i] / 255
    kept += pixels.length
  }
  return weights
}

/** The coat's surface: fur, cloth, boards, stone. */
function grain(coat: Float32Array, { width, height, surface, random }: Setting): void {
  const scale = 512 / Math.min(width, height)
  const texture = TEXTURES[surface] ?? TEXTURES.unknown
  const seeds = random(13)
  const noise = [3, 9, 26].map((cell) =>
    createNoise(Math.ceil(width * scale), Math.ceil(height * scale), cell, Math.floor(seeds.next() * 1e6)),
  )
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += COAT) {
      const tone = 1 + GRAIN * (texture(x * scale, y * scale, noise, 0.5) - 1)
      for (let channel = 0; channel < 3; channel++) coat[at + channel] *= tone
    }
}

/** Every region a cushion: higher the further from its lines, lit from the upper left; the subject as a whole is one more, broad and soft. */
function shade(colours: Float32Array, distance: Float32Array, coat: Float32Array, { width, height }: Setting): void {
  const unit = Math.min(width, height)
  const relief: Plane = { width, height, data: distance.map((d) => 1 - Math.exp(-d / (ROUND * unit))) as Float32Array<ArrayBuffer> }
  const smooth = boxBlur(boxBlur(relief, Math.round(unit / 200)), Math.round(unit / 120)).data
  const share: Plane = { width, height, data: Float32Array.from(distance, (_, i) => coat[i * COAT + 3]) }
  const body = boxBlur(boxBlur(share, Math.round(unit / 10)), Math.round(unit / 14)).data
  const far = Math.round(unit / 24)
  const slope = ROUND * unit * 1.1
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const dx = smooth[y * width + Math.min(width - 1, x + 1)] - smooth[y * width + Math.max(0, x - 1)]
      const dy = smooth[Math.min(height - 1, y + 1) * width + x] - smooth[Math.max(0, y - 1) * width + x]
      const light = 1 + Math.max(-0.22, Math.min(0.2, -0.35 * slope * (dx * LIGHT[0] + dy * LIGHT[1])))
      const across = body[y * width + Math.min(width - 1, x + far)] - body[y * width + Math.max(0, x - far)]
      const down = body[Math.min(height - 1, y + far) * width + x] - body[Math.max(0, y - far) * width + x]
      const form = 1 - FORM * share.data[i] * Math.tanh(2.4 * (across * LIGHT[0] + down * LIGHT[1]))
      for (let channel = 0; channel < 3; channel++) colours[i * 3 + channel] *= light * form
    }
}

function inkLines(
  colours: Float32Array,
  weights: Float32Array,
  lines: Uint8Array,
  setting: Setting,
  stress: number,
  lights: Float32Array | undefined,
): Pixels {
  const { width, height, look } = setting
  const unit = Math.min(width, height)
  const own = LINE_STYLES[look] ?? LINE_STYLES.flat
  const style = setting.isDark && !own.ink ? CHALK : own
  const ink = style.ink ?? setting.ink
  const isLight = lumaOfRgb(ink) > 128
  const distance = distanceToLines(lines, width, height)
  const strongest = boxBlur({ width, height, data: weights as Float32Array<ArrayBuffer> }, 1).data
  const share = boxBlur({ width, height, data: Float32Array.from(lines) }, 1).data
  const isLamp = lights && boxBlur({ width, height, data: lights as Float32Array<ArrayBuffer> }, 2).data
  const radius = INK * unit * style.width * (0.7 + 0.3 * stress)
  const glowReach = unit / 40
  const glow = scaleRgb(ink, style.glow * 0.55)
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < distance.length; i++) {
    const weight = share[i] > 0 ? strongest[i] / share[i] : 0
    const cover = Math.max(0, Math.min(1, radius + 0.5 - distance[i])) * Math.min(1, 0.5 + 0.5 * weight) * Math.min(1, 0.92 * stress)
    const shine = style.glow > 0 ? Math.exp(-distance[i] / glowReach) : 0
    const luma = 0.299 * colours[i * 3] + 0.587 * colours[i * 3 + 1] + 0.114 * colours[i * 3 + 2]
    // Ink is lost on a ground like it, so such grounds take more of the paper.
    const likeness = isLight ? smoothStep(90, 190, luma) : smoothStep(120, 30, luma)
    const drawn = !isLamp || isLamp[i] === 0 ? ink : luma < MIDDLE ? LAMP.onDark : LAMP.onLight
    const kept = style.fill * (1 - GROUND * likeness)
    for (let channel = 0; channel < 3; channel++) {
      const fill = style.paper[channel] + (colours[i * 3 + channel] - style.paper[channel]) * kept + glow[channel] * shine
      data[i * 3 + channel] = Math.max(0, Math.min(255, fill + (drawn[channel] - fill) * cover))
    }
  }
  return { width, height, channels: 3, data }
}
