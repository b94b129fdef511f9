import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DataUriError, isDataUri, parseDataUri } from './data-uri.ts'

const text = (uri: string): string => Buffer.from(parseDataUri(uri, 1000).bytes).toString()

function refuses(uri: string, reason: DataUriError['reason'], maxBytes = 1000): void {
  assert.throws(
    () => parseDataUri(uri, maxBytes),
    (error: unknown) => error instanceof DataUriError && error.reason === reason,
    uri.slice(0, 80),
  )
}

test('both forms of RFC 2397 are read', () => {
  assert.equal(text('data:text/plain;base64,Q2F0'), 'Cat')
  assert.equal(text('data:text/plain,a%20cat%2C%20asleep'), 'a cat, asleep')
  assert.equal(text('data:,A%20brief%20note'), 'A brief note')
  assert.equal(text('DATA:image/PNG;name="a.png";Base64,Q2F0'), 'Cat')
  assert.equal(text('data:;base64,Q2E%3D'), 'Ca')
  assert.equal(text('data:image/png;base64,'), '')
})

test('the type is given in lower case without parameters, text/plain when there is none', () => {
  assert.equal(parseDataUri('data:image/PNG;charset=utf-8;base64,Q2F0', 10).mime, 'image/png')
  assert.equal(parseDataUri('data:,x', 10).mime, 'text/plain')
})

test('what is not exactly a data URI is malformed', () => {
  const malformed = [
    '',
    'data:',
    'data:image/png',
    'http://example.com/,',
    'data:image,x',
    'data:image/png;base64;charset=x,Q2F0',
    `data:image/png;x=${'y'.repeat(300)},x`,
    'data:,%',
    'data:,%4',
    'data:,%zz',
    'data:,a cat',
    'data:,é',
    'data:;base64,Q2F',
    'data:;base64,Q2F0\n',
    'data:;base64,Q2-_',
    'data:;base64,====',
    'data:;base64,Q=F0',
    'data:;base64,Q2E=Q2E=',
    'data:;base64,Q2F=',
    'data:;base64,%',
  ]
  for (const uri of malformed) refuses(uri, 'malformed')
})

test('more bytes than allowed are refused, exactly at the limit', () => {
  assert.equal(parseDataUri('data:;base64,Q2F0', 3).bytes.length, 3)
  refuses('data:;base64,Q2F0', 'too_large', 2)
  refuses('data:,cat', 'too_large', 2)
  refuses(`data:;base64,${'AAAA'.repeat(1000)}`, 'too_large', 10)
})

test('megabytes in either form are read', () => {
  assert.equal(parseDataUri(`data:,${'%41'.repeat(5e6)}`, 5e6).bytes.length, 5e6)
  assert.equal(parseDataUri(`data:;base64,${'QUFB'.repeat(2e6)}`, 6e6).bytes.length, 6e6)
})

test('any bytes survive either form', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
      const base64 = Buffer.from(bytes).toString('base64')
      assert.deepEqual(parseDataUri(`data:,${percent}`, bytes.length).bytes, bytes)
      assert.deepEqual(parseDataUri(`data:;base64,${base64}`, bytes.length).bytes, bytes)
    }),
  )
})

test('no text makes the parser throw anything but its own error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (tail) => {
      try {
        parseDataUri(`data:${tail}`, 100)
      } catch (error) {
        assert.ok(error instanceof DataUriError)
      }
    }),
  )
})

test('a data URI is known by its scheme in any case', () => {
  assert.deepEqual(['data:,x', 'DaTa:,x', 'https://a.b/', 'dat'].map(isDataUri), [true, true, false, false])
})
