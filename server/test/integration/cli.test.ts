import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { createPictureEngine, plainPicture } from '../helpers/picture-engine.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'

const entry = join(import.meta.dirname, '../../../cli/atelier.ts')
const folder = mkdtempSync(join(tmpdir(), 'cli-test-'))
let database: TestDatabase
let server: TestServer
let key: string

before(async () => {
  database = await createTestDatabase()
  server = await createTestServer({ database: { ...database.options, maxConnections: 10 }, engines: [createPictureEngine()], drainMs: 0 })
  await server.start()
  key = (await server.account(1000)).apiKey
})
after(async () => {
  await server.remove()
  await database.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Around {
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called with what has been written to stderr so far; `kill` sends a signal. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** The command as a user starts it: in a folder of its own, set up by the environment alone. */
async function atelier(args: readonly string[], { stdin = '', env = {}, onStderr }: Around = {}): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      ATELIER_URL: server.url,
      ATELIER_API_KEY: key,
      DATABASE_URL: database.options.url,
      ATELIER_DATA: folder,
      ...env,
    },
  })
  child.stdin.end(stdin)
  let seen = ''
  child.stderr.on('data', (chunk: Buffer) => onStderr?.((seen += String(chunk)), (signal) => child.kill(signal)))
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr }
}

/** The one JSON document that a command that worked writes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a script sees
async function json(args: readonly string[], around?: Around): Promise<any> {
  const { code, stdout, stderr } = await atelier([...args, '--json'], around)
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}

async function fails(args: readonly string[], code: number, message: RegExp, around?: Around): Promise<void> {
  const ended = await atelier(args, around)
  assert.deepEqual({ code: ended.code, stdout: ended.stdout }, { code, stdout: '' }, ended.stderr)
  assert.match(ended.stderr, message)
}

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  return port
}

async function photo(name: string, width = 20, height = 10): Promise<string> {
  const path = join(folder, name)
  writeFileSync(path, await plainPicture(width, height))
  return path
}

test('accounts create prints exactly the documented JSON while the server runs, and the key works at once', async () => {
  const made = await json(['accounts', 'create', '--email', 'Ada@Example.com', '--name', 'Ada', '--credits', '25'], {
    stdin: 'correct horse\n',
  })
  assert.deepEqual(Object.keys(made), ['id', 'email', 'apiKey', 'perfect'])
  assert.deepEqual(Object.keys(made.perfect), ['clientId', 'clientSecret'])
  assert.match(made.id, /^acc_/)
  assert.equal(made.email, 'ada@example.com')

  const account = await json(['account', '--key', made.apiKey])
  assert.deepEqual([account.id, account.name, account.balance], [made.id, 'Ada', 25])
  const { accounts } = server.services
  assert.equal((await accounts.authenticatePassword('ada@example.com', 'correct horse')).accountId, made.id)
})

test('an account needs a password, an address of its own and whole credits; nothing is made otherwise', async () => {
  const before = (await server.services.accounts.list()).length
  await fails(['accounts', 'create', '--email', 'nobody@example.com'], 2, /password is needed/)
  await fails(['accounts', 'create', '--email', 'nobody@example.com', '--password', 'short'], 2, /8 to 256/)
  await fails(['accounts', 'create', '--email', 'nobody@example.com', '--password', 'correct horse', '--credits', '-1'], 2, /below 0/)
  await fails(['accounts', 'create', '--email', 'user1@example.com', '--password', 'correct horse'], 2, /exists/)
  assert.equal((await server.services.accounts.list()).length, before)
})

test('credits, consent and the list of accounts are changed and told by e-mail or id', async () => {
  const { account } = await server.account()
  const grant = await json(['credits', 'grant', account.email, '30', '--expires', '30d', '--reason', 'a trial'])
  assert.deepEqual([grant.accountId, grant.amount, grant.balance, grant.reason], [account.id, 30, 30, 'a trial'])
  assert.ok(Date.parse(grant.expiresAt) > Date.now() + 29 * 86_400_000)
  assert.equal((await json(['accounts', 'consent', account.id, '--on'])).faceConsent, true)

  const { items } = await json(['accounts', 'list'])
  const listed = items.find(({ id }: { id: string }) => id === account.id)
  assert.deepEqual({ balance: listed.balance, consent: listed.faceConsent }, { balance: 30, consent: true })
  assert.match((await atelier(['accounts', 'list'])).stdout, new RegExp(`${account.id} +${account.email} +- +30 +0 +on`))

  assert.equal((await json(['accounts', 'consent', account.email, '--off'])).faceConsent, false)
  await fails(['accounts', 'consent', account.email], 2, /--on or --off/)
  await fails(['credits', 'grant', account.email, '1', '--expires', '2020-01-01'], 2, /expiry/)
  await fails(['credits', 'grant', account.email, '1', '--expires', 'soon'], 2, /days such as 30d/)
  await fails(['credits', 'grant', account.email, '-5'], 2, /must not be below 0/)
  await fails(['credits', 'grant', account.email, 'many'], 2, /must be a whole number/)
  await fails(['credits', 'grant', 'nobody@example.com', '1'], 4, /no such account/)
})

test('a key made by the command works at once, has its scopes only, and is dead within seconds of being revoked', async () => {
  const { account } = await server.account()
  const made = await json(['keys', 'create', account.email, '--name', 'laptop', '--scopes', 'account:read'])
  const status = async () => (await fetch(`${server.url}/v1/account`, { headers: { authorization: `Bearer ${made.key}` } })).status
  assert.equal(await status(), 200)
  await fails(['jobs', 'list', '--key', made.key], 3, /lacks the scope jobs:read/)

  const { items } = await json(['keys', 'list', account.id])
  const listed = items.find(({ id }: { id: string }) => id === made.id)
  assert.deepEqual([listed.name, listed.scopes, listed.revokedAt], ['laptop', ['account:read'], null])
  assert.ok(!JSON.stringify(items).includes(made.key), 'a key is shown once')

  assert.ok((await json(['keys', 'revoke', account.email, made.id])).revokedAt)
  // The server keeps callers for 3 s; the test's own limit ends a wait that has no end.
  while ((await status()) !== 401);

  await fails(['keys', 'create', account.email, '--name', 'x', '--scopes', 'everything'], 2, /no scope everything/)
  await fails(['keys', 'revoke', account.email, 'key_1'], 4, /no such key/)
})

test('jobs run reads values by the schema of the operation and saves several results under numbered names', async () => {
  const target = join(folder, 'pictures', 'cat.png')
  const input = ['-i', 'prompt=a cat = asleep', '-i', 'count=2', '-i', 'width=64', '-i', 'height=96', '-i', 'seed=7']
  const job = await json(['jobs', 'run', 'text-to-image', ...input, '-o', target])
  assert.equal(job.state, 'succeeded')
  assert.deepEqual([job.input.prompt, job.input.count, job.input.width], ['a cat = asleep', 2, 64])
  assert.deepEqual(job.files, [join(folder, 'pictures', 'cat-1.png'), join(folder, 'pictures', 'cat-2.png')])
  for (const file of job.files)
    assert.deepEqual((({ width, height }) => ({ width, height }))(await sharp(file).metadata()), { width: 64, height: 96 })
})

test('jobs run uploads a file that is named with @, tells progress on stderr and the result on stdout', async () => {
  const source = await photo('small.png')
  const target = join(folder, 'big')
  const { code, stdout, stderr } = await atelier(['jobs', 'run', 'upscale-image', '-i', `image=@${source}`, '-i', 'factor=3', '-o', target])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^job_\w+ succeeded by pictures \(stand-in\), [\d.]+ s, \d+ credits\n.*big\.png\n$/)
  assert.match(stderr, /^upscale-image: queued\n(.*\n)*upscale-image: done\n$/)
  assert.equal((await sharp(`${target}.png`).metadata()).width, 60)
})

test('with --json nothing but the document is written, and an error is a JSON document on stderr', async () => {
  const worked = await atelier(['jobs', 'run', 'text-to-image', '-i', 'prompt=a cat', '--json'])
  assert.deepEqual([worked.code, worked.stderr], [0, ''])
  assert.equal(JSON.parse(worked.stdout).state, 'succeeded')
  const failed = await atelier(['jobs', 'show', 'job_1', '--json'])
  assert.deepEqual([failed.code, failed.stdout], [4, ''])
  const { error } = JSON.parse(failed.stderr)
  assert.deepEqual([error.code, error.message], ['job_not_found', 'There is no such job.'])
  assert.match(error.requestId, /^req_/)
})

test('a signal cancels the job that is being followed, and the exit code says so', async () => {
  let wasSent = false
  const ended = await atelier(['jobs', 'run', 'text-to-image', '-i', 'prompt=held'], {
    onStderr(seen, kill) {
      if (wasSent || !seen.includes('running')) return
      wasSent = true
      kill('SIGINT')
    },
  })
  assert.equal(ended.code, 130, ended.stderr)
  const id = /job_\w+/.exec(ended.stdout)![0]
  assert.equal((await json(['jobs', 'show', id])).state, 'canceled')
})

test('jobs can be submitted without waiting, listed by state, canceled and followed to the end', async () => {
  const job = await json(['jobs', 'run', 'text-to-image', '-i', 'prompt=held', '--no-wait'])
  const open = await json(['jobs', 'list', '--state', 'queued', 'running', '--operation', 'text-to-image'])
  assert.deepEqual(
    open.items.map(({ id }: { id: string }) => id),
    [job.id],
  )
  assert.match((await atelier(['jobs', 'cancel', job.id])).stdout, new RegExp(`^${job.id} (will stop soon|is canceled)`))
  const { stdout } = await atelier(['jobs', 'events', job.id, '--json'])
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; type: string })
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  )
  assert.equal(events.at(-1)!.type, 'job.canceled')
})

test('media are uploaded, fetched and removed', async () => {
  const source = await photo('mine.png')
  const stored = await json(['media', 'upload', source])
  assert.deepEqual([stored.name, stored.mime, stored.width], ['mine.png', 'image/png', 20])
  const copy = join(folder, 'copy.png')
  assert.equal((await atelier(['media', 'get', stored.id, '-o', copy])).stdout, `${copy}\n`)
  assert.deepEqual((await sharp(readFileSync(copy)).metadata()).width, 20)
  assert.deepEqual(await json(['media', 'remove', stored.id]), { id: stored.id, removed: true })
  await fails(['media', 'get', stored.id], 4, /no such media/)
  await fails(['media', 'upload', join(folder, 'none.png')], 2, /cannot be read \(ENOENT\)/)
})

test('operations and usage are told for people and for scripts', async () => {
  const { items } = await json(['operations', 'list'])
  assert.ok(items.some(({ name, available }: { name: string; available: boolean }) => name === 'headshot' && !available))
  assert.match((await atelier(['operations', 'show', 'upscale-image'])).stdout, /image +image file +needed/)
  assert.match((await atelier(['operations', 'show', 'headshot'])).stdout, /Needs the consent/)
  assert.doesNotMatch((await atelier(['operations', 'show', 'upscale-image'])).stdout, /consent/)
  assert.ok((await json(['usage'])).operations.length > 0)
})

test('every way to fail has its own exit code', async () => {
  const poor = (await server.account(1)).apiKey
  const unused = await freePort()
  const run = (...input: string[]) => ['jobs', 'run', 'text-to-image', ...input.flatMap((pair) => ['-i', pair])]
  await Promise.all([
    fails(run('prompt=a cat', 'width=many'), 2, /"many" is not a number/),
    fails(run('prompt=a cat', 'wide=1'), 2, /no input wide; it has prompt,/),
    fails(run('prompt=a cat', 'width=99999'), 2, /width/),
    fails(['jobs', 'run'], 2, /missing required argument/),
    fails(['jobs', 'list', '--state', 'odd'], 2, /Allowed choices/),
    fails(['jobs', 'list', '--key', 'atl_wrong'], 3, /valid API key/),
    fails(['jobs', 'list'], 3, /ATELIER_API_KEY/, { env: { ATELIER_API_KEY: '' } }),
    fails(['jobs', 'run', 'make-tea'], 4, /no such operation/),
  ])
  await Promise.all([
    fails(run('prompt=a cat'), 5, /costs 10 credits and the account has 1/, { env: { ATELIER_API_KEY: poor } }),
    fails(['jobs', 'run', 'headshot', '-i', `image=@${await photo('face.png')}`, '-i', 'template=x'], 6, /No engine/),
    fails(['account'], 6, /cannot be reached \(ECONNREFUSED\)/, { env: { ATELIER_URL: `http://127.0.0.1:${unused}` } }),
    fails(['accounts', 'list'], 2, /PORT/, { env: { PORT: 'none' } }),
  ])
})

test('a server that is no URL is wrong usage, and not a server that is down', async () => {
  await fails(['jobs', 'list', '--url', 'here'], 2, /Write a URL/)
  await fails(['jobs', 'list'], 2, /Write a URL/, { env: { ATELIER_URL: 'localhost:8787' } })
})

test('a job that fails after it was taken is the result, and its reason the exit code', async () => {
  const { code, stdout } = await atelier(['jobs', 'run', 'text-to-image', '-i', 'prompt=refused', '-o', join(folder, 'no.png')])
  assert.equal(code, 7)
  assert.match(stdout, /^job_\w+ failed\n.*\(content_refused\)\n$/)
  assert.equal(existsSync(join(folder, 'no.png')), false)
})

test('what was refused is listed without its words, and a refusal has its own exit code', async () => {
  await fails(['jobs', 'run', 'text-to-image', '-i', 'prompt=naked'], 7, /content policy/)
  const { items } = await json(['audit', 'list', '--limit', '1'])
  const { stage, rule, operation, dialect, field } = items[0]
  assert.deepEqual([stage, rule, operation, dialect, field], ['submission', 'sexual', 'text-to-image', 'native', 'prompt'])
  assert.doesNotMatch(JSON.stringify(items), /naked/)
  assert.equal((await json(['audit', 'list', '--account', items[0].accountId])).items.length, 1)
  assert.match((await atelier(['audit', 'list'])).stdout, /RULE[^]*sexual/)
  await fails(['audit', 'list', '--account', 'nobody@example.com'], 4, /no such account/)
  await fails(['audit', 'list', '--limit', '0'], 2, /1 to 1000/)
})

test('help tells the exit codes, and commands over HTTP never open the database', async () => {
  const help = await atelier(['jobs', 'run', '--help'])
  assert.equal(help.code, 0)
  assert.match(help.stdout, /Exit codes:[^]*130 {2}canceled/)
  const nowhere = join(folder, 'nowhere', 'atelier.sqlite')
  assert.ok(await json(['account'], { env: { DATABASE_URL: `sqlite:${nowhere}` } }))
  assert.equal(existsSync(nowhere), false)
})
