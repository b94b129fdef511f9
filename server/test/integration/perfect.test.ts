import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { createPerfectCaller, idTokenOf, type PerfectCaller } from '../helpers/perfect-caller.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

let server: TestServer
let caller: PerfectCaller

before(async () => {
  server = await createTestServer({ engines: [createPictureEngine()] })
  await server.start()
  const { perfect } = await server.account(1000)
  const answer = await server.app.inject({
    method: 'POST',
    url: '/s2s/v1.0/client/auth',
    payload: {
      client_id: perfect.clientId,
      id_token: idTokenOf(perfect.clientSecret, `client_id=${perfect.clientId}&timestamp=${Date.now()}`),
    },
  })
  assert.equal(answer.statusCode, 200, answer.body)
  caller = createPerfectCaller(server.app, answer.json<{ result: { access_token: string } }>().result.access_token)
})
after(() => server.remove())

test('the printed run goes through: log in, reserve, upload, start, poll, fetch the result', async () => {
  const src = await caller.upload('sod', await plainPicture(60, 40))
  const taskId = await caller.run('sod', src)
  const status = await caller.untilDone('sod', taskId)
  assert.deepEqual([status.status, status.error, status.results!.length, status.results![0]!.id], ['success', null, 1, 0])
  const [file] = status.results![0]!.data
  const { pathname, search } = new URL(file!.url)
  const result = await server.app.inject(`${pathname}${search}`)
  assert.deepEqual(
    [result.statusCode, result.headers['content-type'], result.headers['access-control-allow-origin']],
    [200, 'image/png', '*'],
  )
  const { width, height } = await sharp(result.rawPayload).metadata()
  assert.deepEqual([width, height], [60, 40])
})
