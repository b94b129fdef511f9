import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import type { Box } from '../geometry.ts'
import type { FoundObject } from '../objects.ts'
import type { Preprocessor } from './control-map.ts'
import type { Cut } from './cut-subject.ts'
import { evenBorders, partAlong } from './even-borders.ts'
import { segmentByGraph } from './graph-segments.ts'
import { colourMatrix, withMatrices } from './matrices.ts'
import { CLASS_OF_OBJECT, SCENE_CLASSES, type SceneClass } from './scene-classes.ts'
import { seenIn } from './seen.ts'

const SCALE = 1800
/** Of all pixels. */
const MIN_SEGMENT = 0.006
/** Of the shorter side: how far borders are evened. */
const EVEN = 1 / 120
/** Distance of mean colours, 0..442, and share of a segment's border. */
const ALIKE = 42
const MIN_SURROUNDING = 0.55

interface Segment {
  /** Indices' count, mean position in shares of the picture, mean colour. */
  pixels: number
  x: number
  y: number
  red: number
  green: number
  blue: number
  /** Shares of it that belong to the subject, and that lie in the subject's box. */
  subject: number
  boxed: number
  /** Pixels in the first and last row. */
  top: number
  bottom: number
  /** Sum of differences between neighbours, per pixel. */
  texture: number
}

/**
 * Regions of a picture. Boundaries are found by colour alone, but for the subject's, which is cut out. Classes, in ADE20K's colours, are told where
 * there is reason to: people by a network's mask, things by another's boxes, sky, grass, trees and water by place and colour. A region that
 * nobody knows is grey, each its own grey: an honest map says so rather than guess among 150 classes.
 */
export const mapRegions: Preprocessor = async (picture, { signal, seen = seenIn(picture, picture) }) => {
  const { width, height } = picture
  await checkpoint(signal)
  const smooth = await smoothSurfaces(picture)
  await checkpoint(signal)
  const found = segmentByGraph(smooth, SCALE, MIN_SEGMENT * width * height)
  await checkpoint(signal)
  const objects = await seen.findObjects()
  await checkpoint(signal)
  const cut = await seen.cutSubject(signal)
  await checkpoint(signal)
  const { labels, count } = cut ? partAlong(found, cut.mask) : found
  const even = await evenBorders(labels, count, width, height, Math.round(Math.min(width, height) * EVEN), signal)
  const segments = measureSegments(smooth, even, count, cut)
  const names = segments.map((segment) => classOf(segment, picture, cut, objects))
  adoptAlike(names, segments, even, width)
  const colours = names.map((name, index) => {
    // Greys of the palette itself (walls 120, roads 140) are left out.
    const grey = 150 + ((index * 37) % 90)
    return name ? SCENE_CLASSES[name] : [grey, grey, grey]
  })
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < even.length; i++) data.set(colours[even[i]], i * 3)
  return { width, height, channels: 3, data }
}

function smoothSurfaces(picture: Pixels): Promise<Pixels> {
  const { width, height } = picture
  return withMatrices((cv, keep) => {
    const colours = keep(colourMatrix(cv, picture))
    const smooth = keep(new cv.Mat())
    const smoother = keep(new cv.Mat())
    cv.bilateralFilter(colours, smooth, 9, 45, 6)
    cv.medianBlur(smooth, smoother, 5)
    return { width, height, channels: 3, data: Uint8Array.from(smoother.data) }
  })
}

function measureSegments({ width, height, data }: Pixels, labels: Int32Array, count: number, cut: Cut | undefined): readonly Segment[] {
  const segments = Array.from({ length: count }, (): Segment => ({
    pixels: 0,
    x: 0,
    y: 0,
    red: 0,
    green: 0,
    blue: 0,
    subject: 0,
    boxed: 0,
    top: 0,
    bottom: 0,
    texture: 0,
  }))
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const segment = segments[labels[i]]
      const at = i * 3
      segment.pixels++
      segment.x += x / width
      segment.y += y / height
      segment.red += data[at]
      segment.green += data[at + 1]
      segment.blue += data[at + 2]
      segment.subject += cut ? cut.mask[i] : 0
      if (cut?.box && isInside(cut.box, x, y)) segment.boxed++
      if (y === 0) segment.top++
      if (y === height - 1) segment.bottom++
      if (x > 0) segment.texture += Math.abs(data[at + 1] - data[at - 2])
    }
  for (const segment of segments)
    for (const part of ['x', 'y', 'red', 'green', 'blue', 'texture', 'subject', 'boxed'] as const) segment[part] /= segment.pixels
  return segments
}

function classOf(
  { x, y, red, green, blue, top, bottom, subject, boxed, texture, pixels }: Segment,
  { width, height }: Pixels,
  cut: Cut | undefined,
  objects: readonly FoundObject[],
): SceneClass | undefined {
  if (cut && subject > 0.5) return boxed > 0.5 || !cut.box ? cut.name : undefined
  const brightness = (red + green + blue) / 3
  const isGreen = green > red * 1.08 && green > blue * 1.15
  const isBlue = blue > red * 1.12 && blue >= green
  if (top > 0.3 * width && y < 0.45 && texture < 4 && (isBlue || brightness > 140)) return 'sky'
  if (isGreen) return y > 0.6 ? 'grass' : 'tree'
  if (isBlue && y > 0.5 && bottom > 0.3 * width) return 'water'
  for (const { label, box } of objects) {
    const name = CLASS_OF_OBJECT[label]
    const isMain = name === cut?.name && cut !== undefined
    if (name && !isMain && isInside(box, x * width, y * height) && pixels < box.width * box.height * 0.95) return name
  }
  if (bottom > 0.5 * width && y > 0.7) return 'floor'
  return undefined
}

const isInside = ({ left, top, width, height }: Box, x: number, y: number) => x > left && x < left + width && y > top && y < top + height

/** A segment that nobody knows and that hardly differs from what is all around it is part of that: bands in a sky, folds of a lawn. */
function adoptAlike(names: (SceneClass | undefined)[], segments: readonly Segment[], labels: Int32Array, width: number): void {
  const borders = segments.map(() => new Map<number, number>())
  const meet = (a: number, b: number) => {
    if (a === b) return
    borders[a].set(b, (borders[a].get(b) ?? 0) + 1)
    borders[b].set(a, (borders[b].get(a) ?? 0) + 1)
  }
  for (let i = 0; i < labels.length; i++) {
    if ((i + 1) % width > 0) meet(labels[i], labels[i + 1])
    if (i + width < labels.length) meet(labels[i], labels[i + width])
  }
  for (const [index, segment] of segments.entries()) {
    if (names[index] !== undefined || segment.subject > 0.5) continue
    const around = [...borders[index].values()].reduce((sum, length) => sum + length, 0)
    for (const [other, length] of borders[index]) {
      const { red, green, blue } = segments[other]
      const isAlike = Math.hypot(red - segment.red, green - segment.green, blue - segment.blue) < ALIKE
      if (isAlike && length > MIN_SURROUNDING * around && segments[other].subject < 0.5) names[index] = names[other]
    }
  }
}
