import { boxBlur } from './box-blur.ts'
import type { ColourPlanes } from './guided-filter.ts'
import { createPlane, type Plane } from './pixels.ts'

/** What the subject and what lies behind it look like around each pixel; 0..1, sRGB. */
export interface LayerColours {
  readonly foreground: ColourPlanes
  readonly background: ColourPlanes
}

/**
 * The colours of foreground and background, each carried over the places where the other is seen: means weighted by alpha, over
 * squares of side 2 * radius + 1.
 * Source: Forte 2021, "Approximate Fast Foreground Colour Estimation", eq. 4-6 (blur fusion).
 */
export function estimateLayerColours(picture: ColourPlanes, alpha: Plane, radius: number): LayerColours {
  const { width, height } = alpha
  const rest = createPlane(width, height)
  for (let i = 0; i < rest.data.length; i++) rest.data[i] = 1 - alpha.data[i]
  const weightedMean = (colour: Plane, weight: Plane, meanWeight: Plane) => {
    const weighted = createPlane(width, height)
    for (let i = 0; i < weighted.data.length; i++) weighted.data[i] = colour.data[i] * weight.data[i]
    const mean = boxBlur(weighted, radius)
    // Far from any weight nothing is known; the pixel's own colour does no harm there.
    for (let i = 0; i < mean.data.length; i++) mean.data[i] = meanWeight.data[i] > 1e-3 ? mean.data[i] / meanWeight.data[i] : colour.data[i]
    return mean
  }
  const layer = (weight: Plane): ColourPlanes => {
    const meanWeight = boxBlur(weight, radius)
    const [r, g, b] = picture
    return [weightedMean(r, weight, meanWeight), weightedMean(g, weight, meanWeight), weightedMean(b, weight, meanWeight)]
  }
  return { foreground: layer(alpha), background: layer(rest) }
}
