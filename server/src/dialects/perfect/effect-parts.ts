import Type from 'typebox'
import type { Effect, EffectFiles, FileLimits } from './effect.ts'

/* What rows of effects.ts have in common. */

/** "10 MB" in the vendor's documents; clients that check before they send take it as binary. */
export const MEGABYTE = 1024 * 1024
export const JPEG = ['image/jpg', 'image/jpeg']
export const HEIC = ['image/heic', 'image/heif']

export const picture = (more: Partial<EffectFiles> = {}): EffectFiles => ({
  src: 'image',
  kind: 'image',
  contentTypes: [...JPEG, 'image/png'],
  ...more,
})
export const withHeic = (more: Partial<EffectFiles> = {}) => picture({ contentTypes: [...JPEG, 'image/png', ...HEIC], ...more })
export const upTo = (maxLongSide: number, more: Partial<FileLimits> = {}): FileLimits => ({
  formats: ['jpg', 'png'],
  belowBytes: 10 * MEGABYTE,
  maxLongSide,
  ...more,
})
export const formatsWithHeic = { formats: ['jpg', 'png', 'heic'] }

export const StyleParams = {
  style_group_id: Type.Integer({ description: 'from the list of style groups' }),
  style_ids: Type.Array(Type.Number(), { minItems: 1, maxItems: 1, description: 'from the list of styles; one only' }),
}
export const TemplateId = Type.String({ minLength: 1, maxLength: 100, description: 'from the list of templates' })

/** The hair effects differ in their names and in what may go wrong. */
export const hair = (row: Pick<Effect, 'slug' | 'title' | 'action' | 'operation'> & Partial<Effect>): Effect => ({
  slugV2: row.slug,
  limits: upTo(1024),
  files: picture(),
  outputs: ['jpg'],
  params: { schema: Type.Object(StyleParams, { additionalProperties: false }) },
  paramsV2: { template_id: TemplateId },
  styles: row.operation,
  codes: { face_unreadable: 'error_insufficient_landmarks', face_turned: 'error_large_face_angle' },
  ...row,
})
