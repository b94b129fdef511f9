import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import sharp from 'sharp'
import { createPerfectCaller } from '../helpers/perfect-caller.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer } from '../helpers/server.ts'

test('a file by URL is held to the formats of its effect as an upload is, and nothing but a URL is one', async (t) => {
  const png = await plainPicture(40, 30)
  const files: Readonly<Record<string, Buffer>> = {
    '/png': png,
    '/gif': await sharp(png).gif().toBuffer(),
    '/webp': await sharp(png).webp().toBuffer(),
  }
  const site = createServer(({ url }, response) => response.end(files[url!])).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const server = await createTestServer({
    engines: [createPictureEngine()],
    media: {
      limits: { maxBytes: 1_000_000, maxPixels: 1_000_000, maxFrames: 10, decodeTimeoutMs: 20_000 },
      retentionMs: { upload: 86_400_000, output: 86_400_000 },
      fetch: { allow: ['127.0.0.1/32'], timeoutMs: 10_000 },
    },
  })
  t.after(async () => {
    site.close()
    await server.remove()
  })
  await server.start()
  const caller = createPerfectCaller(server.app, (await server.account(1000)).apiKey)
  const end = async (src_file_url: string): Promise<string> => {
    const { task_id } = await caller.ok<{ task_id: string }>('POST', '/s2s/v2.0/task/sod', { src_file_url })
    const { status, error } = await caller.untilDone('sod', task_id)
    return error ?? status
  }
  const at = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  assert.equal(await end(`${at}/png`), 'success')
  assert.equal(await end(`${at}/gif`), 'error_decode_image')
  assert.equal(await end(`${at}/webp`), 'error_decode_image')

  const dataUri = `data:image/png;base64,${png.toString('base64')}`
  const uploaded = await caller.call('POST', '/v1/media', { dataUri })
  const { id } = uploaded.json<{ id: string }>()
  assert.match(id, /^med_/)
  for (const other of [id, dataUri]) assert.equal(await end(other), 'error_download_image')
})
