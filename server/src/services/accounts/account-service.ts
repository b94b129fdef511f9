import type { Account, ApiKey, Caller, Scope } from '../../domain/account.ts'

export interface NewAccount {
  readonly account: Account
  /** Shown once. */
  readonly apiKey: string
  readonly perfect: { readonly clientId: string; readonly clientSecret: string }
}

export interface AccountService {
  /** With one key that has every scope, and a Perfect client. @throws account_exists, invalid_request */
  create(options: { readonly email: string; readonly password: string; readonly name?: string }): Promise<NewAccount>
  /** The caller that a key names, in constant time. @throws unauthenticated; with `revoked` in its details for a key that was one */
  authenticateKey(key: string): Promise<Caller>
  /** @throws unauthenticated; takes equally long for an unknown e-mail. */
  authenticatePassword(email: string, password: string): Promise<Caller>
  get(accountId: string): Promise<Account>
  findByEmail(email: string): Promise<Account>
  list(): Promise<readonly Account[]>
  setFaceConsent(accountId: string, consent: boolean): Promise<Account>
  createKey(
    accountId: string,
    options: { readonly name: string; readonly scopes: readonly Scope[] },
  ): Promise<{ key: ApiKey; secret: string }>
  listKeys(accountId: string): Promise<readonly ApiKey[]>
  /** Takes effect in every process within a few seconds, in this one at once. @throws key_not_found */
  revokeKey(accountId: string, keyId: string): Promise<ApiKey>
}
