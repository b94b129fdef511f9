export interface Row {
  readonly figure: string
  readonly measured: string
  readonly beside: string
  /** Measured against what stands beside it; undefined where nothing does. */
  readonly ratio: number | undefined
  readonly target: string
  readonly met: boolean | undefined
}

/** A table for people, on standard output. */
export function printTable(title: string, rows: readonly Row[]): void {
  const header = ['figure', 'measured', 'beside it', 'ratio', 'to reach', '']
  const body = rows.map(({ figure, measured, beside, ratio, target, met }) => [
    figure,
    measured,
    beside,
    ratio === undefined ? '' : ratio.toFixed(2),
    target,
    met === undefined ? '' : met ? 'reached' : 'MISSED',
  ])
  const widths = header.map((text, column) => Math.max(text.length, ...body.map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  console.log(`\n${title}\n`)
  console.log(line(header))
  console.log(widths.map((width) => '-'.repeat(width)).join('  '))
  for (const cells of body) console.log(line(cells))
}

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`
export const ms = (value: number): string => `${value.toFixed(1)} ms`

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))]!
}
