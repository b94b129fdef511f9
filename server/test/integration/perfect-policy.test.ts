import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { operations } from '../../src/operations/index.ts'
import { createRefusalLog } from '../../src/services/policy/refusal-log.ts'
import { documentedRoutes, type DocumentedRoute } from '../helpers/documented-routes.ts'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { learnPerfect, perfectBody, type PerfectKnown } from '../helpers/perfect-examples.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

/** Plain terms: one that is refused as a wish, one that is refused as a negative prompt. */
const TERM = { wish: 'naked', negative: 'clothes' }
/** Texts that name something that exists instead of saying what is wished. */
const NAMES = ['template_id', 'type']

let server: TestServer
let routes: readonly DocumentedRoute[]
let caller: PerfectCaller
let accountId: string
let known: PerfectKnown

before(async () => {
  server = await createTestServer({
    engines: [{ ...createPictureEngine(), operations: new Map(operations.map(({ name }) => [name, 'stand-in' as const])) }],
  })
  routes = await documentedRoutes(server.app)
  const { account, apiKey } = await server.account(1000)
  accountId = account.id
  await server.services.accounts.setFaceConsent(accountId, true)
  caller = createPerfectCaller(server.app, apiKey)
  known = await learnPerfect(caller, routes, { fileId: await caller.upload('sod', await plainPicture(400, 400)), taskId: 'none' })
})
after(() => server.remove())

/** Requests that differ from a good one in one free text, which holds the term. */
function wishesOf(route: DocumentedRoute): { readonly field: string; readonly body: object }[] {
  const good = perfectBody(route, known) as { payload?: { actions: { id: number; params?: object }[] } }
  const schema = route.bodies['application/json']!.properties!
  const properties = schema['payload']?.properties?.['actions']?.items?.properties?.['params']?.properties ?? schema
  const isFree = ([name, { type, enum: values }]: [string, { type?: unknown; enum?: unknown }]): boolean =>
    type === 'string' && values === undefined && !NAMES.includes(name) && !/_file_(id|url)/.test(name)
  return Object.entries(properties)
    .filter(isFree)
    .map(([field]) => {
      const text = { [field]: field === 'negative_prompt' ? TERM.negative : TERM.wish }
      const action = good.payload?.actions[0]
      return action === undefined
        ? { field, body: { ...good, ...text } }
        : { field, body: { request_id: 0, payload: { ...good.payload, actions: [{ ...action, params: { ...action.params, ...text } }] } } }
    })
}

test('the term in any text of any effect makes a task that fails with the code for unsafe content, in both forms', async () => {
  let tried = 0
  const refusals = createRefusalLog({ database: server.database, clock: { now: Date.now, schedule: () => () => {} } })
  for (const route of routes.filter(
    ({ path, method }) => method === 'POST' && /^\/s2s\/v[12]\.0\/task\//.test(path) && !path.endsWith('/delete'),
  ))
    for (const { field, body } of wishesOf(route)) {
      const { task_id } = await caller.ok<{ task_id: string }>('POST', route.path, body)
      const isV1 = route.path.includes('v1.0')
      const status = await caller.ok<{ status?: string; task_status?: string; error: string }>(
        'GET',
        isV1 ? `${route.path}?task_id=${task_id}` : `${route.path}/${task_id}`,
      )
      assert.deepEqual(
        [status.status ?? status.task_status, status.error],
        ['error', 'error_nsfw_content_detected'],
        `${route.path} ${field}`,
      )
      tried++
      const [note] = await refusals.list({ limit: 1 })
      assert.deepEqual([note!.dialect, note!.accountId, note!.stage], ['perfect', accountId, 'submission'])
    }
  assert.ok(tried >= 8, String(tried))
  assert.deepEqual(await server.services.credits.balance(accountId), { balance: 1000, held: 0 })
  const jobs = await server.database.queries.selectFrom('jobs').select('id').execute()
  assert.deepEqual(jobs, [])
})
