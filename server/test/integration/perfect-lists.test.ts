import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { createPerfectCaller, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { createPictureEngine } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const DAY_MS = 24 * 60 * 60_000

let server: TestServer
let clock: FakeClock
let caller: PerfectCaller
let accountId: string

before(async () => {
  clock = createFakeClock()
  server = await createTestServer({ clock, engines: [createPictureEngine()] })
  await server.start()
  const { account, apiKey } = await server.account()
  accountId = account.id
  caller = createPerfectCaller(server.app, apiKey)
})
after(() => server.remove())

interface Page {
  readonly next_token: string | null
  readonly [list: string]: unknown
}

/** Walks through all pages of a list. */
async function walk<T>(url: string, list: string): Promise<T[]> {
  const items: T[] = []
  for (let token = 'null'; ;) {
    const page = await caller.ok<Page>('GET', `${url}${url.includes('?') ? '&' : '?'}starting_token=${token}`)
    items.push(...(page[list] as T[]))
    if (page.next_token === null) return items
    token = page.next_token
  }
}

interface Style {
  readonly id: number
  readonly info: { readonly title: string; readonly thumb: string }
}

test('styles are listed whole by pages of any size, by group and all together, with numbers that JSON keeps', async () => {
  for (const effect of ['text-to-image', 'hair-style']) {
    const groups = await walk<Style>(`/s2s/v1.0/task/style-group/${effect}?page_size=1`, 'groups')
    const all = await walk<Style>(`/s2s/v1.0/task/style/${effect}`, 'styles')
    assert.ok(groups.length > 0 && all.length > 1)
    for (const size of [1, 3, 20]) assert.deepEqual(await walk(`/s2s/v1.0/task/style/${effect}?page_size=${size}`, 'styles'), all)
    const ofGroups = await Promise.all(
      groups.map(({ id }) => walk<Style>(`/s2s/v1.0/task/style/${effect}?style_group_id=${id}&page_size=2`, 'styles')),
    )
    const byId = (a: Style, b: Style): number => a.id - b.id
    assert.deepEqual(ofGroups.flat().toSorted(byId), all.toSorted(byId))
    const ids = [...groups, ...all].map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.every((id) => Number.isSafeInteger(id) && id > 0))
    for (const size of [0, 21]) assert.equal((await caller.call('GET', `/s2s/v1.0/task/style/${effect}?page_size=${size}`)).statusCode, 400)
  }
})

test('a token of another list and a group that is not there are refused', async () => {
  for (const [url, code] of [
    ['/s2s/v1.0/task/style/text-to-image?starting_token=1', 'InvalidParameters'],
    ['/s2s/v1.0/task/style-group/text-to-image?starting_token=x', 'InvalidParameters'],
    ['/s2s/v1.0/task/style/text-to-image?style_group_id=1', 'InvalidStyleGroup'],
    // One of the vendor's own, beyond 2^53.
    ['/s2s/v1.0/task/style/text-to-image?style_group_id=18213963761051864', 'InvalidStyleGroup'],
    ['/s2s/v1.0/task/style/text-to-image?style_group_id=first', 'InvalidParameters'],
    ['/s2s/v1.0/client/credit/history?starting_token=1', 'InvalidParameters'],
  ] as const) {
    const answer = await caller.call('GET', url)
    assert.deepEqual([answer.statusCode, answer.json<{ error_code: string }>().error_code], [400, code], url)
  }
})

test('thumbnails can be fetched without a key, and nothing else by that path', async () => {
  const [style] = await walk<Style>('/s2s/v1.0/task/style/text-to-image', 'styles')
  const { pathname } = new URL(style!.info.thumb)
  const answer = await server.app.inject(pathname)
  assert.deepEqual(
    [answer.statusCode, answer.headers['content-type'], answer.headers['access-control-allow-origin']],
    [200, 'image/webp', '*'],
  )
  for (const path of ['models/none.webp', '../prices.json', '%2e%2e/prices.json', ''])
    assert.equal((await server.app.inject(`/s2s/thumbnails/${path}`)).statusCode, 404, path)
})

test('credit is told by grant: what is spent first stands first, what is over is left out', async () => {
  const { credits } = server.services
  await credits.grant(accountId, { amount: 50, reason: 'bought' })
  await credits.grant(accountId, { amount: 20, reason: 'subscription', expiresAt: clock.now() + DAY_MS })
  const tell = async () =>
    (await caller.call('GET', '/s2s/v1.0/client/credit')).json<{ results: { id: number; type: string; amount: number }[] }>().results
  const told = await tell()
  assert.deepEqual(
    told.map(({ type, amount }) => [type, amount]),
    [
      ['ApiSubsToken', 20],
      ['ApiPaygToken', 50],
    ],
  )
  assert.ok(told.every(({ id }) => Number.isSafeInteger(id)))
  assert.deepEqual(await tell(), told, 'numbers stay')
})

test('history tells each grant and each charge once, and what a charge took from which grant', async () => {
  const params = { ...(await styleOf()), prompt: 'a cat', width_ratio: 1, height_ratio: 16 }
  const { task_id } = await caller.ok<{ task_id: string }>('POST', '/s2s/v1.0/task/text-to-image', {
    request_id: 0,
    payload: { actions: [{ id: 0, params }] },
  })
  await caller.untilDone('text-to-image', task_id)
  // A task that fails is in no history.
  await caller.untilDone('sod', await caller.run('sod', await caller.upload('sod', Buffer.from('broken'))))

  const history = await walk<Entry>('/s2s/v1.0/client/credit/history?page_size=1', 'history')
  assert.deepEqual(
    history.map(({ action }) => action),
    ['api_text_to_image', 'subscription_credits', 'permanent_credits'],
  )
  const [charge, subscription] = history
  assert.equal(charge!.target_id, task_id)
  assert.equal(charge!.info.credits[0]!.id, subscription!.info.credits[0]!.id, 'the grant nearest its expiry pays first')
  const spent = charge!.info.credits.reduce((sum, { amount }) => sum + amount, 0)
  assert.equal(70 + spent, (await server.services.credits.balance(accountId)).balance)
  assert.deepEqual(await walk('/s2s/v1.0/client/credit/history', 'history'), history)
})

interface Entry {
  readonly id: number
  readonly action: string
  readonly target_id?: string
  readonly info: { readonly credits: readonly { readonly id: number; readonly amount: number }[] }
}

async function styleOf(): Promise<object> {
  const [group] = await walk<Style>('/s2s/v1.0/task/style-group/text-to-image', 'groups')
  const [style] = await walk<Style>(`/s2s/v1.0/task/style/text-to-image?style_group_id=${group!.id}`, 'styles')
  return { style_group_id: group!.id, style_ids: [style!.id] }
}
