import { boxBlur } from './box-blur.ts'
import { estimateLayerColours, type LayerColours } from './foreground-colours.ts'
import { applyGuidedFilter, fitGuidedFilter, type ColourPlanes, type LinearModel } from './guided-filter.ts'
import { createPlane, type Pixels, type Plane } from './pixels.ts'
import { enlargePlane, sampleRow } from './sample.ts'

/** A cut-out that can be rendered at any size: everything in it was worked out at the working resolution. */
export interface Matte {
  readonly alpha: LinearModel
  /** 1 deep inside the subject, 0 near its edge and outside. */
  readonly core: Plane
  readonly layers: LayerColours
}

/** Variance of colours (0..1) that counts as texture of one thing rather than as the border between two. */
const EPSILON = 2e-4

/** Refines a coarse mask (any size, 0..1) along the edges of the picture, which has the working resolution. */
export function refineMask(working: Pixels, mask: Plane): Matte {
  const guide = toPlanes(working)
  const longestSide = Math.max(working.width, working.height)
  const coarse = enlargePlane(mask, working.width, working.height)
  // Edges are looked for within two to three pixels of the mask.
  const radius = Math.max(2, Math.round((2.85 * longestSide) / Math.max(mask.width, mask.height)))
  const alpha = fitGuidedFilter(guide, coarse, radius, EPSILON)
  const core = boxBlur(coarse, radius)
  for (let i = 0; i < core.data.length; i++) core.data[i] = Math.max(0, Math.min(1, (core.data[i] - 0.94) / 0.04))
  const refined = applyGuidedFilter(alpha, guide)
  for (let i = 0; i < refined.data.length; i++) refined.data[i] = Math.max(core.data[i], sharpenAlpha(refined.data[i]))
  return { alpha, core, layers: estimateLayerColours(guide, refined, Math.max(2, Math.round(longestSide / 60))) }
}

/**
 * Writes rows of the cut-out at the picture's own size to `target` (height × width × RGBA, zeros before), with the background's colour
 * taken out of the edges.
 */
export function cutOut(picture: Pixels, { alpha, core, layers }: Matte, rows: { from: number; to: number }, target: Uint8Array): void {
  const { width, height, channels, data } = picture
  const planes = [alpha.red, alpha.green, alpha.blue, alpha.offset, core, ...layers.foreground, ...layers.background]
  const samples = planes.map(() => new Float32Array(width))
  const [a0, a1, a2, offset, certain, f0, f1, f2, b0, b1, b2] = samples
  for (let y = rows.from; y < rows.to; y++) {
    planes.forEach((plane, index) => {
      sampleRow(plane, y, width, height, samples[index])
    })
    for (let x = 0; x < width; x++) {
      const source = (y * width + x) * channels
      const r = data[source] / 255
      const g = data[source + 1] / 255
      const b = data[source + 2] / 255
      const opacity = Math.max(certain[x], sharpenAlpha(a0[x] * r + a1[x] * g + a2[x] * b + offset[x]))
      const own = channels === 4 ? data[source + 3] / 255 : 1
      const to = (y * width + x) * 4
      if (opacity <= 0) continue
      target[to] = foregroundByte(r, opacity, f0[x], b0[x])
      target[to + 1] = foregroundByte(g, opacity, f1[x], b1[x])
      target[to + 2] = foregroundByte(b, opacity, f2[x], b2[x])
      target[to + 3] = Math.round(opacity * own * 255)
    }
  }
}

/** The filter leaves a faint veil over the background and thin spots in the subject; both ends of the range are pressed flat. */
function sharpenAlpha(value: number): number {
  const pressed = Math.max(0, Math.min(1, (value - 0.2) / 0.68))
  return pressed * pressed * (3 - 2 * pressed)
}

/** The estimate corrected so that foreground over background gives the seen colour again. Source: Forte 2021, eq. 7. */
function foregroundByte(seen: number, opacity: number, foreground: number, background: number): number {
  const corrected = foreground + opacity * (seen - opacity * foreground - (1 - opacity) * background)
  // Where the subject is solid there is nothing to estimate.
  const colour = opacity >= 0.995 ? seen : corrected
  return Math.max(0, Math.min(255, Math.round(colour * 255)))
}

function toPlanes({ width, height, channels, data }: Pixels): ColourPlanes {
  const planes: ColourPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  for (let i = 0, source = 0; i < width * height; i++, source += channels)
    for (let channel = 0; channel < 3; channel++) planes[channel].data[i] = data[source + channel] / 255
  return planes
}
