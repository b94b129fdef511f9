import type { App } from './app-types.ts'

export interface CrossOriginCalls {
  readonly methods: readonly string[]
  /** Request headers that a page may send; lower case. */
  readonly headers: readonly string[]
}

const PREFLIGHT_SECONDS = 86_400

/**
 * Lets pages of every origin call the routes of this scope, and answers their preflights. For routes whose callers show a key in a header
 * and never cookies: for those `*` stands for every header of an answer. Source: WHATWG Fetch, "CORS protocol".
 * Two constant headers need no plugin: @fastify/cors works out its options anew for each request, a twentieth of a GET's time.
 */
export function allowEveryOrigin(app: App, { methods, headers }: CrossOriginCalls): void {
  const preflight = {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': headers.join(', '),
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  }
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', '*')
    done()
  })
  app.options('*', { schema: { hide: true } }, (_request, reply) => reply.code(204).headers(preflight).send())
}
