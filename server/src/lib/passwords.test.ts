import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, verifyPassword } from './passwords.ts'

test('only the hashed password verifies, in any Unicode spelling of it', async () => {
  const hash = await hashPassword('pässword one')
  assert.equal(await verifyPassword('pässword one', hash), true)
  assert.equal(await verifyPassword('pa\u0308ssword one', hash), true)
  assert.equal(await verifyPassword('pässword two', hash), false)
  assert.equal(await verifyPassword('', hash), false)
})

test('two hashes of one password differ and name their parameters', async () => {
  const [first, second] = await Promise.all([hashPassword('password'), hashPassword('password')])
  assert.notEqual(first, second)
  assert.match(first, /^scrypt\$15\$8\$1\$/)
})

test('a hash with other parameters is verified with those', async () => {
  // RFC 7914 section 12, second vector (N=1024, r=8, p=16), first 32 bytes.
  const hash = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString('base64url')
  const stored = `scrypt$10$8$16$${Buffer.from('NaCl').toString('base64url')}$${hash}`
  assert.equal(await verifyPassword('password', stored), true)
  assert.equal(await verifyPassword('passwort', stored), false)
  await assert.rejects(verifyPassword('password', 'md5$x'), /unknown form/)
})
