import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signPath, verifyPath } from './signatures.ts'

const secret = 'a secret of this installation'
const path = '/media/med_1/cat.png'
const expiresAt = 1_800_000_000_000
const signed = signPath(secret, path, expiresAt)

test('a signed path can be read until the moment it expires', () => {
  assert.equal(verifyPath(secret, path, signed.expires, signed.signature, expiresAt - 1), true)
  assert.equal(verifyPath(secret, path, signed.expires, signed.signature, expiresAt), false)
})

test('a signature opens nothing but its own path, expiry and secret', () => {
  const now = expiresAt - 1000
  assert.equal(verifyPath(secret, '/media/med_2/cat.png', signed.expires, signed.signature, now), false)
  assert.equal(verifyPath(secret, path, String(expiresAt + 1), signed.signature, now), false)
  assert.equal(verifyPath('another secret', path, signed.expires, signed.signature, now), false)
  // The boundary between expiry and path cannot be moved.
  assert.equal(verifyPath(secret, `0\n${path}`, signed.expires, signed.signature, now), false)
})

test('malformed parameters are refused, not thrown on', () => {
  const now = expiresAt - 1000
  for (const expires of ['', 'NaN', '-1', '1e15', ` ${signed.expires}`, `0x${signed.expires}`, '9'.repeat(400)]) {
    assert.equal(verifyPath(secret, path, expires, signed.signature, now), false, expires)
  }
  for (const signature of ['', 'x', `${signed.signature}=`, signed.signature.slice(1), '\u{1f431}'.repeat(43), 'A'.repeat(43)]) {
    assert.equal(verifyPath(secret, path, signed.expires, signature, now), false, signature)
  }
  assert.throws(() => signPath(secret, path, Number.NaN), RangeError)
})
