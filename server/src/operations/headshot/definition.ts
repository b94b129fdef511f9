import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { PriceList } from '../../domain/operation.ts'
import { defineOperation, fields, mediaRef } from '../define-operation.ts'

export const headshot = defineOperation({
  name: 'headshot',
  title: 'Headshot',
  description: 'A portrait in the manner of a template: framing, backdrop, light and retouching.',
  input: Type.Object(
    {
      image: mediaRef('image', 'A portrait of one person.'),
      template: Type.String({ minLength: 1, maxLength: 100, default: 'studio-grey', description: 'A headshot template of the catalogue.' }),
      width: fields.width(),
      height: fields.height(),
      keepHair: Type.Boolean({
        default: false,
        description: 'Whether hair must stay as it is. Engines that never change it keep it anyway.',
      }),
      keepPose: Type.Boolean({
        default: true,
        description: 'Whether a head that leans to a side does so in the headshot; otherwise it is set upright.',
      }),
      seed: fields.seed(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  usesFace: true,
  price: (input, prices) => priceOf(String(input['template']), prices),
  // What makes the result is trained: face mesh, person mask, super-resolution. Light, retouching and backdrops are algorithms.
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})

/** Every template of the catalogue has a price, so what has none is no template. @throws invalid_input */
function priceOf(template: string, { fixed }: PriceList): number {
  const prices = new Map(Object.entries(fixed['headshot'] ?? {}))
  const price = prices.get(template)
  if (price !== undefined) return price
  const message = `must be one of ${[...prices.keys()].join(', ')}`
  throw new AtelierError('invalid_input', `template: ${message}`, { details: { errors: [{ field: 'template', message }] } })
}
