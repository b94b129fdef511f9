import { createReadStream } from 'node:fs'
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

const Rest = Type.Object({ '*': Type.String() })

/**
 * What `domain` plus a relative path leads to: `/files/images/…` and `/files/catalogue/…`. Both are looked up in what was given out,
 * never on the disk, so no path can lead anywhere else.
 */
export function mountFiles(app: App, { pictures, catalogue, media, clock }: FileServices): void {
  app.get('/files/images/*', { schema: { hide: true, params: Rest } }, async (request, reply) => {
    const picture = await pictures.find(`images/${request.params['*']}`)
    if (picture === undefined) throw new AtelierError('media_not_found')
    return serveMedia(request, reply, picture, { service: media, freshMs: picture.expiresAt - clock.now() })
  })

  app.get('/files/catalogue/*', { schema: { hide: true, params: Rest } }, (request, reply) => {
    const file = catalogue.thumbnailFile(request.params['*'])
    if (file === undefined) throw new AtelierError('not_found')
    return reply.type('image/webp').header('cache-control', 'public, max-age=86400').send(createReadStream(file))
  })
}
