/**
 * Makes an enlarged picture agree with the one that it came from: shrunk again by the mean of each block, it gives nearly the same colours.
 * A network drifts in light and colour by some percent; this takes the drift back without touching finer detail. Both are height × width × 3,
 * sRGB; `enlarged` has `factor` times the sides and is changed in place. A pixel depends on those within `ROUNDS` source pixels.
 * Source: Irani, Peleg 1991, "Improving resolution by image registration" (iterative back-projection), with a bilinear kernel.
 */
export function projectBack(enlarged: Float32Array, source: Float32Array, width: number, height: number, factor: number): void {
  const residual = new Float32Array(source.length)
  for (let round = 0; round < ROUNDS; round++) {
    residual.set(source)
    subtractBlockMeans(residual, enlarged, width, height, factor)
    addEnlarged(enlarged, residual, width, height, factor)
  }
}

/** Each takes away about half of what is left; more rounds change less than the rounding to 8 bits. */
export const ROUNDS = 3

function subtractBlockMeans(target: Float32Array, enlarged: Float32Array, width: number, height: number, factor: number): void {
  const share = 1 / (factor * factor)
  for (let y = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width
    for (let x = 0, from = y * width * factor * 3; x < width * factor; x++, from += 3) {
      const to = (row + Math.floor(x / factor)) * 3
      target[to] -= enlarged[from] * share
      target[to + 1] -= enlarged[from + 1] * share
      target[to + 2] -= enlarged[from + 2] * share
    }
  }
}

function addEnlarged(target: Float32Array, residual: Float32Array, width: number, height: number, factor: number): void {
  for (let y = 0; y < height * factor; y++) {
    const v = Math.max(0, Math.min(height - 1, (y + 0.5) / factor - 0.5))
    const upper = Math.floor(v)
    const lower = Math.min(height - 1, upper + 1)
    const down = v - upper
    for (let x = 0, to = y * width * factor * 3; x < width * factor; x++, to += 3) {
      const u = Math.max(0, Math.min(width - 1, (x + 0.5) / factor - 0.5))
      const left = Math.floor(u)
      const right = Math.min(width - 1, left + 1)
      const across = u - left
      for (let channel = 0; channel < 3; channel++) {
        const above =
          residual[(upper * width + left) * 3 + channel] * (1 - across) + residual[(upper * width + right) * 3 + channel] * across
        const below =
          residual[(lower * width + left) * 3 + channel] * (1 - across) + residual[(lower * width + right) * 3 + channel] * across
        target[to + channel] += above * (1 - down) + below * down
      }
    }
  }
}
