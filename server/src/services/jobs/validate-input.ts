import { randomInt } from 'node:crypto'
import { Compile } from 'typebox/compile'
import { AtelierError } from '../../domain/errors.ts'
import type { OperationDefinition } from '../../domain/operation.ts'

export type InputValidator = (input: Readonly<Record<string, unknown>>) => Record<string, unknown>

const MAX_SEED = 2 ** 32 - 1

/**
 * Checks an input against the operation's schema and fills in defaults; a seed that the operation takes and the caller left out is drawn,
 * so that every result can be made again. @throws invalid_input, with `details.errors` naming each field.
 */
export function createInputValidator(operation: OperationDefinition): InputValidator {
  const validator = Compile(operation.input)
  const takesSeed = 'seed' in ((operation.input as { properties?: object }).properties ?? {})
  return (given) => {
    const input = validator.Default(structuredClone(given)) as Record<string, unknown>
    if (!validator.Check(input)) {
      const errors = validator
        .Errors(input)
        .slice(0, 10)
        .map((error) => ({
          field: fieldOf(error),
          message: error.message,
        }))
      const [first] = errors
      throw new AtelierError('invalid_input', first ? `${first.field || 'input'}: ${first.message}` : undefined, { details: { errors } })
    }
    operation.check?.(input)
    if (takesSeed && input['seed'] === undefined) input['seed'] = randomInt(MAX_SEED)
    return input
  }
}

/** `input/width`, and for a property that is missing or unknown that property's own path. */
function fieldOf(error: { instancePath: string; params?: unknown }): string {
  const params = (error.params ?? {}) as { requiredProperties?: string[]; additionalProperties?: string[] }
  const property = params.requiredProperties?.[0] ?? params.additionalProperties?.[0]
  return `${error.instancePath}${property === undefined ? '' : `/${property}`}`.slice(1)
}
