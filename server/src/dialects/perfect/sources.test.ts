import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AtelierError } from '../../domain/errors.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import { createSources } from './sources.ts'

test('ids are looked up at once, and the first that names nothing ends it before anything is fetched', async () => {
  const asked: string[] = []
  const sources = createSources({
    files: {
      find: (ids) => Promise.resolve(void asked.push(`uploads ${ids.length}`)).then(() => new Map()),
      reserve: () => Promise.reject(new Error('not here')),
      receive: () => Promise.reject(new Error('not here')),
      removeExpired: () => Promise.reject(new Error('not here')),
    },
    aliases: {
      resolve: (_kind, alias) => Promise.resolve(void asked.push(`result ${alias}`)).then(() => undefined),
      assign: () => Promise.reject(new Error('not here')),
    },
    media: {
      getMany: () => Promise.resolve(void asked.push('media')).then(() => []),
      resolve: () => Promise.reject(new Error('fetched')),
    } as Partial<MediaService> as MediaService,
  })
  const references = Array.from({ length: 5000 }, (_, index) => ({
    role: 'ref' as const,
    property: 'faces',
    named: index === 4999 ? { url: 'http://example.com/' } : { id: `id${index}` },
  }))
  await assert.rejects(
    sources.resolve('account', references, 'image'),
    (error) => error instanceof AtelierError && error.code === 'media_not_found',
  )
  assert.deepEqual(asked, ['uploads 4999', 'result id0'])
})
