import type { App, Dialect } from './app-types.ts'
import { openApiPath } from './open-api.ts'

/** Nothing on the page comes from, or goes to, another host. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * `/docs`: the published OpenAPI documents to read and try. Its script is 4 MB, and its loader brings a parser along, so both are
 * loaded at the first visit.
 */
export function mountDocs(app: App, dialects: readonly Pick<Dialect, 'name' | 'openApi'>[]): void {
  let loaded: Promise<App> | undefined
  const reference = () =>
    (loaded ??= loadReference(dialects).catch((error: unknown) => {
      loaded = undefined
      throw error
    }))

  app.get('/', (_request, reply) => reply.redirect('/docs'))
  app.get('/docs', (_request, reply) => reply.redirect('/docs/'))
  app.get('/docs/', async (_request, reply) => {
    const page = await (await reference()).inject('/docs/')
    return reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(page.body)
  })
  app.get('/docs/js/scalar.js', async (_request, reply) => {
    const script = await (await reference()).inject('/docs/js/scalar.js')
    return reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(script.body)
  })
}

async function loadReference(dialects: readonly Pick<Dialect, 'name' | 'openApi'>[]): Promise<App> {
  const [{ default: Fastify }, { default: scalar }] = await Promise.all([import('fastify'), import('@scalar/fastify-api-reference')])
  const reference = Fastify()
  await reference.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      pageTitle: 'Atelier API',
      sources: dialects.map(({ name, openApi }) => ({ slug: name, title: openApi.title, url: openApiPath(name) })),
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      // Its buttons lead to the maker's hosted services.
      showDeveloperTools: 'never',
      favicon: 'data:,',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  })
  return reference as unknown as App
}
