import Type, { type Static, type TSchema } from 'typebox'
import { SCOPES } from '../../domain/account.ts'
import { ENTRY_KINDS } from '../../domain/credits.ts'
import { type EventType, JOB_STATES } from '../../domain/job.ts'
import { MEDIA_KINDS, MEDIA_ORIGINS } from '../../domain/media.ts'
import { type FaceLimits, FIDELITIES } from '../../domain/operation.ts'

/*
 * The documents of the native API. Names are camelCase, times RFC 3339 in UTC, sizes and durations carry their unit.
 * `null` is spelled as a second type: a union would make the serializer try schemas at run time.
 */

type Typed = TSchema & { readonly type: string }

function nullable<S extends Typed>(schema: S) {
  const { enum: values } = schema as { enum?: readonly unknown[] }
  return Type.Unsafe<Static<S> | null>({ ...schema, type: [schema.type, 'null'], ...(values ? { enum: [...values, null] } : {}) })
}

const time = (description: string) => Type.String({ format: 'date-time', description })
const url = (description: string) => Type.String({ format: 'uri', description })
const text = (description: string) => Type.String({ description })
const integer = (description: string) => Type.Integer({ description })
const names = <const V extends readonly string[]>(values: V, description: string) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], description }) as ReturnType<typeof Type.Unsafe<V[number]>> & {
    type: 'string'
  }
const anyObject = <T extends object = Readonly<Record<string, unknown>>>(description: string) =>
  Type.Unsafe<T>({ type: 'object', additionalProperties: true, description }) as ReturnType<typeof Type.Unsafe<T>> & { type: 'object' }

export const problemSchema = Type.Object(
  {
    type: url('Tells what the problem is about.'),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: text('What a program should look at.'),
    request_id: text('For questions to the operator; also in the header x-request-id.'),
    retryable: Type.Boolean({ description: 'Whether the same request may succeed later.' }),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  },
  { title: 'Problem', description: 'RFC 9457', additionalProperties: true },
)

const jobMedia = Type.Object(
  {
    name: text('What the file is within the result.'),
    mediaId: Type.String(),
    kind: nullable(names(MEDIA_KINDS, 'null when the media has expired or was deleted.')),
    mime: nullable(text('Media type.')),
    width: nullable(integer('Pixels.')),
    height: nullable(integer('Pixels.')),
    durationMs: nullable(integer('Milliseconds.')),
    sizeBytes: nullable(integer('Bytes.')),
    url: nullable(url('Can be read without a key until it expires.')),
  },
  { title: 'JobOutput' },
)

export const jobSchema = Type.Object(
  {
    id: Type.String(),
    operation: Type.String(),
    state: names(JOB_STATES, 'The last three are final.'),
    progress: Type.Number({ description: '0 to 1.' }),
    queuePosition: nullable(integer('How many queued jobs of this server come before it, counted up to 1,000; null unless queued.')),
    priority: integer('Higher first, among the jobs of the account.'),
    attempt: integer('How often the job was started.'),
    engine: nullable(text('What performs it.')),
    fidelity: nullable(names(FIDELITIES, 'Whether a model, an algorithm or a placeholder made the result.')),
    price: integer('Credits: held while the job is open, spent when it succeeds, given back otherwise.'),
    input: anyObject('With defaults; files as media ids.'),
    outputs: Type.Array(jobMedia),
    warnings: Type.Array(Type.Object({ code: Type.String(), message: Type.String() })),
    data: nullable(anyObject('What the result tells beside its files, e.g. where the faces are.')),
    error: Type.Unsafe<{ readonly code: string; readonly message: string; readonly field?: string } | null>({
      type: ['object', 'null'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, field: { type: 'string', description: 'The input at fault.' } },
      required: ['code', 'message'],
      description: 'Why a failed job failed.',
    }),
    lastEvent: integer('The number of the newest stored event.'),
    createdAt: time('When it was submitted.'),
    startedAt: nullable(time('When it was first started.')),
    finishedAt: nullable(time('When it became final.')),
    cancelRequestedAt: nullable(time('When somebody asked to cancel it.')),
    deadlineAt: time('When it fails unless it is final.'),
    links: Type.Object({
      self: url('This job.'),
      cancel: url('POST to cancel.'),
      events: url('Server-sent events.'),
      websocket: url('The same events.'),
    }),
  },
  { title: 'Job' },
)
export type JobDocument = Static<typeof jobSchema>

export interface JobEventDocument {
  /** 1, 2, 3 … without gaps; null for progress that is told live and not kept. */
  readonly seq: number | null
  readonly type: EventType
  readonly jobId: string
  /** RFC 3339. */
  readonly createdAt: string
  readonly data: Readonly<Record<string, unknown>>
}

export const mediaSchema = Type.Object(
  {
    id: Type.String(),
    kind: names(MEDIA_KINDS, 'What kind of file it is.'),
    mime: Type.String(),
    sizeBytes: integer('Bytes.'),
    width: nullable(integer('Pixels, upright.')),
    height: nullable(integer('Pixels, upright.')),
    durationMs: nullable(integer('Milliseconds.')),
    sha256: text('Of the bytes, in hex.'),
    name: nullable(text('As it was given.')),
    origin: names(MEDIA_ORIGINS, 'Who made it.'),
    jobId: nullable(text('The job whose result it is.')),
    createdAt: time('When it was stored.'),
    expiresAt: time('When it goes.'),
    url: url('Can be read without a key until it expires.'),
  },
  { title: 'Media' },
)
export type MediaDocument = Static<typeof mediaSchema>

export const uploadSchema = Type.Object(
  {
    uploadUrl: url('Send the bytes of the file here, without a key. Answers with the media.'),
    method: Type.Unsafe<'PUT'>({ type: 'string', enum: ['PUT'] }),
    headers: Type.Unsafe<Readonly<Record<string, string>>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Headers to send along.',
    }),
    maxBytes: integer('Longer files are refused.'),
    expiresAt: time('The URL is good until then.'),
  },
  { title: 'Upload' },
)

export const operationSchema = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    description: Type.String(),
    available: Type.Boolean({ description: 'Whether this installation has an engine for it.' }),
    engine: nullable(text('What performs it.')),
    fidelity: nullable(names(FIDELITIES, 'Whether a model, an algorithm or a placeholder makes the result.')),
    input: anyObject('JSON Schema of the input.'),
    mediaInputs: Type.Unsafe<Readonly<Record<string, string>>>({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Properties of the input that take a file (a media id, a URL or a data URI) or a list of files, with the kind of file.',
    }),
    requiresConsent: Type.Boolean({
      description: 'Whether it works on the faces of real people: jobs need `"consent": true` beside `operation`.',
    }),
    face: nullable(
      anyObject<FaceLimits>('What the face in the picture must be like; ranges are degrees, ends not included, width is in pixels.'),
    ),
    output: Type.Object({ kind: names(MEDIA_KINDS, 'Kind of file.'), maxCount: integer('Files at most.') }),
    limits: Type.Object({ deadlineSeconds: Type.Number({ description: 'From submission to result.' }), maxAttempts: Type.Integer() }),
    priceExample: Type.Object({ input: anyObject('The defaults.'), credits: Type.Integer() }),
  },
  { title: 'Operation' },
)
export type OperationDocument = Static<typeof operationSchema>

export const accountSchema = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: nullable(Type.String()),
    faceConsent: Type.Boolean({ description: 'Whether the people in the pictures agreed to operations on faces.' }),
    balance: integer('Credits to spend.'),
    held: integer('Credits that open jobs hold.'),
    limits: Type.Object({
      requestsPerMinute: integer('0 is no limit.'),
      queuedJobs: integer('0 is no limit.'),
      runningJobs: integer('0 is no limit.'),
      maxUploadBytes: integer('Of one file.'),
    }),
    createdAt: time('When it was made.'),
  },
  { title: 'Account' },
)

export const entrySchema = Type.Object(
  {
    id: Type.String(),
    kind: names(ENTRY_KINDS, 'What happened.'),
    amount: integer('Credits.'),
    balanceChange: integer('Credits.'),
    jobId: nullable(Type.String()),
    grantId: nullable(Type.String()),
    createdAt: time('When it happened.'),
  },
  { title: 'LedgerEntry' },
)

export const usageSchema = Type.Object(
  {
    from: time('Jobs submitted at or after.'),
    to: time('Jobs submitted before.'),
    operations: Type.Array(
      Type.Object({
        operation: Type.String(),
        jobs: Type.Integer(),
        succeeded: Type.Integer(),
        failed: Type.Integer(),
        canceled: Type.Integer(),
        credits: integer('Spent.'),
      }),
    ),
  },
  { title: 'Usage' },
)

const keyFields = {
  id: Type.String(),
  name: Type.String(),
  prefix: text('How the key begins.'),
  scopes: Type.Array(names(SCOPES, 'What the key may do.')),
  createdAt: time('When it was made.'),
  lastUsedAt: nullable(time('To the minute.')),
  revokedAt: nullable(time('When it was revoked.')),
}
export const keySchema = Type.Object(keyFields, { title: 'ApiKey' })
export const newKeySchema = Type.Object({ ...keyFields, key: text('The key itself. It is shown this once.') }, { title: 'NewApiKey' })

export const pageOf = <S extends TSchema>(item: S) =>
  Type.Object({ items: Type.Array(item), nextCursor: nullable(text('Give it as `cursor` for the next page; null when nothing follows.')) })

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Items per page; 20 when left out.' })),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`nextCursor` of the page before.' })),
}
export const DEFAULT_PAGE_LIMIT = 20

export const idParams = Type.Object({ id: Type.String() })
