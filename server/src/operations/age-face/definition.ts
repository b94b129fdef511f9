import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { FaceLimits } from '../../domain/operation.ts'
import { defineOperation, mediaRef } from '../define-operation.ts'
import { MAX_AGE, MIN_AGE } from './age-levels.ts'

export const AGE_LIMITS = { single: true, yaw: [-30, 30], pitch: [-20, 20], roll: [-20, 20], minWidth: 48 } as const satisfies FaceLimits
/** Pixels of the shorter side of the picture. */
export const MIN_PICTURE_SIDE = 320
export const MAX_AGES = 20

export const ageFace = defineOperation({
  name: 'age-face',
  title: 'Age face',
  description:
    'A portrait at other ages: form of the face, folds, skin, hair and brows, lit as in the photo. The pictures come in the order of their ages; the photo itself stands among them, unchanged, at the age it looks. `data` tells the ages.',
  input: Type.Object(
    {
      image: mediaRef('image', 'A portrait of one person, both sides at least 320 pixels.'),
      ages: Type.Optional(
        Type.Array(Type.Integer({ minimum: MIN_AGE, maximum: MAX_AGE }), {
          minItems: 1,
          maxItems: MAX_AGES,
          uniqueItems: true,
          description: 'Years. Left out: 15 ages from 10 to 85 beside the one that the photo shows.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: MAX_AGES + 1 },
  face: AGE_LIMITS,
  // A series of large photos is minutes of work.
  deadlineMs: 20 * 60_000,
  price: (_input, prices) => prices.fixed['age-face']?.['default'] ?? 1,
  check: (input) => {
    const { ages } = input as { ages?: readonly number[] }
    if (!ages || new Set(ages).size === ages.length) return
    const message = 'names an age twice'
    throw new AtelierError('invalid_input', `ages: ${message}`, { details: { errors: [{ field: 'ages', message }] } })
  },
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
