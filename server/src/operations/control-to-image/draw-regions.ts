import { checkpoint } from '../../imaging/checkpoint.ts'
import { createNoise } from '../../scenes/draw/noise.ts'
import { classOfColour, type SceneClass } from '../../vision/control-maps/scene-classes.ts'
import { boxBlur } from '../../imaging/box-blur.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { mixRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { distanceToLines } from './distance.ts'
import { SKINS } from './figure.ts'
import type { Setting } from './setting.ts'
import { TEXTURES } from './textures.ts'

interface Region {
  name: SceneClass | undefined
  pixels: number
  x: number
  y: number
  top: number
  bottom: number
  frame: number
  /** Of a person: where the head ends and where it is, in pixels. */
  head?: { readonly neck: number; readonly middle: number; readonly half: number } | undefined
}

/**
 * The regions of a segment map, each painted as what its colour in ADE20K's palette says: sky as the prompt's sky, grass as blades, walls as
 * walls; people and animals in the colours of the prompt's subject. A grey that is no class is painted in the prompt's colours by where it lies.
 */
export const drawRegions: Drawing = async (map, setting, strength, signal) => {
  const { width, height } = setting
  const unit = Math.min(width, height)
  // Below full strength small regions are given up first.
  const minPixels = (0.0008 + 0.2 * Math.max(0, 1 - strength) ** 2) * width * height
  const { labels, regions } = readRegions(map, minPixels)
  await checkpoint(signal)
  const borders = bordersOf(labels, width, height)
  const distance = distanceToLines(borders, width, height)
  await checkpoint(signal)
  const relief = boxBlur(
    { width, height, data: distance.map((d) => 1 - Math.exp(-d / (unit / 40))) as Float32Array<ArrayBuffer> },
    Math.round(unit / 150),
  ).data
  const random = setting.random(5)
  const looks = regions.map((region) => ({ region, base: baseColour(region, setting, random.next()), tone: random.between(0.94, 1.06) }))
  const skin = random.pick(SKINS)
  for (const [label, region] of regions.entries()) if (region.name === 'person') region.head = findHead(labels, label, region, width)
  const noise = [3, 9, 26].map((cell, index) =>
    createNoise(Math.ceil((width * 512) / unit), Math.ceil((height * 512) / unit), cell, 100 + index + Math.floor(random.next() * 1e6)),
  )
  await checkpoint(signal)
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++) {
    if (y % 128 === 127) await checkpoint(signal)
    for (let x = 0; x < width; x++, i++) {
      const { region, base, tone } = looks[labels[i]]
      const place: Rgb = [setting.backdrop.data[i * 3], setting.backdrop.data[i * 3 + 1], setting.backdrop.data[i * 3 + 2]]
      const painted =
        region.name === 'sky' ? skyAt(region, x, y, setting) : region.head ? personAt(region, region.head, x, y, base, skin) : base
      const texture = TEXTURES[region.name ?? 'unknown'] ?? TEXTURES.unknown
      const grain = texture((x * 512) / unit, (y * 512) / unit, noise, (y - region.top) / Math.max(1, region.bottom - region.top))
      const dx = relief[i - (x > 0 ? 1 : 0)] - relief[i + (x < width - 1 ? 1 : 0)]
      const dy = relief[i - (y > 0 ? width : 0)] - relief[i + (y < height - 1 ? width : 0)]
      const light = region.name === 'sky' ? 1 : 1 + Math.max(-0.2, Math.min(0.2, -(unit / 90) * (0.5 * dx + 0.85 * dy)))
      const blended = region.name === undefined ? mixRgb(painted, place, 0.12) : painted
      const outline = 1 - 0.45 * Math.max(0, 1 - distance[i] / (unit / 230))
      const shaded = scaleRgb(blended, (region.name === 'sky' ? 1 : tone) * grain * light * outline)
      for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = Math.max(0, Math.min(255, shaded[channel]))
    }
  }
  return { width, height, channels: 3, data }
}

/** The head is what is above the narrowest row of the upper half. */
function findHead(labels: Int32Array, label: number, { top, bottom }: Region, width: number): Region['head'] {
  const rows = Array.from({ length: bottom - top + 1 }, (_, row) => {
    let [left, right] = [width, -1]
    for (let x = 0; x < width; x++)
      if (labels[(top + row) * width + x] === label) {
        left = Math.min(left, x)
        right = x
      }
    return { left, right }
  })
  const [from, to] = [Math.floor(rows.length * 0.15), Math.floor(rows.length * 0.55)]
  let neck = from
  for (let row = from; row < to; row++) if (rows[row].right - rows[row].left < rows[neck].right - rows[neck].left) neck = row
  const widest = rows[Math.floor(neck * 0.55)]
  if (!widest || neck < 4) return undefined
  return { neck: top + neck, middle: (widest.left + widest.right) / 2, half: Math.max(2, (widest.right - widest.left) / 2) }
}

/** Clothes below the neck; above it a face in its hair. */
function personAt(
  { top }: Region,
  { neck, middle, half }: NonNullable<Region['head']>,
  x: number,
  y: number,
  clothes: Rgb,
  skin: Rgb,
): Rgb {
  const down = (y - top) / (neck - top)
  if (down > 1.12) return clothes
  const across = (x - middle) / half
  const face = smoothStep(1.04, 0.9, Math.hypot(across / 0.74, (down - 0.68) / 0.44))
  const hair = mixRgb(scaleRgb(skin, 0.35), [50, 30, 24], 0.5)
  return down > 0.94 ? mixRgb(skin, clothes, smoothStep(0.96, 1.1, down)) : mixRgb(hair, skin, face)
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
/** Living and made things take the colours of what the prompt is about. */
const SUBJECTS: ReadonlySet<SceneClass | undefined> = new Set([
  'person',
  'animal',
  'car',
  'plane',
  'bus',
  'truck',
  'boat',
  'glass',
  'vase',
  'bottle',
])

function baseColour(region: Region, { subject, clothes, ambience, width, height }: Setting, chance: number): Rgb {
  const at = (Math.floor(region.y) * width + Math.floor(region.x)) * 3
  const place: Rgb = [ambience.data[at], ambience.data[at + 1], ambience.data[at + 2]]
  if (SUBJECTS.has(region.name))
    return region.name === 'person'
      ? (clothes ?? subject[0])
      : region.name === 'animal'
        ? subject[0]
        : mixRgb(subject[0], subject[1], chance)
  const known = region.name && CLASS_COLOURS[region.name]
  // In the colours of the place's hour.
  if (known) return mixRgb(known, place, 0.4)
  const atBorder = Math.min(1, region.frame / Math.sqrt(region.pixels))
  const centre = 1 - Math.min(1, Math.hypot((region.x / width - 0.5) * 1.6, (region.y / height - 0.5) * 1.6))
  const share = smoothStep(0.4, 1.1, centre + 0.6 * (1 - atBorder))
  return mixRgb(scaleRgb(place, 0.85 + 0.3 * chance), subject[Math.floor(chance * subject.length)], share)
}

function bordersOf(labels: Int32Array, width: number, height: number): Uint8Array {
  const borders = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const apart = (x + 1 < width && labels[i] !== labels[i + 1]) || (y + 1 < height && labels[i] !== labels[i + width])
      borders[i] = apart ? 1 : 0
    }
  return borders
}

/** Connected pixels of one colour of the map; those of fewer than `minPixels` join the region beside them. */
function readRegions({ width, height, channels, data }: Pixels, minPixels: number): { labels: Int32Array; regions: Region[] } {
  const colour = Int32Array.from({ length: width * height }, (_, i) => {
    const at = i * channels
    return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
  })
  const labels = new Int32Array(width * height).fill(-1)
  const queue = new Int32Array(width * height)
  const regions: Region[] = []
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] >= 0) continue
    const [label, neighbours] = [regions.length, new Map<number, number>()]
    labels[start] = label
    queue[0] = start
    let length = 1
    const region: Region = { name: undefined, pixels: 0, x: 0, y: 0, top: height, bottom: 0, frame: 0 }
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      const y = (i - x) / width
      for (const next of [x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, y > 0 ? i - width : i, y < height - 1 ? i + width : i]) {
        if (labels[next] === -1 && colour[next] === colour[start]) {
          labels[next] = label
          queue[length++] = next
        } else if (labels[next] >= 0 && labels[next] !== label) neighbours.set(labels[next], (neighbours.get(labels[next]) ?? 0) + 1)
      }
    }
    const beside = [...neighbours].sort((a, b) => b[1] - a[1])[0]
    const target = length < minPixels && beside ? beside[0] : label
    if (target === label) regions.push(region)
    const merged = regions[target]
    if (target === label) merged.name = classOfColour((colour[start] >> 16) & 255, (colour[start] >> 8) & 255, colour[start] & 255)
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      const y = (i - x) / width
      labels[i] = target
      merged.x = (merged.x * merged.pixels + x) / (merged.pixels + 1)
      merged.y = (merged.y * merged.pixels + y) / (merged.pixels + 1)
      merged.pixels++
      merged.top = Math.min(merged.top, y)
      merged.bottom = Math.max(merged.bottom, y)
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) merged.frame++
    }
  }
  return { labels, regions }
}
