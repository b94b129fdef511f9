import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * An API key is `atl_`, 16 hex digits that find its row and 32 that are secret. Only the hash of the secret part is stored; with 128
 * random bits a fast hash is enough, and authentication is on the path of every request.
 */
const KEY = /^atl_([0-9a-f]{16})([0-9a-f]{32})$/

export interface KeyParts {
  readonly lookup: string
  readonly secret: string
}

export function generateKey(): KeyParts {
  return { lookup: randomBytes(8).toString('hex'), secret: randomBytes(16).toString('hex') }
}

export function formatKey({ lookup, secret }: KeyParts): string {
  return prefixOf(lookup) + secret
}

/** What of a key may be shown later. */
export function prefixOf(lookup: string): string {
  return `atl_${lookup}`
}

export function parseKey(key: string): KeyParts | undefined {
  const parts = KEY.exec(key)
  return parts === null ? undefined : { lookup: parts[1]!, secret: parts[2]! }
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isSecretOf(secret: string, storedHash: string): boolean {
  const given = Buffer.from(hashSecret(secret))
  const stored = Buffer.from(storedHash)
  return given.length === stored.length && timingSafeEqual(given, stored)
}
