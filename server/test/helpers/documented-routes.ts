import assert from 'node:assert/strict'
import type { App } from '../../src/http/app-types.ts'

/** As much of JSON Schema as the routes' documents use. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly pattern?: string
  readonly format?: string
  readonly minProperties?: number
}

export interface DocumentedRoute {
  readonly dialect: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** With its parameters as `{name}`. */
  readonly path: string
  readonly parameters: readonly { readonly in: 'path' | 'query' | 'header'; readonly name: string; readonly schema?: JsonSchema }[]
  /** By content type. */
  readonly bodies: Readonly<Record<string, JsonSchema>>
  readonly needsCaller: boolean
}

interface OpenApiOperation {
  readonly parameters?: DocumentedRoute['parameters']
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly security?: readonly object[]
}

/** Every dialect that there is or will be; those that this server has are asked for their document. */
const DIALECTS = ['native', 'aitubo', 'aliveai', 'perfect', 'ainow']

/** Every route that the served OpenAPI documents name: a route that is added is among them by itself. */
export async function documentedRoutes(app: App): Promise<DocumentedRoute[]> {
  const routes: DocumentedRoute[] = []
  for (const dialect of DIALECTS) {
    const answer = await app.inject(`/openapi/${dialect}.json`)
    if (answer.statusCode !== 200) continue
    const { paths } = answer.json<{ paths: Record<string, Record<string, OpenApiOperation>> }>()
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods))
        routes.push({
          dialect,
          method: method.toUpperCase() as DocumentedRoute['method'],
          path,
          parameters: operation.parameters ?? [],
          bodies: Object.fromEntries(Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema])),
          needsCaller: (operation.security ?? []).length > 0,
        })
  }
  const found = new Set(routes.map((route) => route.dialect))
  assert.ok(found.has('native') && found.has('aitubo'), 'the documents of the native API and of Aitubo are served')
  return routes
}

/** The path with its parameters filled in, percent-encoded. */
export function fillPath(route: DocumentedRoute, values: (name: string) => string): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values(name)))
}

/** Values that fit a schema; `known` ones, by property name, where the schema alone cannot tell what exists. */
export function exampleOf(schema: JsonSchema, known: Readonly<Record<string, unknown>>, name = ''): unknown {
  if (Object.hasOwn(known, name)) return known[name]
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum[0]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const properties = Object.entries(schema.properties ?? {})
    const wanted = properties.filter(([key]) => schema.required?.includes(key))
    const familiar = properties.filter(([key]) => Object.hasOwn(known, key))
    const chosen = wanted.length === 0 && schema.minProperties ? familiar.slice(0, schema.minProperties) : wanted
    return Object.fromEntries(chosen.map(([key, property]) => [key, exampleOf(property, known, key)]))
  }
  if (type === 'array') return []
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return false
  return schema.pattern?.includes('{24}') ? '0'.repeat(24) : 'x'
}
