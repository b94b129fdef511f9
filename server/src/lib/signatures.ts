import { createHmac, timingSafeEqual } from 'node:crypto'

/** The query parameters that make a path readable by whoever holds the URL, until it expires. */
export interface PathSignature {
  /** Milliseconds since 1970, UTC, in decimal. */
  readonly expires: string
  /** HMAC-SHA256 in base64url, 43 characters. */
  readonly signature: string
}

type Secret = string | Uint8Array

function macOf(secret: Secret, path: string, expires: string): string {
  // `expires` holds digits only, so the line break tells for certain where it ends.
  return createHmac('sha256', secret).update(`${expires}\n${path}`).digest('base64url')
}

/** Signs a path for reading until `expiresAtMs` (whole milliseconds since 1970, UTC). */
export function signPath(secret: Secret, path: string, expiresAtMs: number): PathSignature {
  if (!Number.isSafeInteger(expiresAtMs) || expiresAtMs < 0) throw new RangeError('An expiry is a whole number of milliseconds.')
  const expires = String(expiresAtMs)
  return { expires, signature: macOf(secret, path, expires) }
}

/** Whether the signature is ours, for this very path and expiry, and not expired at `nowMs`. Takes constant time for the comparison. */
export function verifyPath(secret: Secret, path: string, expires: string, signature: string, nowMs: number): boolean {
  if (!/^\d{1,16}$/.test(expires)) return false
  const expected = Buffer.from(macOf(secret, path, expires))
  const given = Buffer.from(signature)
  const matches = given.length === expected.length && timingSafeEqual(given, expected)
  return matches && nowMs < Number(expires)
}
