import Type from 'typebox'
import type { FaceLimits } from '../domain/operation.ts'
import { defineOperation, fields, mediaRef } from './define-operation.ts'

/** Beyond these the far side of the head is a guess. */
export const HAIR_LIMITS = {
  single: true,
  pitch: [-10, 10],
  yaw: [-45, 45],
  roll: [-15, 15],
  minWidth: 128,
} as const satisfies FaceLimits

interface Declared {
  readonly name: string
  readonly title: string
  readonly description: string
  /** The entries of catalogue/styles/<name>.json. */
  readonly styles: readonly { readonly id: string }[]
  readonly load: NonNullable<Parameters<typeof defineOperation>[0]['cpu']>['load']
}

/** An operation that changes the hair of a portrait as one of its styles says. */
export function defineHairOperation({ name, title, description, styles, load }: Declared) {
  return defineOperation({
    name,
    title,
    description,
    input: Type.Object(
      {
        image: mediaRef('image', 'A portrait of one person whose head is bare; the face at least 128 pixels wide.'),
        style: Type.Union(
          styles.map(({ id }) => Type.Literal(id)),
          { description: 'A style of the catalogue.' },
        ),
        seed: fields.seed(),
      },
      { additionalProperties: false },
    ),
    output: { kind: 'image', maxCount: 1 },
    face: HAIR_LIMITS,
    price: (_input, prices) => prices.fixed[name]?.['default'] ?? 1,
    cpu: { fidelity: 'algorithm', load },
  })
}
