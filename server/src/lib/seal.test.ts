import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seal, unseal } from './seal.ts'

test('what was sealed is read back under the same secret and purpose only', () => {
  const sealed = seal('secret', 'upload', 'a text, äöü')
  assert.equal(unseal('secret', 'upload', sealed), 'a text, äöü')
  assert.equal(unseal('another', 'upload', sealed), undefined)
  assert.equal(unseal('secret', 'key', sealed), undefined)
})

test('a change of any byte shows', () => {
  const sealed = Buffer.from(seal('secret', 'upload', 'text'), 'base64url')
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed)
    changed[index]! ^= 1
    assert.equal(unseal('secret', 'upload', changed.toString('base64url')), undefined, `byte ${index}`)
  }
  for (const text of ['', 'x', '!!!', sealed.subarray(0, 20).toString('base64url')])
    assert.equal(unseal('secret', 'upload', text), undefined)
})

test('the same text never seals to the same characters', () => {
  assert.notEqual(seal('secret', 'upload', 'text'), seal('secret', 'upload', 'text'))
})
