import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Plane } from '../pixels.ts'
import { blurWithin } from './blur-within.ts'
import type { LabPlanes } from './lab-planes.ts'
import { samplePlane } from './sample-colour.ts'
import type { SkinColour } from './skin-colour.ts'
import { DIRECTIONS, traceRing } from './trace-ring.ts'
import type { MeshPoint } from './visit-mesh.ts'

export interface GlassesAreas {
  readonly skin: Plane
  /** Between the lids. */
  readonly eyes: Plane
  readonly faceWidth: number
  readonly eyeCentres: readonly [MeshPoint, MeshPoint]
  /** From between the brows down the ridge of the nose, as long as the nose's upper half. */
  readonly ridge: readonly [MeshPoint, MeshPoint]
}

/** L* by which a bridge differs from the bare ridge of a nose; on bare ones the lightness changes by 3 to 5 over that way. */
const MIN_BRIDGE_STEP = 9
const RIDGE_SAMPLES = 36
/** By the width of the face. */
const LENS_RADIUS = [0.065, 0.27] as const
const RIDGE_WIDTH = 0.035
const BAND = 0.035
const CORE = 0.009
const LOCAL = 0.06
/** In deviations of the skin. */
const FRAME = [1.3, 2.4] as const

/**
 * The frame of glasses, 0..1; undefined when none is worn. A face wears glasses when something crosses the ridge of its nose. Each lens
 * is the closed line around its eye along which colours differ most from the skin on both sides; bridge and hinges are what is unlike skin between
 * and beside the lenses. Rims without a frame are not seen.
 */
export function findGlasses(lab: LabPlanes, colour: SkinColour, areas: GlassesAreas): Plane | undefined {
  const { skin, eyes, faceWidth, eyeCentres, ridge } = areas
  if (bridgeStep(lab[0], ridge) < MIN_BRIDGE_STEP) return undefined
  const { width, height } = skin
  const local = blurWithin(lab, skin, LOCAL * faceWidth)
  const foreign = createPlane(width, height)
  for (let i = 0; i < foreign.data.length; i++) {
    const distance = Math.hypot(...lab.map(({ data }, k) => (data[i] - local[k].data[i]) / colour.deviation[k]))
    foreign.data[i] = Math.min(5, distance)
  }
  const strength = createPlane(width, height)
  const nearEyes = softenPlane(eyes, 0.015 * faceWidth)
  const around = softenPlane(foreign, RIDGE_WIDTH * faceWidth)
  for (let i = 0; i < strength.data.length; i++)
    strength.data[i] = nearEyes.data[i] > 0.02 ? -1 : Math.max(-0.5, foreign.data[i] - around.data[i])

  const frame = createPlane(width, height)
  const lenses = eyeCentres.map((centre) => ({
    centre,
    ring: traceRing(strength, centre, LENS_RADIUS[0] * faceWidth, LENS_RADIUS[1] * faceWidth),
  }))
  for (const lens of lenses) drawRim(frame, foreign, lens, faceWidth)
  drawBridge(frame, foreign, lenses, faceWidth)
  const soft = softenPlane(frame, faceWidth / 320)
  for (let i = 0; i < soft.data.length; i++) soft.data[i] = Math.min(1, soft.data[i] * (1 - eyes.data[i]))
  return soft
}

interface Lens {
  readonly centre: MeshPoint
  readonly ring: Float64Array
}

/** The largest change of lightness over a twelfth of the ridge. */
function bridgeStep(lightness: Plane, [from, to]: readonly [MeshPoint, MeshPoint]): number {
  const profile = Array.from({ length: RIDGE_SAMPLES }, (_, i) => {
    const t = (i / (RIDGE_SAMPLES - 1)) * 1.4 - 0.4
    return samplePlane(lightness, from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t)
  })
  return Math.max(...profile.slice(3).map((value, i) => Math.abs(value - profile[i])))
}

const press = (value: number) => Math.max(0, Math.min(1, (value - FRAME[0]) / (FRAME[1] - FRAME[0])))

function drawRim(frame: Plane, foreign: Plane, { centre, ring }: Lens, faceWidth: number): void {
  const reach = Math.ceil((LENS_RADIUS[1] + BAND) * faceWidth)
  for (let y = Math.max(0, Math.floor(centre.y) - reach); y < Math.min(frame.height, centre.y + reach); y++)
    for (let x = Math.max(0, Math.floor(centre.x) - reach); x < Math.min(frame.width, centre.x + reach); x++) {
      const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y]
      const direction = ((Math.atan2(dy, dx) / (2 * Math.PI) + 1) * DIRECTIONS) % DIRECTIONS
      const i = Math.floor(direction)
      const distance = ring[i] + (ring[(i + 1) % DIRECTIONS] - ring[i]) * (direction - i)
      const off = Math.abs(Math.hypot(dx, dy) - distance) / faceWidth
      const at = y * frame.width + x
      if (off < CORE) frame.data[at] = 1
      else if (off < BAND) frame.data[at] = Math.max(frame.data[at], press(foreign.data[at]))
    }
}

/** Between the lenses, and from each outer side to the temple. */
function drawBridge(frame: Plane, foreign: Plane, lenses: readonly Lens[], faceWidth: number): void {
  const [first, second] = lenses.toSorted((a, b) => a.centre.x - b.centre.x)
  const outline = ({ centre, ring }: Lens) =>
    Array.from(ring, (distance, i) => {
      const angle = (i / DIRECTIONS) * 2 * Math.PI
      return { x: centre.x + distance * Math.cos(angle), y: centre.y + distance * Math.sin(angle) }
    })
  const spans = [first, second].map((lens) => {
    const points = outline(lens)
    return {
      left: Math.min(...points.map(({ x }) => x)),
      right: Math.max(...points.map(({ x }) => x)),
      top: Math.min(...points.map(({ y }) => y)),
    }
  })
  const parts = [
    { from: spans[0].right, to: spans[1].left, down: 0.1 },
    { from: spans[0].left - 0.16 * faceWidth, to: spans[0].left, down: 0.13 },
    { from: spans[1].right, to: spans[1].right + 0.16 * faceWidth, down: 0.13 },
  ]
  const top = Math.min(spans[0].top, spans[1].top) - 0.02 * faceWidth
  for (const { from, to, down } of parts)
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(frame.height, top + (down + 0.02) * faceWidth); y++)
      for (let x = Math.max(0, Math.floor(from) - 3); x < Math.min(frame.width, to + 3); x++) {
        const at = y * frame.width + x
        frame.data[at] = Math.max(frame.data[at], press(foreign.data[at]))
      }
}
