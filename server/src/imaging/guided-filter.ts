import { boxBlur } from './box-blur.ts'
import { createPlane, type Plane } from './pixels.ts'

/** The guide's three colour channels, each 0..1. */
export type ColourPlanes = readonly [Plane, Plane, Plane]

/** `red * R + green * G + blue * B + offset` gives the filtered value; the four change slowly over the picture. */
export interface LinearModel {
  readonly red: Plane
  readonly green: Plane
  readonly blue: Plane
  readonly offset: Plane
}

/**
 * The guided filter with a colour guide: fits `values` by a linear function of the guide's colours in every square of side
 * 2 * radius + 1, so that edges of the guide become edges of the result. All planes have one size. `epsilon` is how much variance
 * (of colours 0..1) counts as flat.
 * Gives the averaged coefficients rather than the result: enlarged, they may be applied to the guide at full size (the fast variant).
 * Source: He, Sun, Tang 2013, "Guided Image Filtering", eq. 19-21; He, Sun 2015, "Fast Guided Filter", arXiv 1505.00996.
 */
export function fitGuidedFilter(guide: ColourPlanes, values: Plane, radius: number, epsilon: number): LinearModel {
  const { width, height } = values
  const mean = (plane: Plane) => boxBlur(plane, radius).data
  const meanOfProduct = (a: Plane, b: Plane) => {
    const product = createPlane(width, height)
    for (let i = 0; i < product.data.length; i++) product.data[i] = a.data[i] * b.data[i]
    return mean(product)
  }
  const [r, g, b] = guide
  const [meanR, meanG, meanB, meanP] = [mean(r), mean(g), mean(b), mean(values)]
  const [rr, rg, rb] = [meanOfProduct(r, r), meanOfProduct(r, g), meanOfProduct(r, b)]
  const [gg, gb, bb] = [meanOfProduct(g, g), meanOfProduct(g, b), meanOfProduct(b, b)]
  const [rp, gp, bp] = [meanOfProduct(r, values), meanOfProduct(g, values), meanOfProduct(b, values)]

  const red = createPlane(width, height)
  const green = createPlane(width, height)
  const blue = createPlane(width, height)
  const offset = createPlane(width, height)
  for (let i = 0; i < offset.data.length; i++) {
    // The symmetric covariance matrix of the guide, inverted by its cofactors, times the covariance of guide and values.
    const a11 = rr[i] - meanR[i] * meanR[i] + epsilon
    const a12 = rg[i] - meanR[i] * meanG[i]
    const a13 = rb[i] - meanR[i] * meanB[i]
    const a22 = gg[i] - meanG[i] * meanG[i] + epsilon
    const a23 = gb[i] - meanG[i] * meanB[i]
    const a33 = bb[i] - meanB[i] * meanB[i] + epsilon
    const c11 = a22 * a33 - a23 * a23
    const c12 = a13 * a23 - a12 * a33
    const c13 = a12 * a23 - a13 * a22
    const c22 = a11 * a33 - a13 * a13
    const c23 = a12 * a13 - a11 * a23
    const c33 = a11 * a22 - a12 * a12
    const determinant = a11 * c11 + a12 * c12 + a13 * c13
    const covarianceR = rp[i] - meanR[i] * meanP[i]
    const covarianceG = gp[i] - meanG[i] * meanP[i]
    const covarianceB = bp[i] - meanB[i] * meanP[i]
    red.data[i] = (c11 * covarianceR + c12 * covarianceG + c13 * covarianceB) / determinant
    green.data[i] = (c12 * covarianceR + c22 * covarianceG + c23 * covarianceB) / determinant
    blue.data[i] = (c13 * covarianceR + c23 * covarianceG + c33 * covarianceB) / determinant
    offset.data[i] = meanP[i] - red.data[i] * meanR[i] - green.data[i] * meanG[i] - blue.data[i] * meanB[i]
  }
  return { red: boxBlur(red, radius), green: boxBlur(green, radius), blue: boxBlur(blue, radius), offset: boxBlur(offset, radius) }
}

/** The filter's result at the guide's own size. */
export function applyGuidedFilter(model: LinearModel, guide: ColourPlanes): Plane {
  const result = createPlane(model.offset.width, model.offset.height)
  const [r, g, b] = guide
  for (let i = 0; i < result.data.length; i++)
    result.data[i] = model.red.data[i] * r.data[i] + model.green.data[i] * g.data[i] + model.blue.data[i] * b.data[i] + model.offset.data[i]
  return result
}
