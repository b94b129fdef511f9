/**
 * Blobs as files of one folder: `ab/cd/<sha256>`, written once under a random name in `unfinished/`, synced, then renamed, so that
 * a reader or a crash at any moment sees a whole blob or none. Several processes may share the folder.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { AtelierError } from '../domain/errors.ts'
import { systemClock } from '../lib/clock.ts'
import { sha256Of } from '../lib/sha256.ts'
import type { ByteRange, MediaStore } from '../ports/media-store.ts'

const KEY = /^[0-9a-f]{64}$/

export function createDiskStore(folder: string): MediaStore {
  const unfinished = join(folder, 'unfinished')

  /** The only place where a key becomes a path: nothing but 64 hex digits ever does. */
  function pathOf(sha256: string): string {
    if (!KEY.test(sha256)) throw new AtelierError('media_not_found')
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256)
  }

  return {
    name: 'disk',

    async put(sha256, bytes) {
      if ((await sha256Of(bytes)) !== sha256) throw new Error('The bytes do not have the SHA-256 that they are stored under.')
      const path = pathOf(sha256)
      if ((await sizeOf(path)) === bytes.length) return

      await mkdir(unfinished, { recursive: true })
      const temporary = join(unfinished, randomUUID())
      try {
        await writeFile(temporary, bytes, { flag: 'wx', flush: true })
        await mkdir(dirname(path), { recursive: true })
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      // A file survives a power cut only when the folders that name it are on the disk too.
      for (const parent of [dirname(path), dirname(dirname(path)), folder]) await syncFolder(parent)
    },

    async read(sha256) {
      // Node reads a file into memory of its own, never the shared pool, so callers may transfer it to a worker thread.
      return await readFile(pathOf(sha256)).catch(missingIsNotFound)
    },

    async stream(sha256, range?: ByteRange, signal?: AbortSignal): Promise<Readable> {
      const file = await open(pathOf(sha256)).catch(missingIsNotFound)
      const stream = file.createReadStream(range === undefined ? {} : { start: range.start, end: range.end })
      return signal === undefined ? stream : addAbortSignal(signal, stream)
    },

    async has(sha256) {
      return KEY.test(sha256) && (await sizeOf(pathOf(sha256))) !== undefined
    },

    async remove(sha256) {
      if (KEY.test(sha256)) await rm(pathOf(sha256), { force: true })
    },

    async *list() {
      for (const first of await namesIn(folder)) {
        if (!/^[0-9a-f]{2}$/.test(first)) continue
        for (const second of await namesIn(join(folder, first))) {
          for (const name of await namesIn(join(folder, first, second))) if (KEY.test(name)) yield name
        }
      }
    },

    async removeUnfinished(ageMs) {
      // File times come from the machine, so they are compared with the machine's clock and no other.
      const before = systemClock.now() - ageMs
      for (const name of await namesIn(unfinished)) {
        const path = join(unfinished, name)
        const written = await stat(path).catch(ignoreMissing)
        if (written !== undefined && written.mtimeMs <= before) await rm(path, { force: true })
      }
    },

    async check() {
      await mkdir(unfinished, { recursive: true })
      const probe = join(unfinished, randomUUID())
      await writeFile(probe, 'x')
      await rm(probe)
    },
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(ignoreMissing))?.size
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? []
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder)
  await handle.sync()
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}

function missingIsNotFound(error: unknown): never {
  throw isMissing(error) ? new AtelierError('media_not_found') : error
}
