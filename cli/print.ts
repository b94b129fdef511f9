/** Rows below their titles, in columns as wide as they need. A column whose title begins with `>` is set to the right. */
export function toTable(
  titles: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  none = 'Nothing there.',
): string {
  if (rows.length === 0) return none
  const cells = [titles.map((title) => title.replace(/^>/, '')), ...rows.map((row) => row.map((cell) => String(cell ?? '-')))]
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells
    .map((row) =>
      row
        .map((cell, column) => (titles[column]!.startsWith('>') ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One fact per line; what is undefined or null is left out. */
export function toFacts(facts: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null)
  const width = Math.max(...known.map(([name]) => name.length))
  return known.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`).join('\n')
}

/** `2026-01-31 09:30:00Z`: to the second, in UTC. */
export function toShortTime(time: string): string
export function toShortTime(time: string | null): string | null
export function toShortTime(time: string | null): string | null {
  return time === null ? null : time.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z')
}

/** Bytes as people say them; thousands, not 1024s. */
export function toSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

export function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
