import type { Pixels } from '../../src/imaging/pixels.ts'

/** Spearman's rank correlation, -1..1; ties share their rank. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return correlation(ranks(a), ranks(b))
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i).sort((p, q) => values[p]! - values[q]!)
  const result = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let k = from; k < to; k++) result[order[k]!] = (from + to - 1) / 2
    from = to
  }
  return result
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb)
    aa += (a[i]! - ma) ** 2
    bb += (b[i]! - mb) ** 2
  }
  return ab / Math.sqrt(aa * bb)
}

/**
 * The share of the variance of brightness that the normals explain (R squared of a fit by nine spherical harmonics), among the pixels that belong to
 * one surface: light on one material depends on nothing else. Source: Ramamoorthi, Hanrahan 2001, "An Efficient Representation for Irradiance Environment Maps".
 */
export function surfaceFit(luma: ArrayLike<number>, normals: Pixels, belongs: (pixel: number) => boolean): number {
  const rows: number[][] = []
  for (let i = 0; i < luma.length; i++) {
    if (!belongs(i)) continue
    const [x, y, z] = [0, 1, 2].map((channel) => normals.data[i * normals.channels + channel]! / 127.5 - 1) as [number, number, number]
    rows.push([1, x, y, z, x * y, y * z, x * z, x * x - y * y, 3 * z * z - 1, luma[i]!])
  }
  const terms = 9
  const system = Array.from({ length: terms }, (_, p) =>
    Array.from({ length: terms + 1 }, (_, q) => rows.reduce((sum, row) => sum + row[p]! * row[q]!, p === q ? 1e-6 : 0)),
  )
  const weights = solve(system)
  const mean = rows.reduce((sum, row) => sum + row[terms]!, 0) / rows.length
  let [left, all] = [0, 0]
  for (const row of rows) {
    const guess = weights.reduce((sum, weight, p) => sum + weight * row[p]!, 0)
    left += (row[terms]! - guess) ** 2
    all += (row[terms]! - mean) ** 2
  }
  return 1 - left / all
}

/** Gauss-Jordan with pivots; the last column is the right side. */
function solve(system: number[][]): number[] {
  for (let column = 0; column < system.length; column++) {
    const pivot = system
      .slice(column)
      .reduce((best, row, k) => (Math.abs(row[column]!) > Math.abs(system[best]![column]!) ? column + k : best), column)
    ;[system[column], system[pivot]] = [system[pivot]!, system[column]!]
    for (const [index, row] of system.entries()) {
      if (index === column) continue
      const factor = row[column]! / system[column]![column]!
      for (let k = column; k < row.length; k++) row[k]! -= factor * system[column]![k]!
    }
  }
  return system.map((row, index) => row[system.length]! / row[index]!)
}
