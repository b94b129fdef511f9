import swagger from '@fastify/swagger'
import type { App } from './fastify-app.ts'

export interface OpenApiInfo {
  readonly title: string
  readonly description: string
  /** How callers prove who they are, by the names that routes use in `security`. */
  readonly securitySchemes?: Readonly<Record<string, object>>
  readonly tags?: readonly { readonly name: string; readonly description: string }[]
}

/** Serves the OpenAPI 3.1 document of the routes that this app and its children register afterwards, at `/openapi/<name>.json`. */
export async function publishOpenApi(app: App, name: string, info: OpenApiInfo, serverUrl: () => string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: info.title, description: info.description, version: '1' },
      ...(info.tags ? { tags: info.tags.map((tag) => ({ ...tag })) } : {}),
      ...(info.securitySchemes ? { components: { securitySchemes: { ...info.securitySchemes } as never } } : {}),
    },
  })
  app.get(openApiPath(name), { schema: { hide: true } }, (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send({ ...app.swagger(), servers: [{ url: serverUrl() }] }),
  )
}

export function openApiPath(name: string): string {
  return `/openapi/${name}.json`
}
