/** What every media store promises (`ports/media-store.ts`). Each implementation's test calls this with its own factory. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, test, type TestContext } from 'node:test'
import { AtelierError } from '../../src/domain/errors.ts'
import type { MediaStore } from '../../src/ports/media-store.ts'

/** `create` gives an empty store and registers its removal with `t.after`. */
export function mediaStoreConformance(name: string, create: (t: TestContext) => Promise<MediaStore>): void {
  describe(`${name} media store`, () => {
    test('what was put is read back, whole', async (t) => {
      const store = await create(t)
      for (const bytes of [Buffer.from('a cat'), randomBytes(300_000), Buffer.alloc(0)]) {
        const key = await put(store, bytes)
        assert.deepEqual(Buffer.from(await store.read(key)), bytes)
        assert.deepEqual(await buffer(await store.stream(key)), bytes)
        assert.equal(await store.has(key), true)
      }
    })

    test('what is read has memory of its own, which the caller may transfer', async (t) => {
      const store = await create(t)
      const bytes = await store.read(await put(store, Buffer.from('a cat')))
      assert.equal(bytes.buffer.byteLength, bytes.length)
    })

    test('bytes that do not have the hash are refused and leave nothing', async (t) => {
      const store = await create(t)
      const key = keyOf(Buffer.from('a cat'))
      await assert.rejects(store.put(key, Buffer.from('a dog')))
      assert.equal(await store.has(key), false)
      assert.deepEqual(await keysIn(store), [])
    })

    test('storing the same bytes again, also at the same time, is harmless', async (t) => {
      const store = await create(t)
      const bytes = randomBytes(100_000)
      const keys = await Promise.all(Array.from({ length: 8 }, () => put(store, bytes)))
      await put(store, bytes)
      assert.deepEqual(await keysIn(store), [keys[0]])
      assert.deepEqual(Buffer.from(await store.read(keyOf(bytes))), bytes)
    })

    test('a range is inclusive at both ends, from the first byte to the last', async (t) => {
      const store = await create(t)
      const bytes = randomBytes(200_000)
      const key = await put(store, bytes)
      const last = bytes.length - 1
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [1, 1],
        [70_000, 140_000],
        [last, last],
        [0, last],
      ] as const) {
        assert.deepEqual(await buffer(await store.stream(key, { start, end })), bytes.subarray(start, end + 1), `${start}-${end}`)
      }
    })

    test('a missing blob is media_not_found, and its removal is harmless', async (t) => {
      const store = await create(t)
      const key = keyOf(Buffer.from('never stored'))
      assert.equal(await store.has(key), false)
      await assert.rejects(store.read(key), isNotFound)
      await assert.rejects(store.stream(key), isNotFound)
      await store.remove(key)
    })

    test('a removed blob is gone, and can be stored again', async (t) => {
      const store = await create(t)
      const bytes = Buffer.from('a cat')
      const key = await put(store, bytes)
      await store.remove(key)
      await store.remove(key)
      assert.equal(await store.has(key), false)
      await assert.rejects(store.read(key), isNotFound)
      await put(store, bytes)
      assert.equal(await store.has(key), true)
    })

    test('what is not a SHA-256 in lower-case hex names nothing', async (t) => {
      const store = await create(t)
      const key = await put(store, Buffer.from('a cat'))
      const strangers = [
        '',
        '.',
        '..',
        '../../etc/passwd',
        '/etc/passwd',
        key.toUpperCase(),
        `${key}/`,
        `../${key}`,
        `${key}\0`,
        `${key}\n`,
        key.slice(1),
      ]
      for (const stranger of strangers) {
        assert.equal(await store.has(stranger), false)
        await assert.rejects(store.read(stranger), isNotFound)
        await assert.rejects(store.stream(stranger), isNotFound)
        await assert.rejects(store.put(stranger, Buffer.from('a cat')))
        await store.remove(stranger)
      }
      assert.deepEqual(await keysIn(store), [key])
    })

    test('a stream ends with an AbortError when its signal aborts', async (t) => {
      const store = await create(t)
      const key = await put(store, randomBytes(2_000_000))
      const abort = new AbortController()
      const stream = await store.stream(key, undefined, abort.signal)
      await assert.rejects(
        async () => {
          for await (const _chunk of stream) abort.abort()
        },
        { name: 'AbortError' },
      )
      assert.equal(stream.destroyed, true)
    })

    test('the list holds every key once', async (t) => {
      const store = await create(t)
      const keys: string[] = []
      for (let index = 0; index < 20; index++) keys.push(await put(store, Buffer.from(`blob ${index}`)))
      assert.deepEqual(await keysIn(store), keys.sort())
    })

    test('removing unfinished writes leaves every blob, and a store that works', async (t) => {
      const store = await create(t)
      const key = await put(store, Buffer.from('a cat'))
      await store.removeUnfinished(0)
      assert.deepEqual(await keysIn(store), [key])
      await store.check()
      assert.deepEqual(await keysIn(store), [key])
    })
  })
}

function keyOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function put(store: MediaStore, bytes: Uint8Array): Promise<string> {
  const key = keyOf(bytes)
  await store.put(key, bytes)
  return key
}

async function keysIn(store: MediaStore): Promise<string[]> {
  const keys: string[] = []
  for await (const key of store.list()) keys.push(key)
  return keys.sort()
}

function isNotFound(error: unknown): boolean {
  return error instanceof AtelierError && error.code === 'media_not_found'
}
