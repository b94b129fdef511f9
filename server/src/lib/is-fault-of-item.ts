/** data exception, integrity constraint violation, program limit exceeded. Source: PostgreSQL manual, appendix A. */
const POSTGRES_CLASSES = ['22', '23', '54']
/** SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH. Source: https://sqlite.org/rescode.html */
const SQLITE_CODES = [1, 18, 19, 20]

/**
 * Whether an error may come of one item of a batch, so that the others would do without it: a value that the database cannot take, or a
 * fault of the program that only some values bring out. Any other, such as a lost connection, a deadlock or a full disk, would meet each
 * of them again.
 */
export function isFaultOfItem(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true
  const { code, errcode } = (error ?? {}) as { readonly code?: unknown; readonly errcode?: unknown }
  // The low byte is the primary result code, the others tell more of it.
  if (code === 'ERR_SQLITE_ERROR') return typeof errcode === 'number' && SQLITE_CODES.includes(errcode & 0xff)
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && POSTGRES_CLASSES.includes(code.slice(0, 2))
}
