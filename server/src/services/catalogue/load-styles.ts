import { hash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'

/** A way in which an operation can do what it does, for callers to choose from: `styles/<operation>.json`. */
export interface Style {
  readonly id: string
  /** For those who know styles by number: below 2^53, and the same after every restart. */
  readonly number: number
  readonly title: string
  readonly group: { readonly number: number; readonly title: string }
  /** Below `thumbnails/`. */
  readonly thumbnail: string
  /** What to give the operation: its id as `style`, unless the file says otherwise. */
  readonly input: Readonly<Record<string, unknown>>
}

export type StyleEntry = Pick<Style, 'id' | 'title' | 'thumbnail'> & Partial<Pick<Style, 'number' | 'input'>> & { readonly group: string }

/** What the files of styles have in common; what an operation reads besides is its own. */
export const StylesFile = Type.Array(
  Type.Object({
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    group: Type.String({ minLength: 1 }),
    title: Type.String({ minLength: 1 }),
    number: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
)

/** The operations that have a file of styles. */
export function listStyleFiles(folder: string): string[] {
  const styles = join(folder, 'styles')
  if (!existsSync(styles)) return []
  return readdirSync(styles)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
}

/** @throws an error when two styles, or two groups, have one name or number */
export function numberStyles(operation: string, entries: readonly StyleEntry[]): readonly Style[] {
  const styles = entries.map(({ id, title, group, thumbnail, number, input }): Style => ({
    id,
    number: number ?? numberOf(operation, 'style', id),
    title,
    group: { number: numberOf(operation, 'group', group), title: group },
    thumbnail,
    input: input ?? { style: id },
  }))
  const groups = new Map(styles.map(({ group }) => [group.title, group.number]))
  const numbers = [...styles.map((style) => style.number), ...groups.values()]
  if (!isDistinct(styles.map((style) => style.id)) || !isDistinct(numbers))
    throw new Error(`catalogue: styles/${operation}.json has two styles with one id or number.`)
  return styles
}

const isDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length

/** Numbers follow from names, so nobody who adds a style has to find one. 48 bits: JSON readers keep all of them. */
function numberOf(...names: readonly string[]): number {
  return Number.parseInt(hash('sha256', names.join('/'), 'hex').slice(0, 12), 16)
}
