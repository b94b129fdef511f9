import Fastify, { type FastifySchema, type HTTPMethods } from 'fastify'
import type { App } from './fastify-app.ts'

export interface OpenApiInfo {
  readonly title: string
  readonly description: string
  /** How callers prove who they are, by the names that routes use in `security`. */
  readonly securitySchemes?: Readonly<Record<string, object>>
  readonly tags?: readonly { readonly name: string; readonly description: string }[]
}

interface DescribedRoute {
  readonly method: HTTPMethods | HTTPMethods[]
  readonly url: string
  readonly schema: FastifySchema
}

/**
 * Serves the OpenAPI 3.1 document of the routes that this app and its children register afterwards, at `/openapi/<name>.json`. It is
 * made at the first request: what makes it takes memory that a server whose document nobody reads need not hold.
 */
export function publishOpenApi(app: App, name: string, info: OpenApiInfo, serverUrl: () => string): void {
  const routes: DescribedRoute[] = []
  let made: Promise<object> | undefined

  app.get(openApiPath(name), { schema: { hide: true } }, async (_request, reply) => {
    const document = await (made ??= describeRoutes(routes, info))
    return reply.header('access-control-allow-origin', '*').send({ ...document, servers: [{ url: serverUrl() }] })
  })
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (schema && method !== 'HEAD') routes.push({ method: method as HTTPMethods, url, schema })
  })
}

export function openApiPath(name: string): string {
  return `/openapi/${name}.json`
}

/** The document generator reads routes off an app, so it gets one that has the same routes and never listens. */
async function describeRoutes(routes: readonly DescribedRoute[], info: OpenApiInfo): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = Fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => String)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: info.title, description: info.description, version: '1' },
      ...(info.tags ? { tags: info.tags.map((tag) => ({ ...tag })) } : {}),
      ...(info.securitySchemes ? { components: { securitySchemes: { ...info.securitySchemes } as never } } : {}),
    },
  })
  for (const { method, url, schema } of routes) app.route({ method, url, schema, handler: () => undefined })
  await app.ready()
  return app.swagger()
}
