import { AtelierError } from '../domain/errors.ts'
import { type IdKind, isId } from '../domain/ids.ts'

/** A cursor is opaque to callers: what it holds may change. Today the id of the last item of the page. */
function toCursor(id: string): string {
  return Buffer.from(id).toString('base64url')
}

/** @throws invalid_cursor */
export function fromCursor(kind: IdKind, cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!isId(kind, id) || toCursor(id) !== cursor) throw new AtelierError('invalid_cursor')
  return id
}

/** The cursor behind a page; null when the page is not full, so nothing follows. */
export function nextCursor(page: readonly { readonly id: string }[], limit: number): string | null {
  return page.length < limit ? null : toCursor(page.at(-1)!.id)
}
