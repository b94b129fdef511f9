/**
 * Euclidean distance of each pixel to the nearest one that is set, in pixels; the longest side where none is.
 * Source: Felzenszwalb, Huttenlocher 2012, "Distance Transforms of Sampled Functions".
 */
export function distanceToLines(lines: ArrayLike<number>, width: number, height: number): Float32Array {
  const far = (width + height) ** 2
  const squared = new Float64Array(width * height)
  for (let i = 0; i < squared.length; i++) squared[i] = lines[i] > 0 ? 0 : far
  const most = Math.max(width, height)
  const row = { values: new Float64Array(most), apexes: new Int32Array(most), starts: new Float64Array(most + 1) }
  for (let x = 0; x < width; x++) lowerEnvelope(squared, x, width, height, row)
  for (let y = 0; y < height; y++) lowerEnvelope(squared, y * width, 1, width, row)
  const distance = new Float32Array(squared.length)
  for (let i = 0; i < distance.length; i++) distance[i] = Math.min(most, Math.sqrt(squared[i]))
  return distance
}

type Scratch = { readonly values: Float64Array; readonly apexes: Int32Array; readonly starts: Float64Array }

function lowerEnvelope(data: Float64Array, from: number, step: number, length: number, { values, apexes, starts }: Scratch): void {
  for (let q = 0; q < length; q++) values[q] = data[from + q * step]
  let k = 0
  apexes[0] = 0
  starts[0] = -Infinity
  starts[1] = Infinity
  for (let q = 1; q < length; q++) {
    let at = meet(values, apexes[k], q)
    while (at <= starts[k]) at = meet(values, apexes[--k], q)
    apexes[++k] = q
    starts[k] = at
    starts[k + 1] = Infinity
  }
  for (let q = 0, j = 0; q < length; q++) {
    while (starts[j + 1] < q) j++
    data[from + q * step] = (q - apexes[j]) ** 2 + values[apexes[j]]
  }
}

/** Where the parabolas over p and q cross. */
function meet(values: Float64Array, p: number, q: number): number {
  return (values[q] + q * q - values[p] - p * p) / (2 * (q - p))
}
