import { drawMask, softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { smoothPlane } from '../../imaging/smooth-plane.ts'
import { FACE_PARTS } from '../../vision/face-parts.ts'
import type { Face } from '../../vision/faces.ts'

/** CIE L* of light that needs nothing: up to it what is dark is lifted, and how far at most. */
const ENOUGH = 58
const MAX_LIFT = 40
/** Blacker is black, and no shadow. */
const BLACK = 6
/** Medians of what is not black: pictures that need all of it, and hardly any of it. */
const DARK = 22
const WELL_LIT = 44
const LEAST_NEED = 0.12
/** L* that faces are brought towards from below and above: skin of every tone lies between when it is well lit. */
const FACE = { from: 58, to: 74 }
const MAX_FACE_CHANGE = 14
/** How much of what the sides of a face differ by is taken off. */
const EVENNESS = 0.55
/** Squares over which light counts as one, by the shorter side; L* steps of things, which are no light. */
const REACH = 0.07
const STEP = 9

/** How much lighter each pixel becomes, in CIE L*, where light is evened: dark parts, and faces. `lightness` is that of the working picture. */
export async function evenLight(lightness: Plane, faces: readonly Face[], scale: number, intensity: number): Promise<Plane> {
  const { width, height } = lightness
  const light = smoothPlane(lightness, Math.max(2, Math.round(REACH * Math.min(width, height))), STEP)
  const tones = lightness.data.filter((value) => value > BLACK).sort()
  const median = tones[tones.length >> 1] ?? WELL_LIT
  const need = Math.max(LEAST_NEED, Math.min(1, (WELL_LIT - median) / (WELL_LIT - DARK)))
  const change = createPlane(width, height)
  for (let i = 0; i < change.data.length; i++) {
    const missing = Math.max(0, ENOUGH - light.data[i])
    const isShadow = Math.max(0, Math.min(1, (light.data[i] - BLACK / 2) / BLACK))
    change.data[i] = Math.min(MAX_LIFT, need * 1.15 * missing * isShadow)
  }
  for (const face of faces) await evenFace(change, light, face, scale)
  for (let i = 0; i < change.data.length; i++) change.data[i] *= intensity
  return change
}

async function evenFace(change: Plane, light: Plane, face: Face, scale: number): Promise<void> {
  const { width, height } = light
  const ring = FACE_PARTS.oval.map((index) => ({ x: face.mesh[index].x * scale, y: face.mesh[index].y * scale }))
  const hard = await drawMask(width, height, [ring])
  const tones = light.data.filter((_, i) => hard.data[i] > 0.5).sort()
  if (tones.length === 0) return
  const tone = tones[tones.length >> 1]
  const wanted = Math.max(FACE.from, Math.min(FACE.to, tone))
  const shift = Math.max(-MAX_FACE_CHANGE, Math.min(MAX_FACE_CHANGE, 0.7 * (wanted - tone)))
  // Beyond the face, light fades out as that of a lamp does.
  const reach = softenPlane(hard, 0.16 * face.box.width * scale)
  for (let i = 0; i < change.data.length; i++) {
    const share = reach.data[i]
    if (share < 0.004) continue
    const onFace = shift + EVENNESS * Math.max(-MAX_FACE_CHANGE, Math.min(MAX_FACE_CHANGE, tone - light.data[i])) * hard.data[i]
    change.data[i] += share * (onFace - Math.min(change.data[i], Math.max(0, shift)))
  }
}
