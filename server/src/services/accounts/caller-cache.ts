import { hash } from 'node:crypto'
import type { Caller } from '../../domain/account.ts'

interface Entry {
  readonly caller: Caller
  readonly freshUntil: number
}

/**
 * Callers by key, for a few seconds: without it every request would cost a query. Holds hashes of keys, never keys, so that neither
 * its memory nor the time of a look-up tells one. Bounded; the entry made first goes first.
 */
export class CallerCache {
  readonly #entries = new Map<string, Entry>()
  readonly #freshMs: number
  readonly #capacity: number
  #generation = 0

  constructor(options: { readonly freshMs: number; readonly capacity: number }) {
    this.#freshMs = options.freshMs
    this.#capacity = options.capacity
  }

  find(key: string, now: number): Caller | undefined {
    const entry = this.#entries.get(digest(key))
    return entry !== undefined && now < entry.freshUntil ? entry.caller : undefined
  }

  /** Taken before the database is asked and given to `keep`: what was read before a revocation is not kept after it. */
  get generation(): number {
    return this.#generation
  }

  keep(key: string, caller: Caller, now: number, generation: number): void {
    if (generation !== this.#generation) return
    const id = digest(key)
    this.#entries.delete(id)
    if (this.#entries.size >= this.#capacity) this.#entries.delete(this.#entries.keys().next().value!)
    this.#entries.set(id, { caller, freshUntil: now + this.#freshMs })
  }

  forgetKey(keyId: string): void {
    this.#generation += 1
    for (const [id, { caller }] of this.#entries) if (caller.keyId === keyId) this.#entries.delete(id)
  }
}

function digest(key: string): string {
  return hash('sha256', key, 'base64')
}
