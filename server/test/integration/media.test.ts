import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { newId } from '../../src/domain/ids.ts'
import type { Media } from '../../src/domain/media.ts'
import type { Database } from '../../src/db/connect.ts'
import type { MediaStore } from '../../src/ports/media-store.ts'
import { createMediaService } from '../../src/services/media/create-media-service.ts'
import type { MediaService } from '../../src/services/media/media-service.ts'
import { type PreparedJob, storeJobs } from '../../src/services/jobs/store-jobs.ts'
import { createDiskStore } from '../../src/stores/disk.ts'
import { type Core, createCore } from '../helpers/core.ts'
import { settleTurn } from '../helpers/fake-clock.ts'
import { plainPicture } from '../helpers/picture-engine.ts'

const HOUR_MS = 3_600_000
const UPLOAD_MS = 48 * HOUR_MS
const OUTPUT_MS = 24 * HOUR_MS

let core: Core
let folder: string
let store: MediaStore
let media: MediaService
let accountId: string
let strangerId: string
let files: Server
let filesUrl: string
let fetched: string[] = []
let picture: Buffer<ArrayBuffer>

before(async () => {
  picture = await plainPicture(8, 8)
  files = createServer((request, response) => {
    fetched.push(request.url!)
    if (request.url === '/moved') response.writeHead(302, { location: '/picture.png' })
    response.end(request.url === '/text' ? 'no picture' : picture)
  }).listen(0, '127.0.0.1')
  await once(files, 'listening')
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
})
after(() => files.close())
beforeEach(async () => {
  core = await createCore()
  folder = mkdtempSync(join(tmpdir(), 'atelier-media-test-'))
  store = createDiskStore(folder)
  media = createService()
  ;[accountId, strangerId] = [(await core.account(100)).accountId, (await core.account(100)).accountId]
  fetched = []
})
afterEach(async () => {
  await core.test.remove()
  rmSync(folder, { recursive: true, force: true })
})

function createService(options: Partial<Parameters<typeof createMediaService>[0]> = {}): MediaService {
  return createMediaService({
    database: core.test.database,
    store,
    clock: core.clock,
    secret: 'the secret of this test',
    // The same address as the server of files: what begins with it is looked up, everything else on it is fetched.
    publicUrl: () => `${filesUrl}/atelier`,
    limits: { maxBytes: 100_000, maxPixels: 1_000_000, maxFrames: 10, decodeTimeoutMs: 20_000 },
    retentionMs: { upload: UPLOAD_MS, output: OUTPUT_MS },
    fetch: { allow: ['127.0.0.1/32'], timeoutMs: 5000 },
    ...options,
  })
}

const dataUriOf = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`
const isStored = ({ sha256 }: Media): Promise<boolean> => store.has(sha256)
const output = (bytes: Buffer<ArrayBuffer>) => ({ name: 'image', kind: 'image', mime: 'image/png', bytes: new Uint8Array(bytes) }) as const

function jobWith(mediaId: string): PreparedJob {
  return {
    id: newId('job'),
    accountId,
    dialect: 'native',
    operation: 'work',
    input: { image: mediaId },
    media: { image: mediaId },
    priority: 0,
    price: 1,
    maxAttempts: 3,
    deadlineMs: 1000 * HOUR_MS,
    idempotency: undefined,
    requestId: undefined,
  }
}

async function submit(mediaId: string, database: Database = core.test.database): Promise<string> {
  const [outcome] = await storeJobs(database, [jobWith(mediaId)], { now: core.clock.now(), queueLimit: 0 })
  if (!outcome?.ok) throw outcome?.error
  return outcome.value.row.id
}

async function finish(jobId: string): Promise<void> {
  assert.equal((await core.jobs.cancel(accountId, jobId)).state, 'canceled')
}

/** Every media row has its file, and after a thorough sweep every file has a row. */
async function checkFiles({ swept }: { readonly swept: boolean }): Promise<void> {
  const { rows } = await sql<{ sha256: string }>`select distinct sha256 from media`.execute(core.test.database.queries)
  const stored = new Set<string>()
  for await (const sha256 of store.list()) stored.add(sha256)
  for (const { sha256 } of rows) assert.ok(stored.has(sha256), `the file ${sha256} of a media is gone`)
  if (swept) assert.equal(stored.size, rows.length)
}

test('a reference is a media id, a data URI, a URL, or a URL of this server, which is looked up and not fetched', async () => {
  const uploaded = await media.upload(accountId, picture, { name: 'a.png' })
  assert.deepEqual(await media.resolve(accountId, uploaded.id, 'image'), uploaded)
  const fromDataUri = await media.resolve(accountId, dataUriOf(picture), 'image')
  const fromUrl = await media.resolve(accountId, `${filesUrl}/picture.png`, 'image')
  assert.equal(new Set([uploaded.id, fromDataUri.id, fromUrl.id]).size, 3)
  assert.equal(new Set([uploaded.sha256, fromDataUri.sha256, fromUrl.sha256]).size, 1)
  assert.deepEqual(fetched, ['/picture.png'])

  for (const url of [
    media.signUrl(uploaded),
    `${filesUrl}/atelier/v1/media/${uploaded.id}`,
    `${filesUrl}/atelier/v1/media/${uploaded.id}#x`,
  ])
    assert.equal((await media.resolve(accountId, url, 'image')).id, uploaded.id)
  assert.deepEqual(fetched, ['/picture.png'], 'no URL of this server was fetched')

  assert.equal((await media.resolve(accountId, `${filesUrl}/moved`, 'image')).sha256, uploaded.sha256)
  await assert.rejects(media.resolve(accountId, `${filesUrl}/text`, 'image'), { code: 'media_unsupported' })
  await assert.rejects(media.resolve(accountId, uploaded.id, 'video'), { code: 'media_unsupported' })
  for (const reference of ['', 'x', 'file:///etc/passwd', 'ftp://127.0.0.1/x', 'med_1'])
    await assert.rejects(media.resolve(accountId, reference, 'image'), { code: 'invalid_input' }, reference)
})

test('a promised id is given to one upload only', async () => {
  const id = newId('media')
  const first = await media.upload(accountId, picture, { id })
  assert.equal(first.id, id)
  const other = await plainPicture(9, 9)
  for (const account of [accountId, strangerId]) await assert.rejects(media.upload(account, other, { id }), { code: 'media_exists' })
  assert.deepEqual(await media.get(accountId, id), first)
})

test('any name is taken, cut to 200 characters', async () => {
  for (const [given, kept] of [
    ['cat.png', 'cat.png'],
    ['x'.repeat(199) + '\u{1f431}', 'x'.repeat(199) + '\ufffd'],
    ['a\ud800b', 'a\ufffdb'],
    ['a\0b', 'a\ufffdb'],
  ] as const) {
    const { id } = await media.upload(accountId, picture, { name: given })
    assert.equal((await media.get(accountId, id)).name, kept)
  }
})

test('an address that is not allowed is refused, whether it is named or redirected to', async () => {
  const careful = createService({ fetch: { allow: [], timeoutMs: 5000 } })
  await assert.rejects(careful.resolve(accountId, `${filesUrl}/picture.png`, 'image'), { code: 'url_refused' })
  assert.deepEqual(fetched, [])
})

test("another account's media, expired media and media that never was are answered alike", async () => {
  const uploaded = await media.upload(accountId, picture)
  const refusal = { code: 'media_not_found', message: 'There is no such media.' }
  const tryAll = async (who: string, id: string): Promise<void> => {
    await assert.rejects(media.get(who, id), refusal)
    await assert.rejects(media.resolve(who, id, 'image'), refusal)
    await assert.rejects(media.resolve(who, `${filesUrl}/atelier/v1/media/${id}/content`, 'image'), refusal)
    await assert.rejects(media.remove(who, id), refusal)
    assert.deepEqual(await media.getMany(who, [id]), [])
  }
  await tryAll(strangerId, uploaded.id)
  await tryAll(strangerId, newId('media'))
  assert.deepEqual(await media.list(strangerId, { limit: 10 }), [])
  await core.clock.advance(UPLOAD_MS)
  await tryAll(accountId, uploaded.id)
  assert.deepEqual(await media.list(accountId, { limit: 10 }), [])
})

test('a signed URL is good until its time or the media is over, whichever is first, and for nothing else', async () => {
  const uploaded = await media.upload(accountId, picture)
  const other = await media.upload(accountId, picture)
  const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams) as { expires: string; signature: string }
  const short = queryOf(media.signUrl(uploaded, HOUR_MS))
  const long = queryOf(media.signUrl(uploaded, 1000 * HOUR_MS))
  assert.equal(Number(long.expires), uploaded.expiresAt)
  assert.equal((await media.getSigned(uploaded.id, short)).id, uploaded.id)

  const refusal = { code: 'media_not_found' }
  await assert.rejects(media.getSigned(other.id, short), refusal)
  for (let at = 0; at < short.signature.length; at++) {
    const changed = short.signature[at] === 'A' ? 'B' : 'A'
    const signature = `${short.signature.slice(0, at)}${changed}${short.signature.slice(at + 1)}`
    await assert.rejects(media.getSigned(uploaded.id, { ...short, signature }), refusal)
  }
  for (const expires of [
    String(Number(short.expires) + 1),
    `0${short.expires}`,
    `${short.expires}0`,
    ` ${short.expires}`,
    `${short.expires}.0`,
    '',
    'NaN',
    '-1',
    '1e99',
  ])
    await assert.rejects(media.getSigned(uploaded.id, { ...short, expires }), refusal, expires)
  for (const signature of ['', short.signature.slice(1), `${short.signature}=`, `${short.signature}\u0000`])
    await assert.rejects(media.getSigned(uploaded.id, { ...short, signature }), refusal)
  const elsewhere = createService({ secret: 'another secret entirely' })
  await assert.rejects(elsewhere.getSigned(uploaded.id, short), refusal)

  await core.clock.advance(HOUR_MS - 1)
  await media.getSigned(uploaded.id, short)
  await core.clock.advance(1)
  await assert.rejects(media.getSigned(uploaded.id, short), refusal)
  await media.getSigned(uploaded.id, long)
  await media.remove(accountId, uploaded.id)
  await assert.rejects(media.getSigned(uploaded.id, long), refusal)
})

test('times are whole milliseconds, also where the retention is not', async () => {
  const odd = createService({ retentionMs: { upload: 1000.4, output: 999.7 } })
  const uploaded = await odd.upload(accountId, picture)
  assert.ok(
    Number.isInteger(uploaded.expiresAt) && Number.isInteger((await odd.stageOutput(accountId, newId('job'), output(picture))).expiresAt),
  )
  assert.ok((await odd.getSigned(uploaded.id, Object.fromEntries(new URL(odd.signUrl(uploaded)).searchParams) as never)).id)
})

test('media that a queued job needs cannot be deleted, and can be when the job is final', async () => {
  const uploaded = await media.upload(accountId, picture)
  const jobId = await submit(uploaded.id)
  await assert.rejects(media.remove(accountId, uploaded.id), { code: 'media_in_use' })
  await finish(jobId)
  await media.remove(accountId, uploaded.id)
  await assert.rejects(media.get(accountId, uploaded.id), { code: 'media_not_found' })
})

test('uploads and results are kept as long as their kind says, and their files go with the last media that names them', async () => {
  const uploaded = await media.upload(accountId, picture)
  const other = await plainPicture(9, 9)
  const made = await media.stageOutput(accountId, newId('job'), output(other))
  await sql`insert into media (id, account_id, kind, mime, size_bytes, sha256, origin, created_at, expires_at)
    values (${made.id}, ${accountId}, 'image', 'image/png', ${made.sizeBytes}, ${made.sha256}, 'output', ${made.createdAt}, ${made.expiresAt})`.execute(
    core.test.database.queries,
  )
  assert.deepEqual([uploaded.expiresAt, made.expiresAt], [core.clock.now() + UPLOAD_MS, core.clock.now() + OUTPUT_MS])
  const twin = await media.upload(strangerId, picture)
  const sweepAt = async (laterMs: number) => {
    await core.clock.advance(laterMs)
    const swept = await media.sweep()
    return { ...swept, upload: await isStored(uploaded), output: await isStored(made) }
  }
  assert.deepEqual(await sweepAt(OUTPUT_MS - 1), { media: 0, files: 0, upload: true, output: true })
  assert.deepEqual(await sweepAt(1), { media: 1, files: 1, upload: true, output: false })
  await media.remove(strangerId, twin.id)
  assert.deepEqual(await sweepAt(HOUR_MS), { media: 0, files: 0, upload: true, output: false })
  assert.deepEqual(await sweepAt(UPLOAD_MS), { media: 1, files: 1, upload: false, output: false })
  await checkFiles({ swept: true })
})

test('a file that no media names yet is left alone for an hour, and then goes', async () => {
  const staged = await media.stageOutput(accountId, newId('job'), output(picture))
  await core.clock.advance(HOUR_MS - 1)
  assert.equal((await media.sweep()).files, 0)
  // The same content again: its hour begins anew.
  await media.stageOutput(accountId, newId('job'), output(picture))
  await core.clock.advance(HOUR_MS - 1)
  assert.equal((await media.sweep()).files, 0)
  assert.equal(await isStored(staged), true)
  await core.clock.advance(1)
  assert.equal((await media.sweep()).files, 1)
  assert.equal(await isStored(staged), false)
})

test('a sweep gets through more files than one step takes', async () => {
  const kept = await media.upload(accountId, picture)
  const unused = Array.from({ length: 1100 }, (_, index) => ({ sha256: index.toString(16).padStart(64, '0'), touched_at: 0 }))
  await core.test.database.queries.insertInto('blobs').values(unused).execute()
  assert.equal((await media.sweep()).files, unused.length)
  await core.clock.advance(HOUR_MS)
  assert.equal((await media.sweep()).files, 0)
  assert.equal(await isStored(kept), true)
})

test('what a live job needs outlives its expiry until the job is final', async () => {
  const uploaded = await media.upload(accountId, picture)
  await core.clock.advance(UPLOAD_MS - 1)
  const jobId = await submit(uploaded.id)
  await core.clock.advance(10 * HOUR_MS)
  assert.deepEqual(await media.sweep(), { media: 0, files: 0 })
  assert.deepEqual(await media.read(uploaded), picture)
  await assert.rejects(submit(uploaded.id), { code: 'media_not_found' })
  await finish(jobId)
  assert.deepEqual(await media.sweep(), { media: 1, files: 1 })
})

/** A database whose transactions end only when the test says so. */
function holdTransactions(): { database: Database; entered: Promise<void>; release: () => void } {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { database } = core.test
  const held: Database = {
    ...database,
    transact: (work) =>
      database.transact(async (trx) => {
        const result = await work(trx)
        enter()
        await released
        return result
      }),
  }
  return { database: held, entered, release }
}

/** Until something waits for another's lock (Postgres), or for as long as promises go on by themselves (SQLite has one writer). */
async function untilBlocked(isOver: () => boolean): Promise<void> {
  const { pool } = core.test.database
  for (let turn = 0; turn < 50; turn++) {
    await settleTurn()
    if (isOver()) return
    const waiting = await pool?.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
    if (waiting?.rowCount) return
  }
}

test('media that expires while a job that needs it is being stored is not swept from under it', async () => {
  const uploaded = await media.upload(accountId, picture)
  await core.clock.advance(UPLOAD_MS - 1)
  const { database, entered, release } = holdTransactions()
  const submitting = submit(uploaded.id, database)
  await entered
  await core.clock.advance(1)
  let isOver = false
  const sweeping = media.sweep().finally(() => (isOver = true))
  await untilBlocked(() => isOver)
  release()
  await submitting
  assert.deepEqual(await sweeping, { media: 0, files: 0 })
  const { rows } = await sql`select 1 from media where id = ${uploaded.id}`.execute(core.test.database.queries)
  assert.equal(rows.length, 1)
  assert.equal(await isStored(uploaded), true)
})

test('a deletion that meets a job being stored waits for it, and is then refused', async () => {
  const uploaded = await media.upload(accountId, picture)
  const { database, entered, release } = holdTransactions()
  const submitting = submit(uploaded.id, database)
  await entered
  let isOver = false
  const removing = media.remove(accountId, uploaded.id).finally(() => (isOver = true))
  removing.catch(() => {})
  await untilBlocked(() => isOver)
  release()
  await submitting
  await assert.rejects(removing, { code: 'media_in_use' })
})

test('uploading what is being swept never leaves a media without its file', async () => {
  for (let round = 0; round < 25; round++) {
    const bytes = await plainPicture(8, 8, `#0000${(round + 16).toString(16)}`)
    // An old file that nobody names any more: the very one that the sweeper is after.
    await media.remove(accountId, (await media.upload(accountId, bytes)).id)
    await core.clock.advance(2 * HOUR_MS)
    const [first, second] = await Promise.all([
      media.upload(accountId, bytes),
      media.upload(strangerId, bytes),
      media.sweep(),
      round % 2 === 0 ? media.sweep() : media.stageOutput(accountId, newId('job'), output(bytes)),
    ])
    assert.deepEqual(await media.read(first), bytes)
    assert.equal(first.sha256, second.sha256)
  }
  await checkFiles({ swept: false })
  await core.clock.advance(2 * HOUR_MS)
  await media.sweep()
  await checkFiles({ swept: true })
})

test('deletions, uploads and sweeps of one content at once end with the file exactly where a media is left', async () => {
  for (let round = 0; round < 15; round++) {
    const kept = await Promise.all([media.upload(accountId, picture), media.upload(strangerId, picture)])
    await core.clock.advance(2 * HOUR_MS)
    await Promise.all([
      media.remove(accountId, kept[0].id),
      media.sweep(),
      media.upload(accountId, picture),
      media.remove(strangerId, kept[1].id),
      media.sweep(),
    ])
    await checkFiles({ swept: false })
    for (const each of await media.list(accountId, { limit: 100 })) await media.remove(accountId, each.id)
    await core.clock.advance(2 * HOUR_MS)
    await media.sweep()
    await checkFiles({ swept: true })
  }
})
