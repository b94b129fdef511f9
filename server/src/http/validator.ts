import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

interface ValueSchema {
  readonly type?: string
  readonly items?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
}

/**
 * Checks requests against their schemas. Bodies are taken as they are: "5" is no number, and what the schema does not name is an error.
 * Queries, paths and headers have only text, so there "5" may be one.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : readTexts(schema as ValueSchema, given as Record<string, unknown>)
    if (check.Check(value)) return { value }
    return { error: check.Errors(value) as never }
  }
}

function readTexts(schema: ValueSchema, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read: Record<string, unknown> = { ...given }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if (Object.hasOwn(given, name)) read[name] = readText(property, given[name])
  return read
}

/** What is no plain number stays text, which the check then refuses. (TypeBox's own conversion would make 1 of "1.5".) */
function readText(schema: ValueSchema, text: unknown): unknown {
  if (schema.type === 'array') return (Array.isArray(text) ? text : [text]).map((item) => readText(schema.items ?? {}, item))
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  return isNumber && typeof text === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text
}
