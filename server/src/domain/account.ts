/** What a key may do. A call names the one scope that it needs. */
export const SCOPES = ['jobs:read', 'jobs:write', 'media:read', 'media:write', 'account:read', 'keys:write'] as const
export type Scope = (typeof SCOPES)[number]

export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly faceConsent: boolean
  readonly createdAt: number
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** The first characters of the key, enough to tell keys apart. */
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

/** Who makes a call, and with what rights. */
export interface Caller {
  readonly accountId: string
  /** null when the account's password was given instead of a key. */
  readonly keyId: string | null
  readonly scopes: readonly Scope[]
}
