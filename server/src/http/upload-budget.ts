import { AtelierError } from '../domain/errors.ts'
import type { App } from './app-types.ts'

/** Smaller bodies are not worth counting. */
const COUNTED_FROM_BYTES = 1024 * 1024
const RETRY_AFTER_SECONDS = 5

/**
 * Bounds what bodies that are being read take together: each is held whole until its route is done with it. Counted by the declared length, or
 * as the largest upload where none is declared, once the caller is known and before the first byte is read.
 * Over the budget the answer is rate_limited, in the dialect's own shape.
 */
export function boundUploads(
  app: App,
  { budgetBytes, maxUploadBytes }: { readonly budgetBytes: number; readonly maxUploadBytes: number },
): void {
  let taken = 0
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const declared = request.headers['content-length']
    const chunked = request.headers['transfer-encoding'] !== undefined
    const bytes = declared === undefined ? (chunked ? maxUploadBytes : 0) : Math.min(Number(declared), maxUploadBytes)
    if (!(bytes >= COUNTED_FROM_BYTES)) return done()
    if (taken + bytes > budgetBytes)
      return done(
        new AtelierError('rate_limited', 'Too many uploads are under way on this server.', {
          details: { limit: { name: 'uploads', perMinute: 0, windowSeconds: 0, retryAfterSeconds: RETRY_AFTER_SECONDS } },
        }),
      )
    taken += bytes
    // Once, whether the answer was sent or the caller went away.
    reply.raw.once('close', () => (taken -= bytes))
    done()
  })
}
