import { SKULL, toCamera, type Head } from './head.ts'
import type { Strands } from './strands.ts'

/** What falls on hair. Directions are of camera space: x right, y up, z towards the camera. */
export interface HairLight {
  /** Unit vector to the light. */
  readonly from: readonly [x: number, y: number, z: number]
  /** Share of light that comes from everywhere, 0..1. */
  readonly ambient: number
}

/** Side of a cell in units, and the volume that hair may fill around the head's origin. */
const CELL = 0.8
const LOW = { x: -22, y: -46, z: -26 }
const COUNT = { x: 56, y: 92, z: 58 }
/** How much light a unit of hair per cubic unit takes away on each unit of way. */
const OPACITY = 0.012
const AMBIENT_OPACITY = 0.008
const MAX_STEPS = 18

/**
 * How light each point of the strands is, about 0..1.5: direct light by the tangent, dimmed by the hair and the head between it and the light,
 * and ambient light, dimmed by how deep it lies.
 * Source: Kajiya, Kay 1989, "Rendering Fur with Three Dimensional Textures"; shadows as in Lokovic, Veach 2000, on a grid.
 */
export function lightStrands(head: Head, strands: Strands, light: HairLight): Float32Array {
  const { count, starts, points, tones, fringe } = strands
  const camera = new Float32Array(points.length)
  for (let i = 0; i < points.length; i += 3) camera.set(toCamera(head, points[i], points[i + 1], points[i + 2]), i)
  const density = fillGrid(camera, starts, count)
  const asked = nearHair(density)
  addSkull(density, head)
  const direct = marchGrid(density, asked, light.from, OPACITY)
  const open = meanOf([
    marchGrid(density, asked, [0, 0.3, 0.954], AMBIENT_OPACITY),
    marchGrid(density, asked, [0.78, 0.3, 0.55], AMBIENT_OPACITY),
    marchGrid(density, asked, [-0.78, 0.3, 0.55], AMBIENT_OPACITY),
    marchGrid(density, asked, [0, 0.95, 0.3], AMBIENT_OPACITY),
    marchGrid(density, asked, [0.6, 0.4, -0.69], AMBIENT_OPACITY),
    marchGrid(density, asked, [-0.6, 0.4, -0.69], AMBIENT_OPACITY),
  ])
  const [lx, ly, lz] = light.from
  const half = Math.hypot(lx, ly, lz + 1)
  const [hx, hy, hz] = [lx / half, ly / half, (lz + 1) / half]
  const shades = new Float32Array(points.length / 3)
  for (let strand = 0; strand < count; strand++) {
    const tone = tones[strand]
    const shift = tone * 0.18
    // Cells are coarser than a fringe is thick: it would lie in its own shadow.
    const bend = fringe[strand] ? 0.45 : 1
    for (let i = starts[strand]; i < starts[strand + 1]; i++) {
      const next = i + 1 < starts[strand + 1] ? i + 1 : i
      const last = i > starts[strand] ? i - 1 : i
      let tx = camera[next * 3] - camera[last * 3]
      let ty = camera[next * 3 + 1] - camera[last * 3 + 1]
      let tz = camera[next * 3 + 2] - camera[last * 3 + 2]
      const length = Math.hypot(tx, ty, tz) || 1
      tx /= length
      ty /= length
      tz /= length
      const toLight = tx * lx + ty * ly + tz * lz
      const toHalf = tx * hx + ty * hy + tz * hz + shift
      const diffuse = Math.sqrt(Math.max(0, 1 - toLight * toLight))
      const glossy = Math.max(0, 1 - toHalf * toHalf)
      const shine = glossy ** 14 * 0.55 + glossy ** 60 * 0.35
      const seen = readGrid(direct, camera[i * 3], camera[i * 3 + 1], camera[i * 3 + 2]) ** bend
      const free = readGrid(open, camera[i * 3], camera[i * 3 + 1], camera[i * 3 + 2]) ** bend
      const share = (i - starts[strand]) / Math.max(1, starts[strand + 1] - starts[strand] - 1)
      const body = light.ambient * free + (1 - light.ambient) * diffuse * seen
      shades[i] =
        (body * (0.72 + 0.2 * Math.min(1, (i - starts[strand]) / Math.min(6, (starts[strand + 1] - starts[strand]) / 3)) + 0.12 * share) +
          0.32 * shine * seen * free) *
        (1 + 0.2 * tone)
    }
  }
  return shades
}

function cellOf(x: number, y: number, z: number): number {
  const i = Math.floor((x - LOW.x) / CELL)
  const j = Math.floor((y - LOW.y) / CELL)
  const k = Math.floor((z - LOW.z) / CELL)
  if (i < 0 || j < 0 || k < 0 || i >= COUNT.x || j >= COUNT.y || k >= COUNT.z) return -1
  return (k * COUNT.y + j) * COUNT.x + i
}

/** Units of hair per cubic unit. */
function fillGrid(camera: Float32Array, starts: Uint32Array, count: number): Float32Array {
  const density = new Float32Array(COUNT.x * COUNT.y * COUNT.z)
  for (let strand = 0; strand < count; strand++)
    for (let i = starts[strand] + 1; i < starts[strand + 1]; i++) {
      const at = cellOf(camera[i * 3], camera[i * 3 + 1], camera[i * 3 + 2])
      if (at < 0) continue
      const length = Math.hypot(
        camera[i * 3] - camera[i * 3 - 3],
        camera[i * 3 + 1] - camera[i * 3 - 2],
        camera[i * 3 + 2] - camera[i * 3 - 1],
      )
      density[at] += length / CELL ** 3
    }
  return density
}

const SKULL_DENSITY = 120

function addSkull(density: Float32Array, { rotation: r }: Head): void {
  for (let k = 0, at = 0; k < COUNT.z; k++)
    for (let j = 0; j < COUNT.y; j++)
      for (let i = 0; i < COUNT.x; i++, at++) {
        const [cx, cy, cz] = [LOW.x + (i + 0.5) * CELL, LOW.y + (j + 0.5) * CELL, LOW.z + (k + 0.5) * CELL]
        const x = (r[0] * cx + r[3] * cy + r[6] * cz) / SKULL.rx
        const y = (r[1] * cx + r[4] * cy + r[7] * cz - SKULL.y) / SKULL.ry
        const z = (r[2] * cx + r[5] * cy + r[8] * cz - SKULL.z) / SKULL.rz
        if (x * x + y * y + z * z < 0.7) density[at] += SKULL_DENSITY
      }
}

/** The cells that hair is read from: those with hair in them, and all around these. */
function nearHair(density: Float32Array): Uint32Array {
  const isNear = new Uint8Array(density.length)
  const plane = COUNT.x * COUNT.y
  for (let at = 0; at < density.length; at++) {
    if (density[at] === 0) continue
    for (const z of [-plane, 0, plane])
      for (const y of [-COUNT.x, 0, COUNT.x]) for (const x of [-1, 0, 1]) if (at + z + y + x >= 0) isNear[at + z + y + x] = 1
  }
  return Uint32Array.from(isNear.keys()).filter((at) => isNear[at] === 1)
}

/** How much of the light of a direction arrives in each of the cells that are asked for, 0..1. */
function marchGrid(
  density: Float32Array,
  asked: Uint32Array,
  [dx, dy, dz]: readonly [number, number, number],
  opacity: number,
): Float32Array {
  const arriving = new Float32Array(density.length)
  for (const at of asked) {
    const i = at % COUNT.x
    const j = Math.floor(at / COUNT.x) % COUNT.y
    const k = Math.floor(at / (COUNT.x * COUNT.y))
    let sum = density[at] * 0.35
    for (let step = 1; step <= MAX_STEPS; step++) {
      const x = Math.round(i + dx * step)
      const y = Math.round(j + dy * step)
      const z = Math.round(k + dz * step)
      if (x < 0 || y < 0 || z < 0 || x >= COUNT.x || y >= COUNT.y || z >= COUNT.z) break
      sum += density[(z * COUNT.y + y) * COUNT.x + x]
    }
    arriving[at] = Math.exp(-sum * opacity * CELL)
  }
  return arriving
}

function meanOf(grids: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(grids[0].length)
  for (const grid of grids) for (let i = 0; i < mean.length; i++) mean[i] += grid[i] / grids.length
  return mean
}

/** Trilinear. */
function readGrid(grid: Float32Array, x: number, y: number, z: number): number {
  const u = Math.max(0, Math.min(COUNT.x - 1.001, (x - LOW.x) / CELL - 0.5))
  const v = Math.max(0, Math.min(COUNT.y - 1.001, (y - LOW.y) / CELL - 0.5))
  const w = Math.max(0, Math.min(COUNT.z - 1.001, (z - LOW.z) / CELL - 0.5))
  const [i, j, k] = [Math.floor(u), Math.floor(v), Math.floor(w)]
  const [fx, fy, fz] = [u - i, v - j, w - k]
  const at = (k * COUNT.y + j) * COUNT.x + i
  const plane = COUNT.x * COUNT.y
  const front = (from: number) => {
    const low = grid[from] * (1 - fx) + grid[from + 1] * fx
    const high = grid[from + COUNT.x] * (1 - fx) + grid[from + COUNT.x + 1] * fx
    return low * (1 - fy) + high * fy
  }
  return front(at) * (1 - fz) + front(at + plane) * fz
}
