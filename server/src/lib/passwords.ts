import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto'

/** 32 MiB and roughly 80 ms on one core. Source: OWASP Password Storage Cheat Sheet, 2025 (N=2^15, r=8 with p=3, here p=1). */
const COST_BITS = 15
const BLOCK_SIZE = 8
const PARALLELIZATION = 1
const HASH_BYTES = 32

/** A salted scrypt hash that names its own parameters: `scrypt$15$8$1$<salt>$<hash>`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, HASH_BYTES, { cost: 2 ** COST_BITS, blockSize: BLOCK_SIZE, parallelization: PARALLELIZATION })
  return ['scrypt', COST_BITS, BLOCK_SIZE, PARALLELIZATION, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Whether the password is the hashed one; the comparison takes constant time. @throws when `stored` is not of this form. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parts = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored)
  if (parts === null) throw new Error('A stored password hash has an unknown form.')
  const [costBits, blockSize, parallelization] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const expected = Buffer.from(parts[5]!, 'base64url')
  const given = await derive(password, Buffer.from(parts[4]!, 'base64url'), expected.length, {
    cost: 2 ** costBits,
    blockSize,
    parallelization,
  })
  return timingSafeEqual(expected, given)
}

function derive(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  // scrypt needs 128 * N * r bytes (RFC 7914 section 2), more than Node allows unasked; twice that leaves room for p.
  const maxmem = 2 * 128 * options.cost! * options.blockSize!
  // One person's keyboards write the same letters in different code points.
  const normalized = password.normalize('NFKC')
  return new Promise((resolve, reject) => {
    scrypt(normalized, salt, length, { ...options, maxmem }, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
