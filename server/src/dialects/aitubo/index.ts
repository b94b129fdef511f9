import multipart from '@fastify/multipart'
import type { App, Dialect } from '../../http/app-types.ts'
import { refuseUnknownRoute } from '../../http/refuse-unknown-route.ts'
import { type AituboServices, createCalls } from './calls.ts'
import { answerFailure } from './errors.ts'
import { mountFiles } from './files.ts'
import { createPictures } from './pictures.ts'
import { mountRoutes } from './routes.ts'

/** The Aitubo dialect: `/api/…` and the files that its answers point to. Wire facts: contracts/aitubo.openapi.yaml. */
export function createAituboDialect(own: AituboServices): Dialect {
  return {
    name: 'aitubo',
    openApi: {
      title: 'Aitubo',
      description:
        'The Aitubo image API. Every answer is an envelope {code, info?, data?}; code 0 is success. HTTP status is 200 for answers that carry a code, except 401.',
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'API key' } },
    },
    unreadable: { below: '/api/', answer: answerFailure },
    async mount(app, context) {
      const { media } = context.services
      const pictures = createPictures({ publicUrl: context.publicUrl, aliases: own.aliases, media })
      mountFiles(app, { pictures, catalogue: own.catalogue, media, clock: context.clock })
      await app.register(
        async (api: App) => {
          await api.register(multipart, { limits: { fileSize: context.limits.maxUploadBytes, files: 1, fields: 10, parts: 11 } })
          api.setErrorHandler(answerFailure)
          api.setNotFoundHandler(refuseUnknownRoute(api))
          mountRoutes(api, context, createCalls(context.services, own, pictures))
        },
        { prefix: '/api' },
      )
    },
  }
}
