import type { Head } from '../../imaging/hair/head.ts'
import type { Face } from '../faces.ts'

type Vector = readonly [x: number, y: number, z: number]

/** Mesh points whose place on the canonical face is known: index, x, y, z. Source: canonical_face_model.obj of MediaPipe. */
const ANCHORS = [
  [10, 0, 8.262, 4.482],
  [152, 0, -9.403, 4.264],
  [234, -7.664, 0.673, -2.436],
  [454, 7.664, 0.673, -2.436],
  [127, -7.743, 2.365, -2.005],
  [356, 7.743, 2.365, -2.005],
  [33, -4.446, 2.664, 3.173],
  [263, 4.446, 2.664, 3.173],
] as const

/** How a head lies in a picture, by the mesh of its face: pixels of the analysed picture times `scale`, `left` and `top` subtracted before. */
export function headOfFace({ mesh, depth }: Pick<Face, 'mesh' | 'depth'>, left = 0, top = 0, scale = 1): Head {
  const at = (index: number): Vector => [(mesh[index].x - left) * scale, -(mesh[index].y - top) * scale, -depth[index] * scale]
  const across = unit(add(minus(at(454), at(234)), minus(at(356), at(127))))
  const upright = minus(at(10), at(152))
  const up = unit(minus(upright, times(across, dot(upright, across))))
  const forward = cross(across, up)
  const rotation = [across[0], up[0], forward[0], across[1], up[1], forward[1], across[2], up[2], forward[2]]
  const size = (length(minus(at(454), at(234))) / 15.328 + length(upright) / 17.665) / 2
  let [x, y] = [0, 0]
  for (const [index, ax, ay, az] of ANCHORS) {
    const [px, py] = at(index)
    x += px - size * (rotation[0] * ax + rotation[1] * ay + rotation[2] * az)
    y += py - size * (rotation[3] * ax + rotation[4] * ay + rotation[5] * az)
  }
  return { unit: size, x: x / ANCHORS.length, y: -y / ANCHORS.length, rotation }
}

function add(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}
function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}
function times(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}
function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
function length(a: Vector): number {
  return Math.hypot(...a)
}
function unit(a: Vector): Vector {
  return times(a, 1 / length(a))
}
