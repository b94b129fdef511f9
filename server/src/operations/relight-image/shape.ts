import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { drawMask, softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import { FACE_PARTS } from '../../vision/face-parts.ts'
import { faceTopology } from '../../vision/face-topology.ts'
import type { Face } from '../../vision/faces.ts'
import { findSubject } from '../../vision/subject/find-subject.ts'

/** What light falls on. Planes of the working picture's size. */
export interface Shape {
  /** Surface normals: x to the right, y down, z towards the viewer; of unit length. */
  readonly x: Plane
  readonly y: Plane
  readonly z: Plane
  /** Whose shape is known, 0..1; the rest is a wall behind. */
  readonly subject: Plane
}

/** A body is taken for a cushion: sums of its mask's means, over squares of these radii (in shares of the shorter side), each as high as wide. */
const CUSHIONS = [0.012, 0.035, 0.09]
const CUSHION_HEIGHT = 0.75
/** The mesh's depth is flat for a head; noses cast no shadow else. */
const FACE_RELIEF = 1.25
/** Of the face's width. */
const FACE_BORDER = 0.07

/** The shape of the subject and the faces in a picture; a picture without a subject is a wall. `scale`: pixels of the working picture per pixel of the whole. */
export async function estimateShape(
  picture: Pixels,
  working: Pixels,
  faces: readonly Face[],
  scale: number,
  signal: AbortSignal,
): Promise<Shape> {
  const { width, height } = working
  const found = await findSubject(picture, 'auto', signal)
  await checkpoint(signal)
  const subject = found ? softenPlane(enlargePlane(found.mask, width, height), 1) : createPlane(width, height)
  const relief = createPlane(width, height)
  for (const share of CUSHIONS) {
    const radius = Math.max(1, Math.round(share * Math.min(width, height)))
    const cushion = boxBlur(boxBlur(subject, radius), radius)
    for (let i = 0; i < relief.data.length; i++) relief.data[i] += CUSHION_HEIGHT * radius * cushion.data[i]
  }
  await checkpoint(signal)
  const shape = { ...normalsOf(boxBlur(relief, 1)), subject }
  for (const face of faces) await addFace(shape, face, scale)
  return shape
}

function normalsOf({ width, height, data }: Plane): Pick<Shape, 'x' | 'y' | 'z'> {
  const normals = { x: createPlane(width, height), y: createPlane(width, height), z: createPlane(width, height) }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const across = (data[x < width - 1 ? i + 1 : i] - data[x > 0 ? i - 1 : i]) / 2
      const down = (data[y < height - 1 ? i + width : i] - data[y > 0 ? i - width : i]) / 2
      const length = Math.hypot(across, down, 1)
      normals.x.data[i] = -across / length
      normals.y.data[i] = -down / length
      normals.z.data[i] = 1 / length
    }
  return normals
}

/** Lays the normals of a face's mesh over the shape, in place, softly at its border. */
async function addFace(shape: Shape, face: Face, scale: number): Promise<void> {
  const { width, height } = shape.x
  const relief = createPlane(width, height)
  const points = face.mesh.slice(0, 468).map(({ x, y }, i) => ({ x: x * scale, y: y * scale, z: -FACE_RELIEF * face.depth[i] * scale }))
  const lowest = Math.min(...points.map(({ z }) => z))
  const { triangles } = faceTopology()
  for (let at = 0; at < triangles.length; at += 3)
    fillTriangle(relief, points[triangles[at]], points[triangles[at + 1]], points[triangles[at + 2]], lowest)
  const border = FACE_BORDER * face.box.width * scale
  const oval = softenPlane(await drawMask(width, height, [FACE_PARTS.oval.map((index) => points[index])]), border / 2)
  const normals = normalsOf(softenPlane(relief, Math.max(0.6, border / 5)))
  for (let i = 0; i < oval.data.length; i++) {
    // Half of the soft border lies outside of the mesh, where its relief ends.
    const share = Math.max(0, 2 * oval.data[i] - 1)
    shape.subject.data[i] = Math.max(shape.subject.data[i], oval.data[i])
    if (share === 0) continue
    const mixed = (['x', 'y', 'z'] as const).map((axis) => shape[axis].data[i] + share * (normals[axis].data[i] - shape[axis].data[i]))
    const length = Math.hypot(...mixed)
    shape.x.data[i] = mixed[0] / length
    shape.y.data[i] = mixed[1] / length
    shape.z.data[i] = mixed[2] / length
  }
}

interface Corner {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** Heights of a triangle's pixels above the lowest; of several that cover a pixel, the nearest to the viewer counts. */
function fillTriangle({ width, height, data }: Plane, a: Corner, b: Corner, c: Corner, lowest: number): void {
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
  if (area === 0) return
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(a.y, b.y, c.y))), Math.min(height - 1, Math.ceil(Math.max(a.y, b.y, c.y)))]
  const [left, right] = [Math.max(0, Math.floor(Math.min(a.x, b.x, c.x))), Math.min(width - 1, Math.ceil(Math.max(a.x, b.x, c.x)))]
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const p = ((b.x - x) * (c.y - y) - (c.x - x) * (b.y - y)) / area
      const q = ((c.x - x) * (a.y - y) - (a.x - x) * (c.y - y)) / area
      if (p < -0.01 || q < -0.01 || p + q > 1.01) continue
      const i = y * width + x
      data[i] = Math.max(data[i], p * a.z + q * b.z + (1 - p - q) * c.z - lowest)
    }
}
