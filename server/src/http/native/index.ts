import type { PriceList } from '../../domain/operation.ts'
import { allowEveryOrigin } from '../allow-every-origin.ts'
import type { App, Dialect } from '../app-types.ts'
import { mountAccount } from './account.ts'
import { mountJobEvents } from './job-events.ts'
import { mountJobs } from './jobs.ts'
import { mountKeys } from './keys.ts'
import { mountMedia } from './media.ts'
import { mountOperations } from './operations.ts'

/** Atelier's own API, `/v1/…`. */
export function createNativeDialect({ prices }: { readonly prices: PriceList }): Dialect {
  return {
    name: 'native',
    openApi: {
      title: 'Atelier',
      description:
        'Submit jobs, follow them, store and fetch media. Errors are problem documents (RFC 9457); what an account may not read answers like what does not exist.',
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        password: { type: 'http', scheme: 'basic', description: 'E-mail and password; for the account and its keys only.' },
      },
      tags: [
        { name: 'jobs', description: 'One run of one operation.' },
        { name: 'media', description: 'Stored pictures, videos and sounds.' },
        { name: 'operations', description: 'What can be done.' },
        { name: 'account', description: 'Balance, statement and usage.' },
        { name: 'keys', description: 'API keys.' },
      ],
    },
    async mount(app, context) {
      await app.register(
        async (v1: App) => {
          allowEveryOrigin(v1, {
            methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
            headers: ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'prefer', 'range', 'if-none-match', 'if-range'],
          })
          mountJobs(v1, context)
          mountJobEvents(v1, context)
          await mountMedia(v1, context)
          mountOperations(v1, context, prices)
          mountAccount(v1, context)
          mountKeys(v1, context)
        },
        { prefix: '/v1' },
      )
    },
  }
}
