import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { PriceList } from '../../domain/operation.ts'
import { defineOperation, fields, mediaRef } from '../define-operation.ts'

export const headshot = defineOperation({
  name: 'headshot',
  title: 'Headshot',
  description: 'A portrait in the manner of a template.',
  input: Type.Object(
    {
      image: mediaRef('image', 'A portrait.'),
      template: Type.String({ minLength: 1, maxLength: 100, default: 'studio-grey', description: 'A headshot template of the catalogue.' }),
      width: fields.width(),
      height: fields.height(),
      keepHair: Type.Boolean({ default: false }),
      keepPose: Type.Boolean({ default: true }),
      seed: fields.seed(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  usesFace: true,
  usesFace: true,
  price: (input, prices) => priceOf(String(input['template']), prices),
})

/** Every template of the catalogue has a price, so what has none is no template. @throws invalid_input */
function priceOf(template: string, { fixed }: PriceList): number {
  const prices = new Map(Object.entries(fixed['headshot'] ?? {}))
  const price = prices.get(template)
  if (price !== undefined) return price
  const message = `must be one of ${[...prices.keys()].join(', ')}`
  throw new AtelierError('invalid_input', `template: ${message}`, { details: { errors: [{ field: 'template', message }] } })
}
