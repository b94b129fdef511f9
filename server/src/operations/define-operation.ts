import Type, { type TObject } from 'typebox'
import type { MediaKind } from '../domain/media.ts'
import type { OperationDefinition, PriceList } from '../domain/operation.ts'

const MEDIA_KEYWORD = 'x-media'
const NEGATIVE_KEYWORD = 'x-negative'

/** An input property that takes a file: a media id, an http(s) URL or a data URI. */
export function mediaRef(kind: MediaKind, description: string) {
  return Type.String({ minLength: 1, [MEDIA_KEYWORD]: kind, description })
}

/** An input property that takes several files, each as `mediaRef` does. */
export function mediaRefs(kind: MediaKind, description: string, limits: { readonly minItems?: number; readonly maxItems: number }) {
  return Type.Array(Type.String({ minLength: 1 }), { ...limits, [MEDIA_KEYWORD]: kind, description })
}

/** Fields that several operations share; a field means the same in each of them. */
export const fields = {
  prompt: (description = 'What the picture shows.') => Type.String({ minLength: 1, maxLength: 4000, description }),
  negativePrompt: () =>
    Type.Optional(Type.String({ maxLength: 4000, [NEGATIVE_KEYWORD]: true, description: 'What the picture must not show.' })),
  width: () => Type.Integer({ minimum: 64, maximum: 2048, default: 512, description: 'Pixels.' }),
  height: () => Type.Integer({ minimum: 64, maximum: 2048, default: 512, description: 'Pixels.' }),
  count: () => Type.Integer({ minimum: 1, maximum: 10, default: 1, description: 'How many pictures; picture i uses seed + i.' }),
  seed: () =>
    Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4294967295, description: 'Same input and seed, same pixels. Drawn at random when left out.' }),
    ),
  steps: () =>
    Type.Integer({ minimum: 1, maximum: 150, default: 30, description: 'Sampling steps; engines that do not sample ignore it.' }),
  guidanceScale: () =>
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 20,
      default: 7.5,
      description: 'How closely the prompt is followed; engines that do not sample ignore it.',
    }),
  strength: () => Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: '0 keeps the picture, 1 replaces it.' }),
  outputFormat: () =>
    Type.Optional(
      Type.Enum(['png', 'jpg', 'webp'], { description: 'Of the pictures of the result; PNG when left out. JPEG is without transparency.' }),
    ),
  model: () =>
    Type.Optional(Type.String({ maxLength: 200, description: 'A checkpoint or look of the catalogue; engines that have none ignore it.' })),
}

/** What every operation takes that makes pictures to a prompt. */
export const generationFields = () => ({
  negativePrompt: fields.negativePrompt(),
  width: fields.width(),
  height: fields.height(),
  count: fields.count(),
  seed: fields.seed(),
  steps: fields.steps(),
  guidanceScale: fields.guidanceScale(),
  model: fields.model(),
})

/** Credits for `count` pictures of `width` x `height`: in proportion to pixels, each at least 1. */
export function pricePictures(input: Record<string, unknown>, prices: PriceList): number {
  const { width, height, count } = input as { width: number; height: number; count: number }
  return count * Math.max(1, Math.round((prices.perPicture512 * width * height) / (512 * 512)))
}

type Declared = Omit<OperationDefinition, 'mediaInputs' | 'negativeTexts' | 'input' | 'deadlineMs' | 'maxAttempts'> & {
  readonly input: TObject
  readonly deadlineMs?: number
  readonly maxAttempts?: number
}

/** Fills in what can be told from the schema. */
export function defineOperation(declared: Declared): OperationDefinition {
  const mediaInputs: Record<string, MediaKind> = {}
  const negativeTexts: string[] = []
  for (const [name, schema] of Object.entries(declared.input.properties)) {
    if (MEDIA_KEYWORD in schema) mediaInputs[name] = schema[MEDIA_KEYWORD] as MediaKind
    if (NEGATIVE_KEYWORD in schema) negativeTexts.push(name)
  }
  return { deadlineMs: 10 * 60_000, maxAttempts: 3, ...declared, input: withFormat(declared), mediaInputs, negativeTexts }
}

/** Whoever makes a picture gives it in any format: effects make PNG, and the server converts it when it is stored. */
function withFormat({ input, output }: Declared): TObject {
  if (output.kind !== 'image' || output.maxCount === 0) return input
  const { type: _type, required: _required, properties, ...options } = input
  return Type.Object({ ...properties, outputFormat: fields.outputFormat() }, options)
}
