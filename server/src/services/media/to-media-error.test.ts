import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtelierError } from '../../domain/errors.ts'
import { parseDataUri } from '../../lib/data-uri.ts'
import { fetchUntrusted } from '../../lib/fetch-untrusted.ts'
import { toMediaError } from './to-media-error.ts'

const LIMITS = { maxBytes: 2, timeoutMs: 10_000 }

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    const mapped = toMediaError(error)
    assert.ok(mapped instanceof AtelierError)
    return mapped.code
  }
  return assert.fail('nothing was thrown')
}

test('what goes wrong with a URL or a data URI gets the code of the error table', async () => {
  assert.equal(await codeOf(() => fetchUntrusted('http://127.0.0.1/', LIMITS)), 'url_refused')
  assert.equal(await codeOf(() => fetchUntrusted('http://cats.example/', { ...LIMITS, lookup: async () => [] })), 'url_unreachable')
  assert.equal(await codeOf(() => parseDataUri('data:', 2)), 'invalid_request')
  assert.equal(await codeOf(() => parseDataUri('data:,cat', 2)), 'media_too_large')
})

test('an error of another kind is passed on as it is', () => {
  const error = new Error('a bug')
  assert.equal(toMediaError(error), error)
})
