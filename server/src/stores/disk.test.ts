import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { mediaStoreConformance } from '../../test/conformance/media-store.ts'
import { createDiskStore } from './disk.ts'
import { createStore } from './index.ts'

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-store-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'media')
}

mediaStoreConformance('disk', async (t) => createDiskStore(await temporaryFolder(t)))
mediaStoreConformance('file: URL', async (t) => createStore(pathToFileURL(await temporaryFolder(t))))

test('a blob lies under the first four digits of its hash, and nothing else stays behind', async (t) => {
  const folder = await temporaryFolder(t)
  const bytes = Buffer.from('a cat')
  const key = createHash('sha256').update(bytes).digest('hex')
  await createDiskStore(folder).put(key, bytes)
  assert.equal((await stat(join(folder, key.slice(0, 2), key.slice(2, 4), key))).size, bytes.length)
  assert.deepEqual(await readdir(join(folder, 'unfinished')), [])
})

test('a write that was cut off is not listed, and is removed once it is old enough', async (t) => {
  const folder = await temporaryFolder(t)
  const unfinished = join(folder, 'unfinished')
  await mkdir(unfinished, { recursive: true })
  for (const name of ['old', 'young']) await writeFile(join(unfinished, name), 'half a c')
  const hourAgo = Date.now() / 1000 - 3600
  await utimes(join(unfinished, 'old'), hourAgo, hourAgo)

  const store = createDiskStore(folder)
  for await (const key of store.list()) assert.fail(key)
  await store.removeUnfinished(1_800_000)
  assert.deepEqual(await readdir(unfinished), ['young'])
})

test('a blob that was cut short on the disk is replaced by the next put', async (t) => {
  const folder = await temporaryFolder(t)
  const bytes = Buffer.from('a cat')
  const key = createHash('sha256').update(bytes).digest('hex')
  const store = createDiskStore(folder)
  await store.put(key, bytes)
  await writeFile(join(folder, key.slice(0, 2), key.slice(2, 4), key), 'a')
  await store.put(key, bytes)
  assert.deepEqual(Buffer.from(await store.read(key)), bytes)
})

test('a folder that cannot be written fails the check', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(folder, 'a file where the folder should be')
  await assert.rejects(createDiskStore(folder).check())
})

test('an unknown kind of store is refused without repeating its URL', () => {
  assert.throws(
    () => createStore(new URL('ftp://user:secret@host/media')),
    (error: Error) => error.message.includes('ftp:') && !error.message.includes('secret'),
  )
})
