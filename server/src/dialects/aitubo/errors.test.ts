import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtelierError, type ErrorCode, ERRORS } from '../../domain/errors.ts'
import { CODES, codeOf, statusOf } from './errors.ts'

const errorCodes = Object.keys(ERRORS) as ErrorCode[]

test('no error looks like success, and 1000 means that credit is missing and nothing else', () => {
  for (const code of errorCodes) {
    assert.notEqual(codeOf(code), 0, code)
    assert.equal(codeOf(code) === 1000, code === 'insufficient_credit', code)
  }
})

test('kinds of errors that are mended in different ways have different codes', () => {
  const { too_large: tooLarge, unsupported_media: unsupported, ...others } = CODES
  assert.equal(tooLarge, unsupported)
  const codes = [tooLarge, ...Object.values(others)]
  assert.equal(new Set(codes).size, codes.length)
})

test('only a caller that is not known gets another HTTP status than 200', () => {
  for (const code of errorCodes) assert.equal(statusOf(new AtelierError(code)), code === 'unauthenticated' ? 401 : 200, code)
})
