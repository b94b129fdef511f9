import { createHash } from 'node:crypto'
import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import { isId } from '../../domain/ids.ts'
import { isFinal, JOB_STATES, type Job } from '../../domain/job.ts'
import { toCanonicalJson } from '../../lib/canonical-json.ts'
import { abortOnClose } from '../abort-on-close.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller, callerOf } from '../authenticate.ts'
import { fromCursor, nextCursor } from '../cursor.ts'
import { preferredWaitSeconds } from '../prefer-wait.ts'
import { toJobDocuments } from './documents.ts'
import { describeRoute } from './route-schema.ts'
import { DEFAULT_PAGE_LIMIT, idParams, jobSchema, pageOf, pageQuery } from './schemas.ts'

const tags = ['jobs']
const OPERATION_NAME = '^[a-z0-9-]{1,100}$'

const submissionSchema = Type.Object(
  {
    operation: Type.String({ minLength: 1, maxLength: 100, description: 'The name of an operation; see GET /v1/operations.' }),
    input: Type.Unsafe<Readonly<Record<string, unknown>>>(
      Type.Object(
        {},
        { additionalProperties: true, description: "Fits the operation's schema. A file is a media id, an http(s) URL or a data URI." },
      ),
    ),
    priority: Type.Optional(
      Type.Integer({ minimum: -100, maximum: 100, description: 'Higher first, among your own jobs; 0 when left out.' }),
    ),
    consent: Type.Optional(
      Type.Boolean({ description: 'That the people in the pictures agreed. Operations on the faces of real people need it to be true.' }),
    ),
  },
  { additionalProperties: false },
)

/** @throws job_not_found for what cannot be an id, so that it never reaches the database. */
export function toJobId(text: string): string {
  if (!isId('job', text)) throw new AtelierError('job_not_found')
  return text
}

export function mountJobs(app: App, { services, authenticator, publicUrl, closing }: HttpContext): void {
  const { jobs, media } = services
  const document = async (job: Job) => (await toJobDocuments([job], { media, publicUrl: publicUrl() }))[0]!
  const reads = admitCaller(authenticator.bearer, 'jobs:read')
  const writes = admitCaller(authenticator.bearer, 'jobs:write')

  app.post(
    '/jobs',
    {
      onRequest: writes,
      // Media may come along as data URIs.
      bodyLimit: 8 * 1024 * 1024,
      schema: describeRoute(
        {
          tags,
          scope: 'jobs:write',
          summary: 'Submit a job',
          description:
            'Answers 202 at once; with `Prefer: wait=n` (at most 60 s) it waits for the job and answers 200 if that became final. With `Idempotency-Key` a repeat of the same request gives the same job and charges nothing.',
        },
        {
          headers: Type.Object({
            'idempotency-key': Type.Optional(
              Type.String({ minLength: 1, maxLength: 255, description: 'Any text of your own; kept for a day.' }),
            ),
            prefer: Type.Optional(Type.String({ maxLength: 1000, description: '`wait=n` waits up to n seconds for the result.' })),
          }),
          body: submissionSchema,
          response: { 200: jobSchema, 202: jobSchema },
        },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const waitSeconds = preferredWaitSeconds(request.headers.prefer)
      const idempotencyKey = request.headers['idempotency-key']
      const submitted = await jobs.submit(caller, {
        dialect: 'native',
        ...request.body,
        consent: request.body.consent ?? 'unsaid',
        requestId: request.id,
        ...(idempotencyKey === undefined ? {} : { idempotency: { key: idempotencyKey, requestHash: hashRequest(request.body) } }),
      })
      let { job } = submitted
      if (submitted.replayed) reply.header('idempotency-replayed', 'true')
      if (waitSeconds !== undefined) {
        // RFC 7240 section 3: tells the caller that, and how far, the preference was honoured.
        reply.header('preference-applied', `wait=${waitSeconds}`)
        const signal = AbortSignal.any([closing, abortOnClose(reply)])
        if (!isFinal(job.state)) job = await jobs.waitUntilFinal(caller.accountId, job.id, { timeoutMs: waitSeconds * 1000, signal })
      }
      const status = waitSeconds !== undefined && isFinal(job.state) ? 200 : 202
      return reply
        .code(status)
        .header('location', `${publicUrl()}/v1/jobs/${job.id}`)
        .send(await document(job))
    },
  )

  app.get(
    '/jobs',
    {
      onRequest: reads,
      schema: describeRoute(
        { tags, scope: 'jobs:read', summary: 'List jobs', description: 'Newest first, from every dialect.' },
        {
          querystring: Type.Object(
            {
              ...pageQuery,
              state: Type.Optional(Type.Array(Type.Enum([...JOB_STATES]), { maxItems: 5, description: 'Repeat it for several.' })),
              operation: Type.Optional(
                Type.Array(Type.String({ pattern: OPERATION_NAME }), { maxItems: 20, description: 'Repeat it for several.' }),
              ),
            },
            { additionalProperties: false },
          ),
          response: { 200: pageOf(jobSchema) },
        },
      ),
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_LIMIT, cursor, state, operation } = request.query
      const page = await jobs.list(callerOf(request).accountId, {
        limit,
        ...(cursor === undefined ? {} : { olderThan: fromCursor('job', cursor) }),
        ...(state === undefined ? {} : { states: state }),
        ...(operation === undefined ? {} : { operations: operation }),
      })
      return { items: await toJobDocuments(page, { media, publicUrl: publicUrl() }), nextCursor: nextCursor(page, limit) }
    },
  )

  app.get(
    '/jobs/:id',
    {
      onRequest: reads,
      schema: describeRoute({ tags, scope: 'jobs:read', summary: 'Show a job' }, { params: idParams, response: { 200: jobSchema } }),
    },
    async (request) => document(await jobs.get(callerOf(request).accountId, toJobId(request.params.id))),
  )

  app.post(
    '/jobs/:id/cancel',
    {
      onRequest: writes,
      schema: describeRoute(
        {
          tags,
          scope: 'jobs:write',
          summary: 'Cancel a job',
          description: 'A queued job is canceled at once, a running one soon; a final one stays as it is.',
        },
        { params: idParams, response: { 200: jobSchema } },
      ),
    },
    async (request) => document(await jobs.cancel(callerOf(request).accountId, toJobId(request.params.id))),
  )
}

function hashRequest(body: unknown): string {
  return createHash('sha256').update(toCanonicalJson(body)).digest('hex')
}
