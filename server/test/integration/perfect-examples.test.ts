import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const run = promisify(execFile)
const examples = join(import.meta.dirname, '../../../examples/perfect')

const missing = ['bash', 'curl', 'openssl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined)
/** The script is for machines that have these. */
const skip = missing.length > 0 && `there is no ${missing.join(', ')}`

let server: TestServer
let folder: string
let environment: NodeJS.ProcessEnv

before(async () => {
  // The built-in engine: what the examples show is what everybody gets.
  server = await createTestServer()
  await server.start()
  folder = mkdtempSync(join(tmpdir(), 'atelier-examples-'))
  const { perfect } = await server.account(1000)
  environment = {
    ...process.env,
    ATELIER_URL: server.url,
    PERFECT_CLIENT_ID: perfect.clientId,
    PERFECT_CLIENT_SECRET: perfect.clientSecret,
  }
  const gradient = Buffer.from(
    '<svg width="96" height="64"><rect width="96" height="64" fill="#6a8"/><circle cx="48" cy="32" r="20" fill="#fc8"/></svg>',
  )
  await sharp(gradient).jpeg().toFile(join(folder, 'picture.jpg'))
})
after(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

const formatOf = async (file: string): Promise<unknown> => {
  const { format, width, height } = await sharp(readFileSync(join(folder, file))).metadata()
  return [format, width, height]
}

test('the run with curl logs in, uploads, polls and saves the result', { skip }, async () => {
  const { stdout } = await run('bash', [join(examples, 'enhance.sh'), 'picture.jpg', 'out.jpg'], { cwd: folder, env: environment })
  assert.match(stdout, /^out\.jpg {2}\d+ bytes/)
  assert.deepEqual(await formatOf('out.jpg'), ['jpeg', 96, 64])
})

test('the TypeScript client feeds a result to the next task', async () => {
  const { stdout } = await run(process.execPath, [join(examples, 'enhance.ts'), 'picture.jpg'], { cwd: folder, env: environment })
  assert.match(stdout, /^enhanced\.jpg {2}\d+ bytes\ncut-out\.png {2}\d+ bytes$/m)
  assert.deepEqual(await formatOf('enhanced.jpg'), ['jpeg', 96, 64])
  assert.deepEqual(await formatOf('cut-out.png'), ['png', 96, 64])
})

test('the run with curl says why it failed', { skip }, async () => {
  const wrong = { ...environment, PERFECT_CLIENT_ID: 'nobody' }
  const failed = run('bash', [join(examples, 'enhance.sh'), 'picture.jpg'], { cwd: folder, env: wrong })
  await assert.rejects(failed, ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => {
    assert.ok(code !== 0)
    assert.match(stdout + stderr, /401|InvalidAccessToken/)
    return true
  })
})
