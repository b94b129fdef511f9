import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effects } from './effects.ts'
import type { RunBody } from './schemas.ts'
import { wishOfRun } from './wish.ts'

type FileSets = NonNullable<NonNullable<RunBody['payload']>['file_sets']>

function keyOf(slug: string, file_sets: FileSets | undefined, params: Record<string, unknown> = {}, request_id = 0, accountId = 'account') {
  const effect = effects.find((each) => each.slug === slug)!
  return wishOfRun(effect, { request_id, payload: { ...(file_sets && { file_sets }), actions: [{ id: 0, params }] } }, accountId).replayKey
}

test('a request is known by its files, what each is for and their order, and by its number', () => {
  const mapping = { face_mapping: [{ index: 0, position: 0 }] }
  const keys = [
    keyOf('mu-trans-rec', { src_ids: ['a'], ref_ids: ['b'] }),
    keyOf('mu-trans-rec', { src_ids: ['b'], ref_ids: ['a'] }),
    keyOf('obj-removal', { src_ids: ['a'], mask_ids: ['b'] }),
    keyOf('obj-removal', { src_ids: ['b'], mask_ids: ['a'] }),
    keyOf('face-swap', { src_ids: ['a'], ref_ids: ['b', 'c'] }, mapping),
    keyOf('face-swap', { src_ids: ['a'], ref_ids: ['c', 'b'] }, mapping),
    keyOf('face-swap', { src_ids: ['b'], ref_ids: ['a', 'c'] }, mapping),
    keyOf('face-swap', { src_ids: ['a'], ref_ids: ['b', 'c'] }, mapping, 1),
    keyOf('face-swap', { src_ids: ['a'], ref_ids: ['b', 'c'] }, mapping, 0, 'another'),
  ]
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(keyOf('mu-trans-rec', { src_ids: ['a'], ref_ids: ['b'] }), keys[0])
})

test('params tell requests apart only where there is no file', () => {
  const files = { src_ids: ['a'], mask_ids: ['b'] }
  assert.equal(keyOf('obj-replace', files, { prompt: 'a cat' }), keyOf('obj-replace', files, { prompt: 'a dog' }))
  const cat = keyOf('text-to-image', undefined, { prompt: 'a cat', steps: 3 })
  assert.notEqual(cat, keyOf('text-to-image', undefined, { prompt: 'a dog', steps: 3 }))
  assert.equal(cat, keyOf('text-to-image', undefined, { steps: 3, prompt: 'a cat' }))
})
