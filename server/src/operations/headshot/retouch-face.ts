import { softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { smoothPlane } from '../../imaging/smooth-plane.ts'
import type { FaceMasks } from '../../vision/face-masks.ts'
import type { Template } from './templates.ts'

/** By the width of the face: what is smaller is the texture of skin and stays, what is larger is its form. */
const TEXTURE = 0.006
const FORM = 0.035
/** Folds and edges higher than that (levels 0..1) are the face, not blotches. */
const AMPLITUDE = 0.045
/** Half of it stays, at full strength: skin without any unevenness looks painted. */
const SKIN_REACH = 0.8
const EYE_LIGHT = 0.16
const EYE_CONTRAST = 0.5
const TEETH_LIGHT = 0.1
const TEETH_YELLOW = 0.45

/**
 * Evens the skin and clears eyes and teeth, in place. Skin: what lies between texture and form in size, and is low, goes; pores, folds and
 * edges stay. Eyes, brows, lips and nostrils are left out of that by the mesh.
 */
export function retouchFace(picture: Pixels, masks: FaceMasks, faceWidth: number, wanted: Template['retouch']): void {
  const { width, height, channels, data } = picture
  const form = Math.max(2, Math.round(faceWidth * FORM))
  const planes = [0, 1, 2].map((channel) => {
    const seen = createPlane(width, height)
    for (let i = 0; i < seen.data.length; i++) seen.data[i] = data[i * channels + channel] / 255
    const withoutTexture = softenPlane(seen, faceWidth * TEXTURE)
    const smooth = smoothPlane(withoutTexture, form, AMPLITUDE)
    const evened = createPlane(width, height)
    const share = wanted.skin * SKIN_REACH
    for (let i = 0; i < seen.data.length; i++)
      evened.data[i] = seen.data[i] + share * masks.skin.data[i] * (smooth.data[i] - withoutTexture.data[i])
    return evened
  })
  brightenEyes(planes, masks, faceWidth, wanted.eyes)
  brightenTeeth(planes, masks, wanted.teeth)
  for (let channel = 0; channel < 3; channel++)
    for (let i = 0; i < width * height; i++)
      if (masks.oval.data[i] > 0) data[i * channels + channel] = Math.max(0, Math.min(255, Math.round(planes[channel].data[i] * 255)))
}

type Planes = readonly ReturnType<typeof createPlane>[]

/** Whites become a little lighter, irises a little clearer. */
function brightenEyes(planes: Planes, { eyes, irises }: FaceMasks, faceWidth: number, strength: number): void {
  if (strength === 0) return
  for (const plane of planes) {
    const around = softenPlane(plane, Math.max(1, faceWidth * 0.012))
    for (let i = 0; i < plane.data.length; i++) {
      const eye = eyes.data[i]
      if (eye === 0) continue
      const iris = Math.min(eye, irises.data[i])
      const value = plane.data[i]
      // Dark pixels within the whites are lashes and lids' shade.
      const white = (eye - iris) * Math.max(0, Math.min(1, (value - 0.25) / 0.3))
      plane.data[i] = value * (1 + strength * EYE_LIGHT * white) + strength * EYE_CONTRAST * iris * (value - around.data[i])
    }
  }
}

/** Light, hardly coloured pixels between the lips lose some yellow and gain some light. */
function brightenTeeth([red, green, blue]: Planes, { mouth }: FaceMasks, strength: number): void {
  if (strength === 0) return
  for (let i = 0; i < mouth.data.length; i++) {
    if (mouth.data[i] === 0) continue
    const [r, g, b] = [red.data[i], green.data[i], blue.data[i]]
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    // Lips, tongue and gums are redder than that.
    const pale = Math.max(0, Math.min(1, 1.6 - (3.2 * (r - (g + b) / 2)) / Math.max(0.1, luma)))
    const share = strength * mouth.data[i] * pale * Math.max(0, Math.min(1, (luma - 0.35) / 0.2))
    const gain = 1 + TEETH_LIGHT * share
    red.data[i] = Math.min(1, r * gain)
    green.data[i] = Math.min(1, g * gain)
    blue.data[i] = Math.min(1, (b + share * TEETH_YELLOW * Math.max(0, (r + g) / 2 - b)) * gain)
  }
}
