import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

/**
 * Checks requests against their schemas. Bodies are taken as they are: "5" is no number, and what the schema does not name is an error.
 * Queries, paths and headers have only text, so there "5" may be one.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : Value.Convert(schema, given)
    if (check.Check(value)) return { value }
    return { error: check.Errors(value) as never }
  }
}
