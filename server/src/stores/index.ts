import { fileURLToPath } from 'node:url'
import type { MediaStore } from '../ports/media-store.ts'
import { createDiskStore } from './disk.ts'

/** A store from its URL, by the scheme of that URL. */
const STORES: Readonly<Record<string, (url: URL) => MediaStore>> = {
  'file:': (url) => createDiskStore(fileURLToPath(url)),
}

/** @throws when no store knows the scheme; the message names those that are known and not the URL, which may hold secrets. */
export function createStore(url: URL): MediaStore {
  const create = STORES[url.protocol]
  if (create === undefined) throw new Error(`There is no media store for ${url.protocol} URLs, only for ${Object.keys(STORES).join(' ')}`)
  return create(url)
}
