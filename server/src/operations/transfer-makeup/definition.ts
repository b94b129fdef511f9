import Type from 'typebox'
import type { FaceLimits } from '../../domain/operation.ts'
import { defineOperation, mediaRef } from '../define-operation.ts'

/** Both eyes and both cheeks must be seen, in either picture. */
export const MAKEUP_LIMITS = { single: true, yaw: [-25, 25], pitch: [-25, 25], roll: [-30, 30], minWidth: 64 } as const satisfies FaceLimits

export const transferMakeup = defineOperation({
  name: 'transfer-makeup',
  title: 'Transfer make-up',
  description:
    'The make-up of one portrait on another face: lips, eye shadow, eyeliner, brows, blush and the tone of the foundation. Shading and texture of the face stay. `data.recommendation` tells the colours measured in the reference.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The portrait that gets the make-up.'),
      reference: mediaRef('image', 'A portrait that wears it.'),
      strength: Type.Number({ minimum: 0, maximum: 1, default: 1, description: '0 keeps the face, 1 wears all of the make-up.' }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  face: MAKEUP_LIMITS,
  price: (_input, prices) => prices.fixed['transfer-makeup']?.['default'] ?? 1,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
