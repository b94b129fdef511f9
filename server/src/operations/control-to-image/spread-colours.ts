const ROUNDS = 3

/**
 * Smooths values over about `reach` pixels, but not across barriers (0 open .. 1 closed, per pixel): colours mix softly wherever no line
 * parts them. `values` is height × width × `channels` and is changed.
 * Source: Gastal, Oliveira 2011, "Domain Transform for Edge-Aware Image and Video Processing" (recursive filter), with barriers as distance.
 */
export function spreadColours(
  values: Float32Array,
  channels: number,
  barrier: Float32Array,
  width: number,
  height: number,
  reach: number,
): void {
  const open = new Float32Array(width * height)
  for (let round = 0; round < ROUNDS; round++) {
    // Each round reaches less far, so that the stripes of one direction are gone after the next (eq. 14).
    const sigma = (reach * Math.sqrt(3) * 2 ** (ROUNDS - round - 1)) / Math.sqrt(4 ** ROUNDS - 1)
    const feedback = Math.exp(-Math.SQRT2 / sigma)
    for (let i = 0; i < open.length; i++) open[i] = feedback ** (1 + 400 * barrier[i])
    for (let y = 0; y < height; y++) runAlong(values, channels, open, y * width, 1, width)
    for (let x = 0; x < width; x++) runAlong(values, channels, open, x, width, height)
  }
}

function runAlong(values: Float32Array, channels: number, open: Float32Array, from: number, step: number, length: number): void {
  for (let k = 1; k < length; k++) {
    const i = from + k * step
    const share = Math.min(open[i], open[i - step])
    for (let c = 0; c < channels; c++) values[i * channels + c] += share * (values[(i - step) * channels + c] - values[i * channels + c])
  }
  for (let k = length - 2; k >= 0; k--) {
    const i = from + k * step
    const share = Math.min(open[i], open[i + step])
    for (let c = 0; c < channels; c++) values[i * channels + c] += share * (values[(i + step) * channels + c] - values[i * channels + c])
  }
}
