/** Normal distributions that together describe a set of points; in each point `dimensions` numbers. */
interface Component {
  readonly mean: Float64Array
  /** The inverse of the Cholesky factor of the covariance: lower triangular, row by row. */
  readonly whitening: Float64Array
  /** Logarithm of weight and norm. */
  readonly logNorm: number
}
export type Mixture = readonly Component[]

/** Rounding and grain, as a variance per dimension: flat paint has no spread of its own. */
export type Floor = readonly number[]

/**
 * Describes points (count × dimensions) by at most `wanted` normal distributions, by hard assignment.
 * Sources: Orchard, Bouman 1991, "Color Quantization of Images" (where to split); Rother et al. 2004, "GrabCut" (the refinement).
 */
export function describePoints(points: Float32Array, floor: Floor, wanted: number, rounds: number): Mixture {
  const dimensions = floor.length
  const count = points.length / dimensions
  const labels = new Uint8Array(count)
  for (let parts = 1; parts < wanted; parts++) {
    const { widest, mean, axis } = findWidest(points, labels, parts, dimensions)
    for (let i = 0; i < count; i++) {
      if (labels[i] !== widest) continue
      let side = 0
      for (let k = 0; k < dimensions; k++) side += (points[i * dimensions + k] - mean[k]) * axis[k]
      if (side > 0) labels[i] = parts
    }
  }
  let mixture = fitComponents(points, labels, wanted, floor)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) labels[i] = likeliest(mixture, points, i * dimensions)
    mixture = fitComponents(points, labels, mixture.length, floor)
  }
  return mixture
}

/** Minus the logarithm of the density at a point. */
export function unlikeliness(mixture: Mixture, points: Float32Array, at: number): number {
  let most = -Infinity
  for (const component of mixture) most = Math.max(most, logDensity(component, points, at))
  return -most
}

function likeliest(mixture: Mixture, points: Float32Array, at: number): number {
  let most = -Infinity
  let found = 0
  for (let index = 0; index < mixture.length; index++) {
    const density = logDensity(mixture[index], points, at)
    if (density <= most) continue
    most = density
    found = index
  }
  return found
}

function logDensity({ mean, whitening, logNorm }: Component, points: Float32Array, at: number): number {
  const dimensions = mean.length
  let squared = 0
  for (let row = 0, entry = 0; row < dimensions; row++) {
    let sum = 0
    for (let k = 0; k <= row; k++, entry++) sum += whitening[entry] * (points[at + k] - mean[k])
    squared += sum * sum
  }
  return logNorm - squared / 2
}

interface Moments {
  count: number
  readonly mean: Float64Array
  /** dimensions × dimensions */
  readonly covariance: Float64Array
}

function measureMoments(points: Float32Array, labels: Uint8Array, label: number, dimensions: number): Moments {
  const mean = new Float64Array(dimensions)
  const covariance = new Float64Array(dimensions * dimensions)
  let count = 0
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue
    count++
    for (let a = 0; a < dimensions; a++) {
      const value = points[i * dimensions + a]
      mean[a] += value
      for (let b = 0; b <= a; b++) covariance[a * dimensions + b] += value * points[i * dimensions + b]
    }
  }
  for (let a = 0; a < dimensions; a++) mean[a] /= Math.max(1, count)
  for (let a = 0; a < dimensions; a++)
    for (let b = 0; b <= a; b++) {
      const value = Math.max(a === b ? 0 : -Infinity, covariance[a * dimensions + b] / Math.max(1, count) - mean[a] * mean[b])
      covariance[a * dimensions + b] = covariance[b * dimensions + a] = value
    }
  return { count, mean, covariance }
}

/** The part that spreads most along one axis, and that axis. */
function findWidest(points: Float32Array, labels: Uint8Array, parts: number, dimensions: number) {
  let most = -1
  let result: { widest: number; mean: Float64Array; axis: Float64Array } = {
    widest: 0,
    mean: new Float64Array(dimensions),
    axis: new Float64Array(dimensions),
  }
  for (let label = 0; label < parts; label++) {
    const { count, mean, covariance } = measureMoments(points, labels, label, dimensions)
    let axis: Float64Array = Float64Array.from({ length: dimensions }, (_, k) => 1 / (k + 1))
    let spread = 0
    for (let round = 0; round < 20; round++) {
      const next = new Float64Array(dimensions)
      for (let a = 0; a < dimensions; a++) for (let b = 0; b < dimensions; b++) next[a] += covariance[a * dimensions + b] * axis[b]
      spread = Math.hypot(...next)
      if (spread === 0) break
      axis = next.map((value) => value / spread)
    }
    if (spread * count <= most) continue
    most = spread * count
    result = { widest: label, mean, axis }
  }
  return result
}

function fitComponents(points: Float32Array, labels: Uint8Array, parts: number, floor: Floor): Component[] {
  const dimensions = floor.length
  const components: Component[] = []
  for (let label = 0; label < parts; label++) {
    const { count, mean, covariance } = measureMoments(points, labels, label, dimensions)
    if (count === 0) continue
    for (let k = 0; k < dimensions; k++) covariance[k * dimensions + k] += floor[k]
    const { whitening, logDeterminant } = invertFactor(covariance, dimensions)
    components.push({ mean, whitening, logNorm: Math.log(count / labels.length) - logDeterminant / 2 })
  }
  return components
}

/** The inverse of the Cholesky factor, and the logarithm of the determinant. */
function invertFactor(matrix: Float64Array, size: number): { whitening: Float64Array; logDeterminant: number } {
  const factor = new Float64Array(size * size)
  let logDeterminant = 0
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column]
      for (let k = 0; k < column; k++) value -= factor[row * size + k] * factor[column * size + k]
      factor[row * size + column] = row === column ? Math.sqrt(Math.max(1e-9, value)) : value / factor[column * size + column]
      if (row === column) logDeterminant += 2 * Math.log(factor[row * size + row])
    }
  const whitening = new Float64Array((size * (size + 1)) / 2)
  for (let column = 0; column < size; column++)
    for (let row = column; row < size; row++) {
      let value = row === column ? 1 : 0
      for (let k = column; k < row; k++) value -= factor[row * size + k] * whitening[(k * (k + 1)) / 2 + column]
      whitening[(row * (row + 1)) / 2 + column] = value / factor[row * size + row]
    }
  return { whitening, logDeterminant }
}
