import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createNoise } from '../../scenes/draw/noise.ts'
import type { SceneClass } from '../../vision/control-maps/scene-classes.ts'
import type { Cast } from './cast.ts'
import { headAt } from './colour-regions.ts'
import { mixRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import { distanceToLines } from './distance.ts'
import type { Drawing } from './drawing.ts'
import { findHeadParts } from './heads.ts'
import { at } from './light-surface.ts'
import { choosePaints, paintFor, type Paints } from './paints.ts'
import { bordersOf, readRegions, type Region } from './read-regions.ts'
import { drawInside } from './region-details.ts'
import type { Setting } from './setting.ts'
import { TEXTURES } from './textures.ts'

/** How much of a surface's grain what is drawn on it has. */
const DETAIL_GRAIN = 0.6

/**
 * The regions of a segment map, each painted as what its colour in ADE20K's palette says: sky as the prompt's sky, grass as blades, walls as
 * walls; people, animals and things as the prompt's, fitted into their outlines. What no class is known of is the prompt's place, surface by surface.
 */
export const drawRegions: Drawing = async (map, setting, strength, signal, cast) => {
  const { width, height } = setting
  const unit = Math.min(width, height)
  // Below full strength small regions are given up first.
  const minPixels = (0.0008 + 0.2 * Math.max(0, 1 - strength) ** 2) * width * height
  const { labels, regions } = readRegions(map, minPixels)
  await checkpoint(signal)
  const borders = bordersOf(labels, width, height)
  const distance = distanceToLines(borders, width, height)
  await checkpoint(signal)
  const relief = reliefOf(distance, width, height)
  const random = setting.random(5)
  const paints = choosePaints(setting, cast ?? { kind: kindOf(regions) })
  const shares = cast ? meansOf(cast, labels, regions) : undefined
  const looks = regions.map((region, index) => ({
    region,
    base: baseColour(region, setting, paints, random.next(), shares?.[index]),
    tone: random.between(0.94, 1.06),
  }))
  const heads = cast && cast.faces.length > 0 ? await findHeadParts(cast.faces, setting) : undefined
  const details = await drawInside(labels, regions, setting, paints, cast)
  await checkpoint(signal)
  const noise = [3, 9, 26].map((cell, index) =>
    createNoise(Math.ceil((width * 512) / unit), Math.ceil((height * 512) / unit), cell, 100 + index + Math.floor(random.next() * 1e6)),
  )
  await checkpoint(signal)
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++) {
    if (y % 128 === 127) await checkpoint(signal)
    for (let x = 0; x < width; x++, i++) {
      const { region, base, tone } = looks[labels[i]]
      const isSky = region.name === 'sky'
      const painted = isSky ? skyAt(region, x, y, setting) : (base ?? scaleRgb(at(setting.backdrop.data, i), 0.98))
      const own = heads && region.name === 'person' ? headAt(painted, heads, paints, i) : painted
      const texture = TEXTURES[region.name ?? 'unknown'] ?? TEXTURES.unknown
      const grain = texture((x * 512) / unit, (y * 512) / unit, noise, (y - region.top) / Math.max(1, region.bottom - region.top))
      const opacity = details[i * 4 + 3] / 255
      const ground = scaleRgb(own, base === undefined && !isSky ? 1 : grain)
      const detailed =
        opacity > 0
          ? mixRgb(ground, scaleRgb([details[i * 4], details[i * 4 + 1], details[i * 4 + 2]], 1 + DETAIL_GRAIN * (grain - 1)), opacity)
          : ground
      const light = isSky ? 1 : lightAt(relief, i, x, y, width, height)
      const outline = 1 - 0.45 * Math.max(0, 1 - distance[i] / (unit / 230))
      const shaded = scaleRgb(detailed, (isSky ? 1 : tone) * light * outline)
      for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = Math.max(0, Math.min(255, shaded[channel]))
    }
  }
  return { width, height, channels: 3, data }
}

/** Every region a cushion: broad and soft over its whole body, and steeper at its rim. */
function reliefOf(distance: Float32Array, width: number, height: number): readonly [rim: Float32Array, body: Float32Array] {
  const unit = Math.min(width, height)
  const cushion = (reach: number, radius: number) => {
    const data = distance.map((d) => 1 - Math.exp(-d / reach)) as Float32Array<ArrayBuffer>
    return boxBlur({ width, height, data }, Math.max(1, Math.round(radius))).data
  }
  return [cushion(unit / 40, unit / 150), cushion(unit / 7, unit / 36)]
}

function lightAt([rim, body]: ReturnType<typeof reliefOf>, i: number, x: number, y: number, width: number, height: number): number {
  const unit = Math.min(width, height)
  const slope = (plane: Float32Array, step: number) => {
    const across = plane[i - Math.min(x, step)] - plane[i + Math.min(width - 1 - x, step)]
    const down = plane[i - Math.min(y, step) * width] - plane[i + Math.min(height - 1 - y, step) * width]
    return (-unit * (0.5 * across + 0.85 * down)) / step
  }
  return 1 + Math.max(-0.16, Math.min(0.18, slope(rim, 1) / 90)) + Math.max(-0.24, Math.min(0.2, slope(body, 3) / 34))
}

const kindOf = (regions: readonly Region[]): Cast['kind'] =>
  regions.some(({ name }) => name === 'person') ? 'person' : regions.some(({ name }) => name === 'animal') ? 'animal' : 'thing'

interface Means {
  share: number
  tone: number
  /** Of all pixels of the subject. */
  part: number
}

function meansOf({ mask, tones }: Cast, labels: Int32Array, regions: readonly Region[]): Means[] {
  const means = regions.map((): Means => ({ share: 0, tone: 0, part: 0 }))
  for (let i = 0; i < labels.length; i++) {
    means[labels[i]].share += mask[i]
    means[labels[i]].tone += tones[i]
  }
  const all = Math.max(1, means.reduce((sum, { share }) => sum + share, 0)) // prettier-ignore
  return means.map(({ share, tone }, index) => ({
    share: share / regions[index].pixels,
    tone: tone / regions[index].pixels,
    part: share / all,
  }))
}

/** The backdrop's upper part, stretched over the region. */
function skyAt(region: Region, x: number, y: number, { width, height, backdrop }: Setting): Rgb {
  const down = (y - region.top) / Math.max(1, region.bottom - region.top)
  const row = Math.min(height - 1, Math.floor(down * height * 0.5))
  const at = (row * width + x) * 3
  return [backdrop.data[at], backdrop.data[at + 1], backdrop.data[at + 2]]
}

const CLASS_COLOURS: Partial<Readonly<Record<SceneClass, Rgb>>> = {
  tree: [62, 122, 52], plant: [84, 150, 62], grass: [110, 168, 66], water: [70, 140, 190], sea: [40, 104, 170], sand: [226, 200, 142],
  earth: [140, 108, 76], mountain: [126, 128, 146], road: [112, 112, 120], pavement: [170, 166, 160], building: [176, 152, 136],
  wall: [206, 196, 180], floor: [160, 122, 86], table: [150, 102, 62], chair: [156, 96, 60], sofa: [110, 118, 150], bed: [196, 190, 200],
  door: [120, 84, 58], boat: [180, 90, 70], glass: [196, 216, 226], bottle: [70, 130, 96], book: [170, 80, 60], vase: [84, 130, 160],
} // prettier-ignore
/** Living and made things take the paints of what the prompt is about. */
const SUBJECTS: ReadonlySet<SceneClass | undefined> = new Set([
  'person', 'animal', 'car', 'plane', 'bus', 'truck', 'boat', 'glass', 'vase', 'bottle',
]) // prettier-ignore
/** What snow lies on. */
const SNOWY: ReadonlySet<SceneClass | undefined> = new Set([
  'tree',
  'plant',
  'grass',
  'earth',
  'mountain',
  'road',
  'pavement',
  'building',
  'sand',
])
const SNOW: Rgb = [236, 242, 250]

/** Undefined where the place itself is to be seen. */
function baseColour(
  region: Region,
  { subject, ambience, scene, light, width, height }: Setting,
  paints: Paints,
  chance: number,
  means: Means | undefined,
): Rgb | undefined {
  const place = at(ambience.data, Math.floor(region.y) * width + Math.floor(region.x))
  if (SUBJECTS.has(region.name))
    return region.name === 'person' || region.name === 'animal' ? paints.others[0] : mixRgb(subject[0], subject[1], chance * 0.3)
  const known = region.name && CLASS_COLOURS[region.name]
  if (known) {
    const lit: Rgb = [known[0] * light[0], known[1] * light[1], known[2] * light[2]]
    const snow = SNOWY.has(region.name) && (scene.place === 'snow' || scene.weather === 'snow') ? 0.62 : 0
    // In the colours of the place's hour.
    return mixRgb(mixRgb(lit, place, 0.3), [SNOW[0] * light[0], SNOW[1] * light[1], SNOW[2] * light[2]], snow)
  }
  if (means) return means.share > 0.5 ? paintFor(paints, means.tone, means.part, chance) : undefined
  const atBorder = Math.min(1, region.frame / Math.sqrt(region.pixels))
  const centre = 1 - Math.min(1, Math.hypot((region.x / width - 0.5) * 1.6, (region.y / height - 0.5) * 1.6))
  const share = smoothStep(0.4, 1.1, centre + 0.6 * (1 - atBorder))
  return mixRgb(scaleRgb(place, 0.85 + 0.3 * chance), subject[Math.floor(chance * subject.length)], share)
}
