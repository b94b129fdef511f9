import type { Database } from '../../db/connect.ts'
import { insertAliases, selectAlias, selectAliasesOf } from '../../db/aliases.ts'
import { AtelierError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'

/** One kind of vendor id: whose it is, what it names, and what a new one looks like. */
export interface AliasKind {
  /** The door: `aitubo` … */
  readonly dialect: string
  /** What the alias names within the dialect: `job`, `art` … */
  readonly kind: string
  /** A fresh alias, random: never computed from its target, and long enough that two never meet. */
  readonly draw: () => string
}

export interface Alias {
  readonly target: string
  readonly accountId: string
}

/** Keeps the ids that a vendor's callers know things by. An alias, once given, is given for good. */
export interface AliasService {
  /** The alias of every target, by target. A target that has one keeps it, whoever asks first. */
  assign(kind: AliasKind, accountId: string, targets: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What an alias stands for; undefined for one that was never given. Whether the caller may see it is the caller's question. */
  resolve(kind: AliasKind, alias: string): Promise<Alias | undefined>
}

export function createAliasService({ database, clock }: { readonly database: Database; readonly clock: Clock }): AliasService {
  const { queries } = database
  return {
    async assign({ dialect, kind, draw }, accountId, targets) {
      if (targets.length === 0) return new Map()
      const known = async () => new Map((await selectAliasesOf(queries, { dialect, kind, targets })).map((row) => [row.target, row.alias]))
      const before = await known()
      const fresh = [...new Set(targets)].filter((target) => !before.has(target))
      if (fresh.length === 0) return before
      await insertAliases(
        queries,
        fresh.map((target) => ({ dialect, kind, alias: draw(), target, account_id: accountId, created_at: clock.now() })),
      )
      // Read again: another request may have given the same target its alias in between, and then that one counts.
      const after = await known()
      const missing = fresh.find((target) => !after.has(target))
      if (missing !== undefined)
        throw new AtelierError('internal', undefined, { cause: new Error(`${dialect} drew a ${kind} alias twice`) })
      return after
    },

    async resolve({ dialect, kind }, alias) {
      // What callers send as an id can be anything; Postgres takes no NUL in text.
      if (alias.includes('\0')) return undefined
      const row = await selectAlias(queries, { dialect, kind, alias })
      return row && { target: row.target, accountId: row.account_id }
    },
  }
}
