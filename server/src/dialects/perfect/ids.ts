import { randomBytes } from 'node:crypto'
import type { AliasKind } from '../../services/aliases/alias-service.ts'

export const DIALECT = 'perfect'

/** URL-safe, since some clients put ids into URLs as they are. 192 random bits: whoever was not told an id cannot find it. */
export const drawId = (): string => randomBytes(24).toString('base64url')

/** Numbers that JSON readers of every language keep as they are: below 2^53. */
const drawNumber = (): string => String(randomBytes(8).readBigUInt64BE() >> 11n)

const kind = (name: string, draw: () => string): AliasKind => ({ dialect: DIALECT, kind: name, draw })

/** The vendor's ids that stand for something of ours. Files and tasks of this dialect have ids of their own. */
export const IDS = {
  /** A file that a task made: `dst_id`. */
  result: kind('result', drawId),
  grant: kind('grant', drawNumber),
  /** A line of the credit history. */
  entry: kind('entry', drawNumber),
} as const
