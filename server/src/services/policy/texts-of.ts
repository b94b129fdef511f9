import type { OperationDefinition } from '../../domain/operation.ts'
import type { WrittenText } from './screen-texts.ts'

/**
 * Every string of an input, however deep it stands, with the declared property that holds it. References to media are left out, and nothing
 * else: a property that is added to an operation is read without a word about it. A property in `negativeTexts` says what the picture must not
 * show; so do strings below it.
 */
export function textsOf(
  operation: Pick<OperationDefinition, 'mediaInputs' | 'negativeTexts'>,
  input: Readonly<Record<string, unknown>>,
): WrittenText[] {
  const texts: WrittenText[] = []
  for (const [field, value] of Object.entries(input)) {
    if (Object.hasOwn(operation.mediaInputs, field)) continue
    const manner = operation.negativeTexts?.includes(field) ? 'negative' : 'wish'
    const open: unknown[] = [value]
    while (open.length > 0) {
      const part = open.pop()
      if (typeof part === 'string') texts.push({ field, manner, text: part })
      else if (Array.isArray(part)) for (const each of part as unknown[]) open.push(each)
      // Names of properties are text as well where the schema leaves them to the caller.
      else if (typeof part === 'object' && part !== null) for (const [name, each] of Object.entries(part)) open.push(name, each)
    }
  }
  return texts
}
