import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNestedAtMost, toCanonicalJson } from './canonical-json.ts'

test('the order of properties does not show, that of array items does', () => {
  assert.equal(toCanonicalJson({ b: 1, a: { d: [1, 2], c: null } }), toCanonicalJson({ a: { c: null, d: [1, 2] }, b: 1 }))
  assert.notEqual(toCanonicalJson([1, 2]), toCanonicalJson([2, 1]))
  assert.equal(toCanonicalJson({ b: 'x', a: 1.5 }), '{"a":1.5,"b":"x"}')
  assert.equal(toCanonicalJson(JSON.parse('{"10":1,"9":2}')), toCanonicalJson(JSON.parse('{"9":2,"10":1}')))
})

test('values that differ never give the same text', () => {
  const values = [{}, [], null, '', 0, false, { a: 1 }, { a: '1' }, JSON.parse('{"__proto__":1}'), [null], '{}']
  assert.equal(new Set(values.map(toCanonicalJson)).size, values.length)
})

test('nesting is counted for arrays and objects, at any depth', () => {
  assert.equal(isNestedAtMost('text', 0), true)
  assert.equal(isNestedAtMost([], 0), false)
  assert.equal(isNestedAtMost({ a: [{ b: 1 }] }, 3), true)
  assert.equal(isNestedAtMost({ a: [{ b: 1 }] }, 2), false)
  assert.equal(isNestedAtMost(JSON.parse('['.repeat(400_000) + ']'.repeat(400_000)), 32), false)
})
