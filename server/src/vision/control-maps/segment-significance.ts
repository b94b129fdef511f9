/** Natural logarithm of gamma, for values above 0. Source: Lanczos 1964, with seven terms; exact to 1e-10. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
    9.984369578019572e-6, 1.5056327351493116e-7,
  ] // prettier-ignore
  const t = x + 6.5
  const sum = terms.reduce((total, term, index) => total + term / (x + index), 0.9999999999998099)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/**
 * How little chance explains a rectangle of `pixels` of which `aligned` have the gradient of a line: minus the decimal logarithm of the number of
 * such rectangles that noise would give. Above 0 it is a line; each step of one is ten times rarer. `precision` is the chance that one pixel of
 * noise is aligned, `log10Tests` the logarithm of how many rectangles a picture has.
 * Source: Grompone von Gioi, Jakubowicz, Morel, Randall 2010, "LSD: A Fast Line Segment Detector with a False Detection Control", eq. (1).
 */
export function significanceOf(pixels: number, aligned: number, precision: number, log10Tests: number): number {
  if (aligned === 0) return -log10Tests
  const [hit, miss] = [Math.log(precision), Math.log1p(-precision)]
  // The binomial tail, its first term in logarithms and the others as multiples of it.
  const first = logGamma(pixels + 1) - logGamma(aligned + 1) - logGamma(pixels - aligned + 1) + aligned * hit + (pixels - aligned) * miss
  let [term, tail] = [1, 1]
  for (let i = aligned + 1; i <= pixels; i++) {
    term *= ((pixels - i + 1) / i) * (precision / (1 - precision))
    tail += term
    if (term < tail * 1e-4) break
  }
  return -(first + Math.log(tail)) / Math.LN10 - log10Tests
}
