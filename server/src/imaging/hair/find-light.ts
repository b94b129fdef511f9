import { LINEAR_OF_BYTE } from '../lab.ts'
import type { Pixels, Plane } from '../pixels.ts'
import type { Head } from './head.ts'
import type { HairLight } from './light-strands.ts'

/** Half of the face's width and height in units: where its normals look sideways. */
const ROUND = { x: 9.5, y: 16 }
const AMBIENT = 0.42

/** Where the light comes from, by the slopes of light over the skin of the face, which is about as round as an ellipsoid. */
export function findLight({ width, channels, data }: Pixels, head: Head, skin: Plane): HairLight {
  // Normal equations of light = a + b * nx + c * ny.
  const [sums, right] = [new Float64Array(9), new Float64Array(3)]
  for (let i = 0; i < skin.data.length; i++) {
    if (skin.data[i] < 0.9) continue
    const nx = ((i % width) - head.x) / (ROUND.x * head.unit)
    const ny = (head.y - Math.floor(i / width)) / (ROUND.y * head.unit)
    const light = [0.2126, 0.7152, 0.0722].reduce((sum, share, k) => sum + share * LINEAR_OF_BYTE[data[i * channels + k]], 0)
    const row = [1, nx, ny]
    for (let j = 0; j < 3; j++) {
      right[j] += row[j] * light
      for (let k = 0; k < 3; k++) sums[j * 3 + k] += row[j] * row[k]
    }
  }
  const [a, b, c] = solve(sums, right)
  if (!(a > 1e-4)) return { from: [-0.3, 0.7, 0.648], ambient: AMBIENT }
  const x = Math.max(-0.75, Math.min(0.75, (1.2 * b) / a))
  const y = Math.max(0.25, Math.min(0.9, 0.55 + (0.5 * c) / a))
  const z = 0.75
  const length = Math.hypot(x, y, z)
  return { from: [x / length, y / length, z / length], ambient: AMBIENT }
}

/** Cramer's rule for three unknowns. */
function solve(m: Float64Array, r: Float64Array): [number, number, number] {
  const determinant = (a: ArrayLike<number>) =>
    a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) + a[2] * (a[3] * a[7] - a[4] * a[6])
  const whole = determinant(m)
  const column = (at: number) => determinant(m.map((value, i) => (i % 3 === at ? r[Math.floor(i / 3)] : value))) / whole
  return [column(0), column(1), column(2)]
}
