import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { lockDataFolder } from '../../src/db/data-lock.ts'

const main = join(import.meta.dirname, '../../src/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'atelier-start-'))
const lockModule = new URL('../../src/db/data-lock.ts', import.meta.url).href
const HOLD_LOCK = `const { lockDataFolder } = await import(process.argv[1]); lockDataFolder(process.argv[2]); console.log('held'); setInterval(() => {}, 1e9)`
after(() => rmSync(folder, { recursive: true, force: true }))

/** How `npm start` ends with these settings. */
async function start(environment: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', ATELIER_DATA: folder, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  const [stderr, [code]] = await Promise.all([text(child.stderr), closed])
  return { code, stderr }
}

async function takePort(): Promise<{ port: number; free: () => Promise<unknown> }> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  return { port, free: () => once(taken.close(), 'close') }
}

test('a database that is not there is told by the name of its setting, without its password', async () => {
  const { port, free } = await takePort()
  await free()
  for (const [host, reason] of [
    [`127.0.0.1:${port}`, /nothing listens there/],
    ['nowhere.invalid', /no such host|cannot be looked up/],
  ] as const) {
    const { code, stderr } = await start({ DATABASE_URL: `postgres://atelier:open-sesame@${host}/atelier` })
    assert.equal(code, 1)
    assert.match(stderr, /DATABASE_URL: cannot be reached/)
    assert.match(stderr, reason)
    assert.ok(stderr.includes(host), stderr)
    assert.doesNotMatch(stderr, /open-sesame|^\s+at /m)
  }
})

test('a port that is taken is told by the name of its setting', async () => {
  const { port, free } = await takePort()
  const { code, stderr } = await start({ PORT: String(port) })
  await free()
  assert.equal(code, 1)
  assert.match(stderr, new RegExp(`PORT: ${port} is taken`))
  assert.doesNotMatch(stderr, /^\s+at /m)
})

test('a host that is none of this machine is told by the name of its setting', async () => {
  // The second is of the block for documentation (RFC 5737), which no machine has.
  for (const host of ['nowhere.invalid', '192.0.2.1']) {
    const { code, stderr } = await start({ HOST: host })
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`HOST: ${host} `))
    assert.doesNotMatch(stderr, /^\s+at /m)
  }
})

test('a data folder that another server uses is told by the name of its setting, and is free again when that one is killed', async () => {
  const own = mkdtempSync(join(folder, 'data-'))
  const file = join(own, 'atelier.sqlite')
  const holder = spawn(process.execPath, ['-e', HOLD_LOCK, lockModule, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  const { code, stderr } = await start({ ATELIER_DATA: own })
  assert.equal(code, 1)
  assert.match(stderr, /ATELIER_DATA: another server is using/)
  assert.doesNotMatch(stderr, /^\s+at /m)
  const gone = once(holder, 'exit')
  holder.kill('SIGKILL')
  await gone
  lockDataFolder(file)()
})
