import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { findPeople } from './find-people.ts'
import { analysePicture } from '../analyse-picture.ts'
import type { FoundObject } from '../objects.ts'
import type { Preprocessor } from './control-map.ts'
import { segmentByGraph } from './graph-segments.ts'
import { colourMatrix, withMatrices } from './matrices.ts'
import { CLASS_OF_OBJECT, SCENE_CLASSES, type SceneClass } from './scene-classes.ts'

const SCALE = 1800
/** Of all pixels. */
const MIN_SEGMENT = 0.006

interface Segment {
  /** Indices' count, mean position in shares of the picture, mean colour. */
  pixels: number
  x: number
  y: number
  red: number
  green: number
  blue: number
  /** Mean probability of a person. */
  person: number
  /** Pixels in the first and last row. */
  top: number
  bottom: number
  /** Sum of differences between neighbours, per pixel. */
  texture: number
}

/**
 * Regions of a picture. Boundaries are found by colour alone. Classes, in ADE20K's colours, are told where there is reason to: people by a
 * network's mask, things by another's boxes, sky, grass, trees and water by place and colour. A region that nobody knows is grey, each
 * its own grey: an honest map says so rather than guess among 150 classes.
 */
export const mapRegions: Preprocessor = async (picture, { signal }) => {
  const { width, height } = picture
  await checkpoint(signal)
  const smooth = await smoothSurfaces(picture)
  await checkpoint(signal)
  const { labels, count } = segmentByGraph(smooth, SCALE, MIN_SEGMENT * width * height)
  await checkpoint(signal)
  const analysis = analysePicture(picture)
  const objects = await analysis.objects()
  await checkpoint(signal)
  const person = await findPeople(analysis, picture)
  const segments = measureSegments(smooth, labels, count, person)
  const colours = segments.map((segment, index) => {
    const name = classOf(segment, picture, objects)
    // Greys of the palette itself (walls 120, roads 140) are left out.
    const grey = 150 + ((index * 37) % 90)
    return name ? SCENE_CLASSES[name] : [grey, grey, grey]
  })
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < labels.length; i++) data.set(person && person[i] > 0.5 ? SCENE_CLASSES.person : colours[labels[i]], i * 3)
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

function measureSegments(
  { width, height, data }: Pixels,
  labels: Int32Array,
  count: number,
  person: Float32Array | undefined,
): readonly Segment[] {
  const segments = Array.from({ length: count }, (): Segment => ({
    pixels: 0,
    x: 0,
    y: 0,
    red: 0,
    green: 0,
    blue: 0,
    person: 0,
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
      segment.person += person ? person[i] : 0
      if (y === 0) segment.top++
      if (y === height - 1) segment.bottom++
      if (x > 0) segment.texture += Math.abs(data[at + 1] - data[at - 2])
    }
  for (const segment of segments)
    for (const part of ['x', 'y', 'red', 'green', 'blue', 'person', 'texture'] as const) segment[part] /= segment.pixels
  return segments
}

function classOf(
  { x, y, red, green, blue, top, bottom, person, texture, pixels }: Segment,
  { width, height }: Pixels,
  objects: readonly FoundObject[],
): SceneClass | undefined {
  if (person > 0.5) return 'person'
  const brightness = (red + green + blue) / 3
  const isGreen = green > red * 1.08 && green > blue * 1.15
  const isBlue = blue > red * 1.12 && blue >= green
  if (top > 0.3 * width && y < 0.45 && texture < 4 && (isBlue || brightness > 140)) return 'sky'
  if (isGreen) return y > 0.6 ? 'grass' : 'tree'
  if (isBlue && y > 0.5 && bottom > 0.3 * width) return 'water'
  for (const { label, box } of objects) {
    const name = CLASS_OF_OBJECT[label]
    const [left, topEdge] = [box.left / width, box.top / height]
    const inside = x > left && x < left + box.width / width && y > topEdge && y < topEdge + box.height / height
    if (name && inside && pixels < box.width * box.height * 0.95) return name
  }
  if (bottom > 0.5 * width && y > 0.7) return 'floor'
  return undefined
}
