import assert from 'node:assert/strict'
import { test } from 'node:test'
import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { OperationDefinition } from '../../domain/operation.ts'
import { createInputValidator } from './validate-input.ts'

const validate = createInputValidator({
  name: 'test',
  input: Type.Object({ prompt: Type.String(), count: Type.Integer({ default: 2 }) }, { additionalProperties: false }),
} as unknown as OperationDefinition)

function faultsOf(input: Record<string, unknown>): unknown {
  try {
    validate(input)
    return 'none'
  } catch (error) {
    assert.ok(error instanceof AtelierError && error.code === 'invalid_input')
    return error.details?.['errors']
  }
}

test('defaults are filled in, and the given object stays as it is', () => {
  const given = { prompt: 'cat' }
  assert.deepEqual(validate(given), { prompt: 'cat', count: 2 })
  assert.deepEqual(given, { prompt: 'cat' })
})

test('each fault is told once, by the property that is missing, unknown or wrong', () => {
  assert.deepEqual(faultsOf({ prompt: 'cat', bogus: 1, other: 2 }), [
    { field: 'bogus', message: 'is not an input of this operation' },
    { field: 'other', message: 'is not an input of this operation' },
  ])
  assert.deepEqual(faultsOf({}), [{ field: 'prompt', message: 'is missing' }])
  assert.deepEqual(faultsOf({ prompt: 'cat', count: 'two' }), [{ field: 'count', message: 'must be integer' }])
})
