import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createTestServer } from '../helpers/server.ts'

test('uploads that are under way together take no more than a budget, and give it back when they end', async () => {
  const server = await createTestServer()
  await server.start()
  const { apiKey } = await server.account()
  const { port } = new URL(server.url)
  // Each announces 20 MB and sends only its head: ten fill the budget of 200 MB.
  const begin = async (): Promise<ReturnType<typeof connect>> => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    const head = `POST /v1/media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 20000000\r\n\r\n--b\r\n`
    await new Promise<void>((resolve) => socket.write(head, () => resolve()))
    return socket
  }
  const upload = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
      body: new Uint8Array(2_000_000),
    })
  const form = { 'content-type': 'multipart/form-data; boundary=b' }
  const open = await Promise.all(Array.from({ length: 10 }, begin))
  let refused = await upload('/v1/media', form)
  while (refused.status !== 429) refused = await upload('/v1/media', form)
  assert.equal(((await refused.json()) as { code: string }).code, 'rate_limited')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  const dialect = await upload('/api/job/upload-image', form)
  assert.deepEqual([dialect.status, ((await dialect.json()) as { code: number }).code], [200, 1005])
  for (const socket of open) socket.destroy()
  let admitted = await upload('/v1/media', form)
  while (admitted.status === 429) admitted = await upload('/v1/media', form)
  assert.equal(admitted.status, 400, 'it is read again, and found to be no form')
  await server.remove()
})
