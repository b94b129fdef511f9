import type { TSchema } from 'typebox'
import type { App } from '../../http/app-types.ts'
import { callerOf } from '../../http/authenticate.ts'
import type { Effect } from './effect.ts'
import { effects } from './effects.ts'
import type { Parts, Requires } from './parts.ts'
import * as schemas from './schemas.ts'
import type { FileCreateBody, FlatBody, HistoryQuery, PageQuery } from './schemas.ts'
import { wishOfFlat } from './wish.ts'

const security = [{ bearer: [] }]
const errors = { 400: schemas.ErrorBody, 401: schemas.ErrorBody, 429: schemas.ErrorBody, 500: schemas.ErrorBody }
const answers = <S extends TSchema>(schema: S) => ({ 200: schema, ...errors })
const success = <D>(data: D) => ({ status: 200, data })

/** v2.0. Mounted under `/s2s`. */
export function mountV2(app: App, parts: Parts, requires: Requires): void {
  mountCredits(app, parts, requires)
  mountFiles(app, '/v2.0/file', undefined, parts, requires)
  for (const effect of effects) {
    if (effect.files.src !== undefined && effect.outputs.length > 0) mountFiles(app, `/v2.0/file/${effect.slugV2}`, effect, parts, requires)
    if (effect.styles !== undefined) mountTemplates(app, effect, parts, requires)
    mountTasks(app, effect, parts, requires)
  }
  mountDelete(app, parts, requires)
}

function mountCredits(app: App, { credits }: Parts, requires: Requires): void {
  const tags = ['Account']
  app.get(
    '/v2.0/client/credit',
    { onRequest: requires('account:read'), schema: { tags, summary: 'Units left', security, response: answers(schemas.CreditAnswer) } },
    async (request) => ({ status: 200, results: await credits.grants(callerOf(request).accountId) }),
  )
  app.get(
    '/v2.0/client/credit/history',
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
    async (request) => ({ status: 200, result: await credits.history(callerOf(request).accountId, request.query as HistoryQuery) }),
  )
  app.get(
    '/v2.0/credit/feature-cost',
    {
      onRequest: requires('account:read'),
      schema: { tags, summary: 'Units that a run takes', security, response: answers(schemas.result(schemas.FeatureCostAnswer)) },
    },
    () => ({ status: 200, result: credits.featureCosts() }),
  )
}

/** For any effect when none is given. */
function mountFiles(app: App, path: string, effect: Effect | undefined, { uploads }: Parts, requires: Requires): void {
  const types = effect?.files.contentTypes ?? [...new Set(effects.flatMap(({ files }) => files.contentTypes))]
  app.post(
    path,
    {
      onRequest: requires('media:write'),
      schema: {
        tags: [effect?.title ?? 'File'],
        summary: 'Reserve places to upload to',
        security,
        body: schemas.fileCreateBody(types, true),
        response: answers(schemas.data(schemas.FileCreateAnswer)),
      },
    },
    async (request) =>
      success({ files: await uploads.reserve(callerOf(request).accountId, request.body as FileCreateBody, { withLength: true }) }),
  )
}

function mountTemplates(app: App, effect: Effect, { styles }: Parts, requires: Requires): void {
  app.get(
    `/v2.0/task/template/${effect.slugV2}`,
    {
      onRequest: requires('account:read'),
      schema: {
        tags: [effect.title],
        summary: 'List templates',
        security,
        querystring: schemas.PageQuery,
        response: answers(schemas.data(schemas.TemplatesAnswer)),
      },
    },
    (request) => success(styles.templates(effect, request.query as PageQuery)),
  )
}

function mountTasks(app: App, effect: Effect, { tasks, results }: Parts, requires: Requires): void {
  const tags = [effect.title]
  app.post(
    `/v2.0/task/${effect.slugV2}`,
    {
      onRequest: requires('jobs:write'),
      schema: {
        tags,
        summary: 'Start a task',
        security,
        body: schemas.flatBody(effect),
        response: answers(schemas.data(schemas.RunAnswer)),
      },
    },
    async (request) => success({ task_id: await tasks.begin(callerOf(request), wishOfFlat(effect, request.body as FlatBody), request.id) }),
  )
  app.get(
    `/v2.0/task/${effect.slugV2}/:task_id`,
    {
      onRequest: requires('jobs:read'),
      schema: {
        tags,
        summary: 'Poll a task',
        security,
        params: schemas.TaskPath,
        response: answers(schemas.data(schemas.flatStatusAnswer(effect))),
      },
    },
    async (request) => {
      const { task_id } = request.params as { task_id: string }
      return success(await results.toFlatStatus(effect, await tasks.poll(callerOf(request).accountId, effect, task_id)))
    },
  )
}

function mountDelete(app: App, { tasks }: Parts, requires: Requires): void {
  app.post(
    '/v2.0/task/delete',
    {
      onRequest: requires('jobs:write'),
      schema: {
        tags: ['Task'],
        summary: 'End and forget a task, with its results',
        security,
        body: schemas.DeleteBody,
        response: answers(schemas.data(schemas.DeleteAnswer)),
      },
    },
    async (request) => {
      await tasks.remove(callerOf(request).accountId, request.body.task_id)
      return success({})
    },
  )
}
