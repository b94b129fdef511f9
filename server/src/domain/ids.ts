import { uuidv7 } from 'uuidv7'

/** The prefix of every id that is given out. Ids rise with time (UUIDv7), which keeps B-tree inserts at one end. */
export const ID_PREFIXES = {
  account: 'acc',
  key: 'key',
  grant: 'grt',
  entry: 'ent',
  job: 'job',
  media: 'med',
  request: 'req',
  worker: 'wrk',
} as const

export type IdKind = keyof typeof ID_PREFIXES

/** A new id such as `job_0197f3c2a1b27c3e8f0a1b2c3d4e5f60`: prefix, then the 32 hex digits of a UUIDv7. */
export function newId(kind: IdKind): string {
  return `${ID_PREFIXES[kind]}_${uuidv7().replaceAll('-', '')}`
}

/** Whether a string has the form of such an id. Says nothing about its existence. */
export function isId(kind: IdKind, value: string): boolean {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-f]{32}$`).test(value)
}
