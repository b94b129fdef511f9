import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { Effect } from './effect.ts'

/* The vendor's wire, in the vendor's spelling: contracts/perfect.openapi.yaml (v1) and contracts/perfect-v2.openapi.yaml. */

const closed = { additionalProperties: false }
const Status = Type.Integer({ const: 200 })
const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
const FileId = Type.String({ minLength: 1, maxLength: 500, description: 'file_id of an upload, or dst_id of a result' })

/** v1 answers; v2 says `data` instead of `result`. */
export const result = <S extends TSchema>(schema: S) => Type.Object({ status: Status, result: schema })
export const data = <S extends TSchema>(schema: S) => Type.Object({ status: Status, data: schema })

export const ErrorBody = Type.Object({
  status: Type.Integer({ description: 'that of HTTP' }),
  error: Type.Optional(Type.String({ description: 'for people' })),
  error_code: Type.Optional(Type.String({ description: 'for programs' })),
})

export const AuthBody = Type.Object({
  client_id: Type.String({ minLength: 1, maxLength: 200 }),
  id_token: Type.String({
    minLength: 1,
    maxLength: 4000,
    description:
      'base64 of client_id=<id>&timestamp=<unix ms>, encrypted by RSA with PKCS#1 v1.5 padding; the key is the client secret (base64, SubjectPublicKeyInfo DER)',
  }),
})
export const AuthAnswer = Type.Object({ access_token: Type.String({ description: 'bearer token, for 2 hours from the timestamp on' }) })

/** `contentTypes` as a pattern of words: what is none of them is refused before anything is reserved. */
export function fileCreateBody(contentTypes: readonly string[] | undefined, sizeIsRequired: boolean) {
  const contentType = contentTypes
    ? Type.String({ enum: [...contentTypes], description: 'MIME type; what counts is the content' })
    : Type.String({ minLength: 1, maxLength: 100, description: 'MIME type; what counts is the content' })
  const size = Type.Integer({ minimum: 1, description: 'bytes of the coming upload' })
  return Type.Object(
    {
      files: Type.Array(
        Type.Object(
          {
            content_type: contentType,
            file_name: Type.String({ minLength: 1, maxLength: 1000, description: 'given back as it is' }),
            file_size: sizeIsRequired ? size : (Type.Optional(size) as unknown as typeof size),
          },
          closed,
        ),
        { minItems: 1, maxItems: 20 },
      ),
    },
    closed,
  )
}
export const FeaturePath = Type.Object({ feature: Type.String({ description: 'an effect, as in the path of its tasks' }) })

/** Where the path and not the schema says which types there may be. @throws invalid_request, route_not_found */
export function requireTypes(body: FileCreateBody, effect: Effect | undefined): FileCreateBody {
  if (effect === undefined) throw new AtelierError('route_not_found')
  const types = effect.files.contentTypes
  if (!body.files.every((file) => types.includes(file.content_type)))
    throw new AtelierError('invalid_request', `content_type: must be one of ${types.join(', ')}.`)
  return body
}

export interface FileCreateBody {
  readonly files: readonly { readonly content_type: string; readonly file_name: string; readonly file_size?: number }[]
}
export const FileCreateAnswer = Type.Object({
  files: Type.Array(
    Type.Object({
      content_type: Type.String(),
      file_name: Type.String(),
      file_id: Type.String(),
      requests: Type.Array(
        Type.Object({
          headers: Type.Record(Type.String(), Type.String(), { description: 'to be sent with the upload, exactly' }),
          url: Type.String({ format: 'uri' }),
          method: Type.String(),
        }),
      ),
    }),
  ),
})

const NoParams = Type.Object({}, { ...closed, description: 'this effect has none' })

/** The body of a v1 task. */
export function runBody(effect: Effect) {
  const ActionId = Type.Integer({ minimum: 0, description: "the caller's own, given back with the results" })
  const { params, files, outputs } = effect
  const Action = Type.Object(
    {
      id: ActionId,
      params: params === undefined || params.isOptional ? Type.Optional(params?.schema ?? NoParams) : params.schema,
    },
    closed,
  )
  const ids = (description: string, more: object) => Type.Array(FileId, { minItems: 1, ...more, description })
  const FileSets = Type.Object(
    {
      src_ids: ids('the picture or video', { maxItems: 1 }),
      ...(files.ref && { ref_ids: ids('pictures to take from', { maxItems: files.ref.max }) }),
      ...(files.mask !== undefined && { mask_ids: ids('as large as the picture; white is where something happens', { maxItems: 1 }) }),
    },
    closed,
  )
  const payload = Type.Object(
    {
      ...(files.src !== undefined && { file_sets: FileSets }),
      actions: Type.Array(Action, { minItems: 1, maxItems: 1, description: 'exactly one' }),
      ...(outputs.length > 0 && {
        output_ext: Type.Optional(Type.String({ enum: [...outputs], description: `${outputs[0]!} when left out` })),
      }),
    },
    closed,
  )
  const requestId = Type.Integer({ minimum: 0, description: 'the same one with the same files leads to the earlier task' })
  return effect.isLoose
    ? Type.Object({ request_id: Type.Optional(requestId), payload: Type.Optional(payload) }, closed)
    : Type.Object({ request_id: requestId, payload }, closed)
}
export interface RunBody {
  readonly request_id?: number
  readonly payload?: {
    readonly file_sets?: {
      readonly src_ids: readonly string[]
      readonly ref_ids?: readonly string[]
      readonly mask_ids?: readonly string[]
    }
    readonly actions: readonly { readonly id: number; readonly params?: Readonly<Record<string, unknown>> }[]
    readonly output_ext?: string
  }
}

export const TaskId = Type.Object({ task_id: Type.Optional(Type.String({ maxLength: 500, description: 'from the call that started it' })) })
export const RunAnswer = Type.Object({ task_id: Type.String() })

const ResultFile = {
  dst_id: Type.String({ description: 'may be a source of another task' }),
  url: Type.String({ format: 'uri', description: 'for 2 hours; a later poll gives another' }),
}
const Faces = Type.Array(
  Type.Object({ bbox: Type.Array(Type.Integer(), { minItems: 4, maxItems: 4, description: 'x1, y1, x2, y2 in pixels' }) }),
)
const Aging = {
  age: Type.Integer({ description: 'estimated, of the upload' }),
  age_min: Type.Integer(),
  age_max: Type.Integer(),
  num_of_photos: Type.Integer(),
}
const progress = {
  polling_interval: Type.Optional(Type.Integer({ description: 'milliseconds to wait before the next poll' })),
  error: Type.Optional(Nullable(Type.String({ description: 'why the task failed' }))),
  error_message: Type.Optional(Nullable(Type.String())),
}
const TaskState = Type.String({ enum: ['running', 'success', 'error'] })

/** The state of a v1 task, with its results. */
export function statusAnswer({ result: kind }: Pick<Effect, 'result'>) {
  const file: TProperties =
    kind === 'aging'
      ? { ...ResultFile, res_age: Type.Integer({ description: 'age that this picture shows' }) }
      : kind === 'faces'
        ? { url: Type.Optional(ResultFile.url), dst_id: Type.Optional(ResultFile.dst_id), faces: Type.Optional(Faces) }
        : ResultFile
  const info: TSchema | undefined =
    kind === 'aging'
      ? Type.Object({ ...Aging, age_idx: Type.Integer({ description: 'place of the upload in data' }) })
      : kind === 'makeup'
        ? Type.Object({}, { additionalProperties: true })
        : undefined
  return Type.Object({
    ...progress,
    status: TaskState,
    results: Type.Optional(
      Type.Array(
        Type.Object({ id: Type.Integer(), data: Type.Array(Type.Object(file)), ...(info && { custom_info: Type.Optional(info) }) }),
      ),
    ),
  })
}

export const PageQuery = Type.Object({
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 20 })),
  starting_token: Type.Optional(Type.String({ maxLength: 100, description: 'next_token of the page before' })),
})
export type PageQuery = Static<typeof PageQuery>
export const StylesQuery = Type.Object({
  ...PageQuery.properties,
  // As text: the vendor's own numbers are beyond what a JSON number holds, and one of them is no group of ours and no bad number.
  style_group_id: Type.Optional(Type.String({ pattern: '^-?\\d{1,20}$', description: 'the number of a group: its styles only' })),
})
export type StylesQuery = Static<typeof StylesQuery>
const NextToken = Type.Optional(Nullable(Type.String()))
const StyleNumber = Type.Integer({ description: 'below 2^53' })
export const GroupsAnswer = Type.Object({
  next_token: NextToken,
  groups: Type.Array(Type.Object({ id: StyleNumber, info: Type.Object({ title: Type.String() }) })),
})
export const StylesAnswer = Type.Object({
  next_token: NextToken,
  styles: Type.Array(Type.Object({ id: StyleNumber, info: Type.Object({ title: Type.String(), thumb: Type.String({ format: 'uri' }) }) })),
})

export const CreditAnswer = Type.Object({
  status: Status,
  results: Type.Array(
    Type.Object({
      id: Type.Integer(),
      type: Type.String({ enum: ['ApiSubsToken', 'ApiPaygToken'] }),
      amount: Type.Integer({ description: 'units left' }),
      amount_dec: Type.Number(),
      expiry: Type.Integer({ description: 'unix ms' }),
    }),
  ),
})
export const HistoryQuery = Type.Object({
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: 20 })),
  starting_token: PageQuery.properties.starting_token,
})
export type HistoryQuery = Static<typeof HistoryQuery>
export const HistoryAnswer = Type.Object({
  next_token: NextToken,
  history: Type.Array(
    Type.Object({
      id: Type.Integer(),
      timestamp: Type.Integer({ description: 'unix ms' }),
      action: Type.String(),
      target_id: Type.Optional(Type.String({ description: 'task_id of a run' })),
      info: Type.Optional(
        Type.Object({
          credits: Type.Array(
            Type.Object({ id: Type.Integer({ description: 'grant' }), amount: Type.Integer(), amount_dec: Type.Number() }),
          ),
        }),
      ),
    }),
  ),
})

/* v2.0 */

/** The body of a v2 task: everything at its top level. */
export function flatBody(effect: Effect) {
  const { files, params, paramsV2 } = effect
  const Url = Type.String({ minLength: 1, maxLength: 8192, description: 'http(s) URL of a file' })
  const one = (name: string): TProperties => ({ [`${name}_file_id`]: Type.Optional(FileId), [`${name}_file_url`]: Type.Optional(Url) })
  const many = (name: string, maxItems: number): TProperties => ({
    [`${name}_file_ids`]: Type.Optional(Type.Array(FileId, { minItems: 1, maxItems })),
    [`${name}_file_urls`]: Type.Optional(Type.Array(Url, { minItems: 1, maxItems })),
  })
  return Type.Object(
    {
      ...(files.src !== undefined && one('src')),
      ...(files.ref && (files.ref.max > 1 ? many('ref', files.ref.max) : one('ref'))),
      ...(files.mask !== undefined && one('msk')),
      ...(paramsV2 ?? params?.schema.properties),
    },
    closed,
  )
}
export type FlatBody = Readonly<Record<string, unknown>>

export function flatStatusAnswer({ result: kind, manyV2 }: Pick<Effect, 'result' | 'manyV2'>) {
  const files: TProperties =
    kind === 'aging'
      ? {
          ...Aging,
          agd_idx: Type.Integer({ description: 'the same as age_idx; both spellings are documented' }),
          age_idx: Type.Integer(),
          output: Type.Array(Type.Object({ ...ResultFile, res_age: Type.Integer() })),
        }
      : manyV2
        ? { output: Type.Array(Type.Object(ResultFile)) }
        : {
            url: Type.Optional(ResultFile.url),
            dst_id: Type.Optional(ResultFile.dst_id),
            ...(kind === 'faces' && { faces: Type.Optional(Faces) }),
            ...(kind === 'makeup' && { custom_info: Type.Optional(Type.Object({}, { additionalProperties: true })) }),
          }
  return Type.Object({ ...progress, task_status: TaskState, results: Type.Optional(Nullable(Type.Object(files))) })
}

export const TaskPath = Type.Object({ task_id: Type.String({ description: 'from the call that started it' }) })
export const TemplatesAnswer = Type.Object({
  next_token: NextToken,
  templates: Type.Array(
    Type.Object({
      id: Type.String(),
      thumb: Type.String({ format: 'uri' }),
      title: Type.String(),
      category_name: Type.String(),
    }),
  ),
})
export const DeleteBody = Type.Object({ task_id: Type.String({ minLength: 1, maxLength: 500 }) }, closed)
export const DeleteAnswer = Type.Object({})
export const FeatureCostAnswer = Type.Object({
  features: Type.Array(
    Type.Object({
      feature: Type.String({ description: 'as in v2 paths' }),
      amount: Type.Integer({ description: 'units of one run' }),
      amount_dec: Type.Number(),
    }),
  ),
})
