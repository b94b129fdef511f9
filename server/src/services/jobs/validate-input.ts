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
      const errors = validator.Errors(input).flatMap(describe).slice(0, 10)
      const [first] = errors
      throw new AtelierError('invalid_input', first ? `${first.field || 'input'}: ${first.message}` : undefined, { details: { errors } })
    }
    operation.check?.(input)
    if (takesSeed && input['seed'] === undefined) input['seed'] = randomInt(MAX_SEED)
    return input
  }
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly message: string
  readonly params: unknown
}

/** Named by the path of the property; one that is missing or unknown by its own. */
function describe({ keyword, instancePath, message, params }: SchemaError): { field: string; message: string }[] {
  const { requiredProperties, additionalProperties } = params as { requiredProperties?: string[]; additionalProperties?: string[] }
  const at = (property: string): string => `${instancePath}/${property}`.slice(1)
  if (additionalProperties)
    return additionalProperties.map((property) => ({ field: at(property), message: 'is not an input of this operation' }))
  if (requiredProperties) return requiredProperties.map((property) => ({ field: at(property), message: 'is missing' }))
  // What the checker says once more of each unknown property.
  if (keyword === 'boolean') return []
  return [{ field: instancePath.slice(1), message }]
}
