import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { App } from '../../http/app-types.ts'
import type { Catalogue } from '../../services/catalogue/catalogue.ts'
import type { PerfectFile } from '../../services/perfect/perfect-files.ts'
import type { SignedQuery, Uploads } from './uploads.ts'

const UploadParams = Type.Object({ file_id: Type.String() })
const UploadQuery = Type.Object({ expires: Type.Optional(Type.String()), signature: Type.Optional(Type.String()) })
const ThumbnailParams = Type.Object({ '*': Type.String() })

/** What the URLs in answers lead to, where that is not a result: places to upload to, and thumbnails. They need no key and are not counted. */
export function mountFileRoutes(
  app: App,
  {
    uploads,
    catalogue,
    maxUploadBytes,
  }: { readonly uploads: Uploads; readonly catalogue: Pick<Catalogue, 'thumbnailFile'>; readonly maxUploadBytes: number },
): void {
  void app.register((scope: App, _options, done) => {
    // Whatever the type says it is, the bytes are taken as they are, and looked at later.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxUploadBytes }, (_request, body, parsed) => parsed(null, body))
    scope.put(
      '/uploads/:file_id',
      {
        bodyLimit: maxUploadBytes,
        // Before the body is read: strangers cannot make us read one.
        onRequest: async (request) => {
          const { file_id: id } = request.params as { file_id: string }
          places.set(request.raw, await uploads.open(id, request.query as SignedQuery, request.headers))
        },
        schema: {
          tags: ['File'],
          summary: 'Upload to a reserved place',
          description: 'By the URL that was given, with the headers that were given. The body is the file.',
          security: [],
          params: UploadParams,
          querystring: UploadQuery,
        },
      },
      async (request, reply) => {
        await uploads.receive(places.get(request.raw)!, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
        return reply.send()
      },
    )
    done()
  })

  app.get('/thumbnails/*', { schema: { hide: true, params: ThumbnailParams } }, async (request, reply) => {
    const file = catalogue.thumbnailFile(request.params['*'])
    const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined)
    if (bytes === undefined) throw new AtelierError('not_found')
    return reply.type('image/webp').header('cache-control', 'public, max-age=86400').send(bytes)
  })
}

/** The place that a request may fill, from the hook that looks at its URL to the handler. */
const places = new WeakMap<object, PerfectFile>()
