import type { TSchema } from 'typebox'
import type { App } from '../../http/app-types.ts'
import { callerOf } from '../../http/authenticate.ts'
import type { Effect } from './effect.ts'
import { effects } from './effects.ts'
import type { Parts, Requires } from './parts.ts'
import * as schemas from './schemas.ts'
import type { FileCreateBody, HistoryQuery, PageQuery, RunBody, StylesQuery } from './schemas.ts'
import { wishOfRun } from './wish.ts'

const security = [{ bearer: [] }]
const errors = { 400: schemas.ErrorBody, 401: schemas.ErrorBody, 429: schemas.ErrorBody, 500: schemas.ErrorBody }
const answers = <S extends TSchema>(schema: S) => ({ 200: schema, ...errors })
const success = <R>(result: R) => ({ status: 200, result })

/** v1.0 and what of v1.1 there is. Mounted under `/s2s`. */
export function mountV1(app: App, parts: Parts, requires: Requires): void {
  mountAccount(app, parts, requires)
  for (const effect of effects) {
    if (effect.files.src !== undefined && effect.outputs.length > 0) mountFiles(app, effect, parts, requires)
    if (effect.params?.schema.properties['style_ids'] !== undefined) mountStyles(app, effect, parts, requires)
    mountTasks(app, effect, parts, requires)
  }
  mountNewerFiles(app, parts, requires)
}

function mountAccount(app: App, { clients, credits }: Parts, requires: Requires): void {
  const tags = ['Account']
  app.post(
    '/v1.0/client/auth',
    {
      schema: {
        tags,
        summary: 'Trade an id_token for an access token',
        security: [],
        body: schemas.AuthBody,
        response: answers(schemas.result(schemas.AuthAnswer)),
      },
    },
    async ({ body }) => success({ access_token: await clients.logIn(body.client_id, body.id_token) }),
  )
  app.get(
    '/v1.0/client/credit',
    { onRequest: requires('account:read'), schema: { tags, summary: 'Units left', security, response: answers(schemas.CreditAnswer) } },
    async (request) => ({ status: 200, results: await credits.grants(callerOf(request).accountId) }),
  )
  app.get(
    '/v1.0/client/credit/history',
    {
      onRequest: requires('account:read'),
      schema: {
        tags,
        summary: 'What came and what was spent, newest first',
        security,
        querystring: schemas.HistoryQuery,
        response: answers(schemas.result(schemas.HistoryAnswer)),
      },
    },
    async (request) => success(await credits.history(callerOf(request).accountId, request.query as HistoryQuery)),
  )
}

function mountFiles(app: App, effect: Effect, { uploads }: Parts, requires: Requires): void {
  app.post(
    `/v1.0/file/${effect.slug}`,
    {
      onRequest: requires('media:write'),
      schema: {
        tags: [effect.title],
        summary: 'Reserve places to upload to',
        security,
        body: schemas.fileCreateBody(effect.files.contentTypes, false),
        response: answers(schemas.result(schemas.FileCreateAnswer)),
      },
    },
    async (request) =>
      success({ files: await uploads.reserve(callerOf(request).accountId, request.body as FileCreateBody, { withLength: false }) }),
  )
}

/** One route for all effects but the one whose name has a slash. */
function mountNewerFiles(app: App, { uploads }: Parts, requires: Requires): void {
  const bySlug = new Map(effects.filter(({ files }) => files.src !== undefined).map((effect) => [effect.slug, effect]))
  const mount = (path: string, slugOf: (params: unknown) => string, params: object) =>
    app.post(
      path,
      {
        onRequest: requires('media:write'),
        schema: {
          tags: ['File'],
          summary: 'Reserve places to upload to (v1.1)',
          security,
          ...params,
          body: schemas.fileCreateBody(undefined, true),
          response: answers(schemas.result(schemas.FileCreateAnswer)),
        },
      },
      async (request) => {
        const body = schemas.requireTypes(request.body as FileCreateBody, bySlug.get(slugOf(request.params)))
        return success({ files: await uploads.reserve(callerOf(request).accountId, body, { withLength: true }) })
      },
    )
  mount('/v1.1/file/:feature', (params) => (params as { feature: string }).feature, { params: schemas.FeaturePath })
  mount('/v1.1/file/colorize/color-correct', () => 'colorize/color-correct', {})
}

function mountStyles(app: App, effect: Effect, { styles }: Parts, requires: Requires): void {
  const tags = [effect.title]
  app.get(
    `/v1.0/task/style-group/${effect.slug}`,
    {
      onRequest: requires('account:read'),
      schema: {
        tags,
        summary: 'List groups of styles',
        security,
        querystring: schemas.PageQuery,
        response: answers(schemas.result(schemas.GroupsAnswer)),
      },
    },
    (request) => success(styles.groups(effect, request.query as PageQuery)),
  )
  app.get(
    `/v1.0/task/style/${effect.slug}`,
    {
      onRequest: requires('account:read'),
      schema: {
        tags,
        summary: 'List styles',
        security,
        querystring: schemas.StylesQuery,
        response: answers(schemas.result(schemas.StylesAnswer)),
      },
    },
    (request) => success(styles.list(effect, request.query as StylesQuery)),
  )
}

function mountTasks(app: App, effect: Effect, { tasks, results }: Parts, requires: Requires): void {
  const tags = [effect.title]
  app.post(
    `/v1.0/task/${effect.slug}`,
    {
      onRequest: requires('jobs:write'),
      schema: {
        tags,
        summary: 'Start a task',
        security,
        body: schemas.runBody(effect),
        response: answers(schemas.result(schemas.RunAnswer)),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const wish = wishOfRun(effect, request.body as RunBody, caller.accountId)
      return success({ task_id: await tasks.begin(caller, wish, request.id) })
    },
  )
  app.get(
    `/v1.0/task/${effect.slug}`,
    {
      onRequest: requires('jobs:read'),
      schema: {
        tags,
        summary: 'Poll a task',
        security,
        querystring: schemas.TaskId,
        response: answers(schemas.result(schemas.statusAnswer(effect))),
      },
    },
    async (request) => {
      const { task_id = '' } = request.query as { task_id?: string }
      return success(await results.toStatus(effect, await tasks.poll(callerOf(request).accountId, effect, task_id)))
    },
  )
}
