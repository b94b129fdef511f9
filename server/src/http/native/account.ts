import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import type { App, HttpContext } from '../app-types.ts'
import { admitCaller, callerOf } from '../authenticate.ts'
import { fromCursor, nextCursor } from '../cursor.ts'
import { toTime } from './documents.ts'
import { describeRoute } from './route-schema.ts'
import { accountSchema, DEFAULT_PAGE_LIMIT, entrySchema, pageOf, pageQuery, usageSchema } from './schemas.ts'

const tags = ['account']
const DEFAULT_PERIOD_MS = 30 * 24 * 60 * 60_000

export function mountAccount(app: App, { services, authenticator, limits, clock }: HttpContext): void {
  const { accounts, credits } = services
  const reads = admitCaller(authenticator.bearer, 'account:read')

  app.get(
    '/account',
    {
      onRequest: admitCaller(authenticator.bearerOrPassword, 'account:read'),
      schema: describeRoute(
        { tags, scope: 'account:read', passwordToo: true, summary: 'Show your account' },
        { response: { 200: accountSchema } },
      ),
    },
    async (request) => {
      const { accountId } = callerOf(request)
      const [account, { balance, held }] = await Promise.all([accounts.get(accountId), credits.balance(accountId)])
      return {
        id: account.id,
        email: account.email,
        name: account.name,
        faceConsent: account.faceConsent,
        balance,
        held,
        limits: {
          requestsPerMinute: limits.requestsPerMinute,
          queuedJobs: limits.queuedJobs,
          runningJobs: limits.runningJobs,
          maxUploadBytes: limits.maxUploadBytes,
        },
        createdAt: toTime(account.createdAt),
      }
    },
  )

  app.get(
    '/account/statement',
    {
      onRequest: reads,
      schema: describeRoute(
        { tags, scope: 'account:read', summary: 'List ledger entries', description: 'Newest first.' },
        { querystring: Type.Object(pageQuery, { additionalProperties: false }), response: { 200: pageOf(entrySchema) } },
      ),
    },
    async (request) => {
      const { limit = DEFAULT_PAGE_LIMIT, cursor } = request.query
      const page = await credits.statement(callerOf(request).accountId, {
        limit,
        ...(cursor === undefined ? {} : { olderThan: fromCursor('entry', cursor) }),
      })
      return { items: page.map((entry) => ({ ...entry, createdAt: toTime(entry.createdAt) })), nextCursor: nextCursor(page, limit) }
    },
  )

  app.get(
    '/usage',
    {
      onRequest: reads,
      schema: describeRoute(
        {
          tags,
          scope: 'account:read',
          summary: 'Sum up usage',
          description: 'Jobs and credits by operation; the last 30 days when no period is given.',
        },
        {
          querystring: Type.Object(
            {
              from: Type.Optional(Type.String({ maxLength: 40, description: 'A date (UTC) or RFC 3339 time; included.' })),
              to: Type.Optional(Type.String({ maxLength: 40, description: 'A date (UTC) or RFC 3339 time; not included.' })),
            },
            { additionalProperties: false },
          ),
          response: { 200: usageSchema },
        },
      ),
    },
    async (request) => {
      const to = toMoment('to', request.query.to) ?? clock.now()
      const from = toMoment('from', request.query.from) ?? to - DEFAULT_PERIOD_MS
      if (from >= to) throw new AtelierError('invalid_request', '`from` must lie before `to`.')
      const rows = await credits.usage(callerOf(request).accountId, { from, to })
      return { from: toTime(from), to: toTime(to), operations: rows.map((row) => ({ ...row })) }
    },
  )
}

const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?$/i

function toMoment(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = MOMENT.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms) || ms < 0)
    throw new AtelierError('invalid_request', `\`${field}\` must be a date such as 2026-01-31 or an RFC 3339 time.`)
  return ms
}
