import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import { defineOperation, fields, mediaRef, mediaRefs } from '../define-operation.ts'

export const MAX_FACES = 10

/** Beyond that the mesh does not see the far half of a face, so there is nothing to put in its place. */
export const SWAP_LIMITS = { yaw: [-35, 35], pitch: [-30, 30], roll: [-45, 45], minWidth: 32 } as const

export const swapFace = defineOperation({
  name: 'swap-face',
  title: 'Swap face',
  description:
    'The faces of a picture are replaced by those of others. Place, pose, expression of the mouth and light stay; hair, glasses and what lies over a face stay in front.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture whose faces are replaced.'),
      faces: mediaRefs('image', 'Portraits with the new faces; of each picture the largest face is taken.', {
        minItems: 1,
        maxItems: MAX_FACES,
      }),
      mapping: Type.Optional(
        Type.Array(Type.Integer({ minimum: -1, maximum: MAX_FACES - 1 }), {
          minItems: 1,
          maxItems: 20,
          description:
            'For each face of `image`, from left to right as `find-faces` tells them: which of `faces` takes its place; -1, or nothing, leaves it. Without it a single new face goes to the largest face, several go from left to right.',
        }),
      ),
      seed: fields.seed(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  usesFace: true,
  face: SWAP_LIMITS,
  price: (input, prices) =>
    (prices.fixed['swap-face']?.['default'] ?? 1) * ((input['faces'] as readonly string[] | undefined)?.length ?? 1),
  check: (input) => {
    const { faces, mapping } = input as { faces: readonly string[]; mapping?: readonly number[] }
    if (!mapping) return
    const message = mapping.every((place) => place < 0)
      ? 'leaves every face as it is'
      : mapping.some((place) => place >= faces.length)
        ? `names more faces than "faces" holds (${String(faces.length)})`
        : undefined
    if (message) throw new AtelierError('invalid_input', `mapping: ${message}`, { details: { errors: [{ field: 'mapping', message }] } })
  },
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
