import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import { defineOperation, fields, mediaRef } from '../define-operation.ts'

const BEHIND = ['background', 'color', 'prompt'] as const

export const replaceBackground = defineOperation({
  name: 'replace-background',
  title: 'Replace background',
  description:
    'The subject of a picture before another background: a picture, a colour, or a scene drawn to a prompt. Before a picture or a scene it gets its light and grain, and a soft shadow where it stands.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture with the subject; the result has its size.'),
      background: Type.Optional(mediaRef('image', 'A picture to put behind, scaled until it covers. One of background, color and prompt.')),
      color: Type.Optional(
        Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: 'sRGB as #rrggbb. One of background, color and prompt.' }),
      ),
      prompt: Type.Optional(fields.prompt('A scene to draw behind. One of background, color and prompt.')),
      subject: Type.Union([Type.Literal('auto'), Type.Literal('person'), Type.Literal('object')], {
        default: 'auto',
        description: 'What to keep: people, or what stands out; `auto` looks for people first.',
      }),
      seed: fields.seed(),
    },
    { additionalProperties: false },
  ),
  check(input) {
    const given = BEHIND.filter((name) => input[name] !== undefined)
    if (given.length === 1) return
    throw new AtelierError('invalid_input', `Exactly one of ${BEHIND.join(', ')} is needed.`, {
      details: { field: given[1] ?? 'background' },
    })
  },
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['replace-background']?.['default'] ?? 1,
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})
