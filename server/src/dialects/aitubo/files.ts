import { readFile } from 'node:fs/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { App } from '../../http/app-types.ts'
import { serveMedia } from '../../http/serve-media.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Catalogue } from '../../services/catalogue/catalogue.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import type { Pictures } from './pictures.ts'

export interface FileServices {
  readonly pictures: Pictures
  readonly catalogue: Catalogue
  readonly media: MediaService
  readonly clock: Clock
}

const UploadParams = Type.Object({ name: Type.String() })
const ArtParams = Type.Object({ user: Type.String(), name: Type.String() })
const ThumbnailParams = Type.Object({ folder: Type.String(), name: Type.String() })

/**
 * What `domain` plus a relative path leads to: `/files/images/…` and `/files/catalogue/…`. Both are looked up in what was given out,
 * never on the disk, so no path can lead anywhere else.
 */
export function mountFiles(app: App, { pictures, catalogue, media, clock }: FileServices): void {
  const serve = async (path: string, request: FastifyRequest, reply: FastifyReply) => {
    const picture = await pictures.find(path)
    if (picture === undefined) throw new AtelierError('media_not_found')
    return serveMedia(request, reply, picture, { service: media, freshMs: picture.expiresAt - clock.now() })
  }

  app.get('/files/images/tmp/:name', { schema: { hide: true, params: UploadParams } }, (request, reply) =>
    serve(`images/tmp/${request.params.name}`, request, reply),
  )

  app.get('/files/images/art/:user/:name', { schema: { hide: true, params: ArtParams } }, (request, reply) =>
    serve(`images/art/${request.params.user}/${request.params.name}`, request, reply),
  )

  app.get('/files/catalogue/:folder/:name', { schema: { hide: true, params: ThumbnailParams } }, async (request, reply) => {
    const file = catalogue.thumbnailFile(`${request.params.folder}/${request.params.name}`)
    const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined)
    if (bytes === undefined) throw new AtelierError('not_found')
    return reply.type('image/webp').header('cache-control', 'public, max-age=86400').send(bytes)
  })
}
