import { randomBytes } from 'node:crypto'
import type { AliasKind } from '../../services/aliases/alias-service.ts'

export const DIALECT = 'aitubo'

/** 96 random bits: whoever was not told an id cannot find it, which the paths of pictures rely on. */
const draw = (): string => randomBytes(12).toString('hex')
const kind = (name: string): AliasKind => ({ dialect: DIALECT, kind: name, draw })

/** The vendor's ids, and what each stands for. */
export const IDS = {
  /** An account, in the paths of its pictures. */
  user: kind('user'),
  job: kind('job'),
  /** A picture that a job made; the first picture of an art gives the art its id. */
  art: kind('art'),
  /** A picture that was uploaded through this dialect. */
  upload: kind('upload'),
} as const
