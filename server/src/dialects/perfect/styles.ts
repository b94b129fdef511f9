import { AtelierError } from '../../domain/errors.ts'
import type { Catalogue } from '../../services/catalogue/catalogue.ts'
import type { Style } from '../../services/catalogue/load-styles.ts'
import type { Effect } from './effect.ts'
import { vendorError } from './errors.ts'
import type { PageQuery, StylesQuery } from './schemas.ts'

const DEFAULT_PAGE_SIZE = 20

/** The catalogue as the vendor lists it, and the styles that requests choose. */
export interface Styles {
  groups(effect: Effect, query: PageQuery): object
  list(effect: Effect, query: StylesQuery): object
  templates(effect: Effect, query: PageQuery): object
  /** The style that the params name, by v1 or v2. @throws InvalidStyle, InvalidStyleGroup */
  chosen(effect: Effect, params: Readonly<Record<string, unknown>>): Style | undefined
}

export function createStyles(catalogue: Pick<Catalogue, 'styles'>, publicUrl: () => string): Styles {
  const stylesOf = ({ styles }: Effect): readonly Style[] => (styles === undefined ? [] : (catalogue.styles.get(styles) ?? []))
  const thumb = ({ thumbnail }: Style): string => `${publicUrl()}/s2s/thumbnails/${thumbnail}`
  const inGroup = (styles: readonly Style[], group: number | string): readonly Style[] => {
    const members = styles.filter((style) => String(style.group.number) === String(group))
    if (members.length === 0) throw vendorError('InvalidStyleGroup', 'style_group_id: there is no such group.')
    return members
  }

  return {
    groups(effect, query) {
      const groups = new Map(stylesOf(effect).map(({ group }) => [group.number, group]))
      const { page, nextToken } = pageOf([...groups.values()], query)
      return { next_token: nextToken, groups: page.map(({ number, title }) => ({ id: number, info: { title } })) }
    },

    list(effect, query) {
      const { style_group_id: group } = query
      const all = stylesOf(effect)
      const { page, nextToken } = pageOf(group === undefined ? all : inGroup(all, group), query)
      return {
        next_token: nextToken,
        styles: page.map((style) => ({ id: style.number, info: { title: style.title, thumb: thumb(style) } })),
      }
    },

    templates(effect, query) {
      const { page, nextToken } = pageOf(stylesOf(effect), query)
      return {
        next_token: nextToken,
        templates: page.map((style) => ({ id: style.id, thumb: thumb(style), title: style.title, category_name: style.group.title })),
      }
    },

    chosen(effect, params) {
      if (effect.styles === undefined || effect.isStyled?.(params) === false) return undefined
      const styles = stylesOf(effect)
      const { style_group_id: group, style_ids: [number] = [], template_id: template } = params as ChosenByCaller
      const named =
        group === undefined
          ? styles.find((style) => style.id === template || String(style.number) === template)
          : inGroup(styles, group).find((style) => style.number === number)
      if (named === undefined) throw vendorError('InvalidStyle', 'There is no such style.')
      return named
    },
  }
}

interface ChosenByCaller {
  readonly style_group_id?: number
  readonly style_ids?: readonly number[]
  /** Of v2. */
  readonly template_id?: string
}

/** A page begins with the item that the token names by its number; without a token, or with the text `null`, it is the first one. */
function pageOf<T extends { readonly number: number }>(
  items: readonly T[],
  { page_size: size = DEFAULT_PAGE_SIZE, starting_token: token }: PageQuery,
): { readonly page: readonly T[]; readonly nextToken: string | null } {
  const isFirst = token === undefined || token === '' || token === 'null'
  const start = isFirst ? 0 : items.findIndex(({ number }) => String(number) === token)
  if (start === -1) throw new AtelierError('invalid_cursor', 'starting_token: this was not given out for this list.')
  const next = items[start + size]
  return { page: items.slice(start, start + size), nextToken: next === undefined ? null : String(next.number) }
}
