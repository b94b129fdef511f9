import Type from 'typebox'
import { MAX_FACES } from '../../operations/swap-face/definition.ts'
import type { Effect } from './effect.ts'
import { formatsWithHeic, hair, HEIC, JPEG, MEGABYTE, picture, StyleParams, TemplateId, upTo, withHeic } from './effect-parts.ts'
import { type FaceMapping, toMapping } from './face-mapping.ts'
import { pictureSizeOf } from './picture-size.ts'

/*
 * Every effect that the vendor documents: contracts/perfect.openapi.yaml, `x-effect`. A new one is a row here.
 * Formats are the union of what the effect's table and its file call name; what counts are the bytes.
 */

const DIFFERS_BY_PICTURE = {
  face_not_found: { src: 'error_src_no_face', ref: 'error_ref_no_face' },
  face_too_small: { src: 'error_src_face_too_small', ref: 'error_ref_face_too_small' },
  face_turned: { src: 'error_src_large_face_angle', ref: 'error_ref_large_face_angle' },
  eyes_closed: { src: 'error_src_eye_closed', ref: 'error_ref_eye_closed' },
} as const

export const effects: readonly Effect[] = [
  hair({
    slug: 'hair-style',
    title: 'AI hairstyle generator',
    action: 'api_hair_style',
    operation: 'change-hairstyle',
  }),
  hair({ slug: 'wig', title: 'AI wig', action: 'wig', operation: 'put-on-wig' }),
  hair({ slug: 'hair-ext', title: 'AI hair extension', action: 'api_hair_ext', operation: 'extend-hair', isLoose: true }),
  hair({
    slug: 'hair-bang',
    title: 'AI hair bang',
    action: 'api_hair_bang',
    operation: 'change-bangs',
    isLoose: true,
    codes: { face_unreadable: 'error_insufficient_landmarks', hair_not_found: 'error_bald_image' },
  }),
  hair({ slug: 'hair-vol', title: 'AI hair volume', action: 'api_hair_vol', operation: 'change-hair-volume', isLoose: true }),
  {
    slug: 'aging',
    slugV2: 'aging',
    title: 'AI aging',
    action: 'api_aging',
    operation: 'age-face',
    limits: upTo(4096, { minShortSide: 320 }),
    files: picture(),
    outputs: ['jpg'],
    result: 'aging',
    manyV2: {},
  },
  {
    slug: 'mu-trans-rec',
    slugV2: 'mu-transfer',
    title: 'AI makeup transfer',
    action: 'api_makeup_transfer',
    operation: 'transfer-makeup',
    limits: upTo(1024, { formats: ['jpg', 'png', 'heic', 'tif', 'gif'] }),
    files: withHeic({
      ref: { property: 'reference', max: 1 },
      contentTypes: [...JPEG, 'image/png', 'image/tiff', 'image/gif', ...HEIC],
    }),
    outputs: ['jpg'],
    result: 'makeup',
    codes: DIFFERS_BY_PICTURE,
  },
  {
    slug: 'obj-removal',
    slugV2: 'generative-fill',
    title: 'AI object removal',
    action: 'api_object_removal',
    operation: 'inpaint',
    limits: upTo(4096, formatsWithHeic),
    files: withHeic({ mask: 'mask' }),
    outputs: ['jpg', 'webp'],
    always: { strength: 1 },
  },
  {
    slug: 'colorize',
    slugV2: 'colorize',
    title: 'AI photo colorize',
    action: 'api_colorize',
    operation: 'colorize-image',
    limits: upTo(4096),
    files: picture(),
    outputs: ['jpg', 'webp'],
    manyV2: { count: 4 },
  },
  {
    slug: 'sod',
    slugV2: 'sod',
    title: 'AI photo background removal',
    action: 'api_background_removal',
    operation: 'remove-background',
    limits: upTo(4096, formatsWithHeic),
    files: withHeic(),
    outputs: ['png', 'webp'],
  },
  {
    slug: 'enhance',
    slugV2: 'enhance',
    title: 'AI photo enhance',
    action: 'api_photo_enhance',
    operation: 'enhance-image',
    limits: upTo(4096, formatsWithHeic),
    files: withHeic(),
    outputs: ['jpg', 'webp'],
    params: {
      schema: Type.Object(
        { scale: Type.Integer({ enum: [1, 2, 4], description: 'how many times as wide' }) },
        { additionalProperties: false },
      ),
    },
    input: ({ scale }) => (scale === 1 ? {} : { scale }),
  },
  {
    slug: 'text-to-image',
    slugV2: 'text-to-image',
    title: 'AI image generator',
    action: 'api_text_to_image',
    operation: 'text-to-image',
    limits: upTo(1024),
    files: { kind: 'image', contentTypes: [] },
    outputs: ['jpg'],
    params: { schema: Type.Object({ ...StyleParams, ...drawing() }, { additionalProperties: false }) },
    paramsV2: { template_id: TemplateId, ...drawing() },
    styles: 'text-to-image',
    input: ({ prompt, negative_prompt, steps, cfg_scale, seed, width_ratio, height_ratio }) => ({
      prompt,
      count: 1,
      ...pictureSizeOf(width_ratio as number | undefined, height_ratio as number | undefined),
      ...(negative_prompt === undefined ? {} : { negativePrompt: negative_prompt }),
      ...(steps === undefined ? {} : { steps }),
      ...(cfg_scale === undefined ? {} : { guidanceScale: cfg_scale }),
      ...(Array.isArray(seed) && seed.length > 0 ? { seed: seed[0] as number } : {}),
    }),
  },
  {
    slug: 'video-sr',
    slugV2: 'video-sr',
    title: 'AI video enhance',
    action: 'api_video_enhance',
    operation: 'enhance-video',
    // The vendor's enlarges, by two at most.
    always: { scale: 2 },
    limits: { formats: ['mp4', 'mov'], belowBytes: 100 * MEGABYTE, maxLongSide: 1920, maxSeconds: 60 },
    files: { src: 'video', kind: 'video', contentTypes: ['video/mp4', 'video/quicktime'] },
    outputs: ['mp4'],
    params: {
      schema: Type.Object(
        { dst_duration: Type.Integer({ minimum: 1, maximum: 60, description: 'whole seconds that the video takes' }) },
        { additionalProperties: false },
      ),
    },
  },
  {
    slug: 'bg-replace',
    slugV2: 'bg-replace',
    title: 'AI photo background change',
    action: 'change_background',
    operation: 'replace-background',
    limits: upTo(4096, formatsWithHeic),
    files: withHeic(),
    outputs: ['jpg', 'webp'],
    params: {
      isOptional: true,
      schema: Type.Object(
        {
          type: Type.Optional(Type.String({ enum: ['prompt', 'template'], default: 'prompt', description: 'how the background is made' })),
          prompt: Type.Optional(Type.String({ description: 'the new background; not read for templates' })),
          template_id: Type.Optional(Type.String({ description: 'a ready background; not read for prompts' })),
        },
        { additionalProperties: false },
      ),
    },
    styles: 'replace-background',
    isStyled: ({ type }) => type === 'template',
    input: ({ type, prompt }) => (type === 'template' || prompt === undefined ? {} : { prompt }),
  },
  {
    slug: 'bg-blur',
    slugV2: 'bg-blur',
    title: 'AI photo background blur',
    action: 'blur_background',
    operation: 'blur-background',
    limits: upTo(4096, formatsWithHeic),
    files: withHeic(),
    outputs: ['jpg', 'webp'],
    params: {
      isOptional: true,
      schema: Type.Object(
        { intensity: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, default: 50, description: '0 none, 100 most' })) },
        { additionalProperties: false },
      ),
    },
    input: ({ intensity = 50 }) => ({ intensity: Number(intensity) / 100 }),
  },
  {
    slug: 'lighting',
    slugV2: 'lighting',
    title: 'AI photo lighting',
    action: 'api_lighting',
    operation: 'relight-image',
    limits: upTo(4096, { minShortSide: 256 }),
    files: picture(),
    outputs: ['jpg', 'webp'],
  },
  {
    slug: 'colorize/color-correct',
    slugV2: 'colorize/color-correct',
    title: 'AI photo color correction',
    action: 'api_color_correct',
    operation: 'correct-colors',
    limits: upTo(4096),
    files: picture(),
    outputs: ['jpg', 'webp'],
    manyV2: { count: 4 },
  },
  {
    slug: 'obj-replace',
    slugV2: 'obj-replace',
    title: 'AI replace',
    action: 'api_object_replace',
    operation: 'inpaint',
    limits: upTo(2048, { maxShortSide: 1024 }),
    files: picture({ mask: 'mask' }),
    outputs: ['jpg', 'webp'],
    params: {
      schema: Type.Object(
        { prompt: Type.String({ minLength: 1, description: 'what to paint into the masked area' }) },
        { additionalProperties: false },
      ),
    },
    always: { strength: 1 },
    input: ({ prompt }) => ({ prompt }),
  },
  {
    slug: 'face-swap',
    slugV2: 'face-swap',
    title: 'AI face swap',
    action: 'api_face_swap',
    operation: 'swap-face',
    limits: upTo(4096),
    files: picture({ ref: { property: 'faces', max: MAX_FACES } }),
    outputs: ['jpg'],
    params: {
      schema: Type.Object(
        {
          face_mapping: Type.Array(
            Type.Object(
              {
                index: Type.Integer({ minimum: -1, description: 'place in ref_ids, -1 leaves the face alone' }),
                position: Type.Integer({ minimum: -1, maximum: 99, description: 'place of the face among those that were detected' }),
              },
              { additionalProperties: false },
            ),
            { minItems: 1, maxItems: 20, description: 'one for each face that was detected, in that order' },
          ),
        },
        { additionalProperties: false },
      ),
    },
    input: ({ face_mapping }) => ({ mapping: toMapping(face_mapping as FaceMapping[]) }),
  },
  {
    slug: 'face-swap/pre-process',
    slugV2: 'face-swap/pre-process',
    title: 'AI face swap',
    action: 'api_face_detection',
    operation: 'find-faces',
    limits: upTo(4096),
    files: picture(),
    outputs: [],
    result: 'faces',
  },
]

/** What the image generator takes besides a style. Ranges are the operation's: what is out of them fails the task. */
function drawing() {
  return {
    prompt: Type.String({ minLength: 1, description: 'what to draw' }),
    negative_prompt: Type.Optional(Type.String()),
    steps: Type.Optional(Type.Integer()),
    cfg_scale: Type.Optional(Type.Number()),
    seed: Type.Optional(Type.Array(Type.Integer(), { maxItems: 1 })),
    width_ratio: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    height_ratio: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }
}
