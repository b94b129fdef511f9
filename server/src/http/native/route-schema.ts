import type { Scope } from '../../domain/account.ts'
import { problemSchema } from './schemas.ts'

interface Documentation {
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
}

/** A route's schema with what all have in common: how to prove who calls, and what errors look like. */
export function describeRoute<const S extends object>(
  documentation: Documentation & { readonly scope?: Scope; readonly passwordToo?: boolean },
  schema: S,
): S {
  const { tags, summary, description, scope, passwordToo } = documentation
  const response = (schema as { response?: object }).response
  return {
    tags,
    summary,
    description: [description, scope && `Needs the scope \`${scope}\`.`].filter(Boolean).join(' '),
    security: scope === undefined ? [] : [{ apiKey: [] }, ...(passwordToo ? [{ password: [] }] : [])],
    ...schema,
    response: {
      ...response,
      default: { description: 'A problem.', content: { 'application/problem+json': { schema: problemSchema } } },
    },
  }
}
