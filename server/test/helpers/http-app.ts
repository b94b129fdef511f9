import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DestinationStream } from 'pino'
import sharp from 'sharp'
import type { HttpLimits } from '../../src/http/app-types.ts'
import { createApp } from '../../src/http/app.ts'
import { createLogger } from '../../src/http/logger.ts'
import { createNativeDialect } from '../../src/http/native/index.ts'
import { mediaRef, mediaRefs } from '../../src/operations/define-operation.ts'
import type { OperationDefinition } from '../../src/domain/operation.ts'
import { createScheduler } from '../../src/scheduler/scheduler.ts'
import { createAccountService } from '../../src/services/accounts/create-account-service.ts'
import { createCreditService } from '../../src/services/credits/create-credit-service.ts'
import { createJobService } from '../../src/services/jobs/create-job-service.ts'
import { createJobSignals } from '../../src/services/jobs/job-signals.ts'
import { createMediaService } from '../../src/services/media/create-media-service.ts'
import { DEFAULT_IMAGE_LIMITS } from '../../src/services/media/image-limits.ts'
import { createDiskStore } from '../../src/stores/disk.ts'
import Type from 'typebox'
import { noPrices, silentLog } from './core.ts'
import { createTestDatabase } from './database.ts'
import { createFakeClock } from './fake-clock.ts'
import { type Call, createFakeEngine, type FakeEngine, workOperation } from './fake-engine.ts'
import { createTestPolicy } from './test-policy.ts'

const MAX_UPLOAD_BYTES = 1_000_000
const DAY_MS = 24 * 60 * 60_000

/** Takes a picture, and more pictures in a list, so that media inputs can be tested. */
const touchUpOperation: OperationDefinition = {
  ...workOperation,
  name: 'touch-up',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture.'),
      samples: Type.Optional(mediaRefs('image', 'What it should look like.', { minItems: 1, maxItems: 3 })),
      label: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  mediaInputs: { image: 'image', samples: 'image' },
  price: () => 0,
}

export interface Client {
  readonly accountId: string
  readonly email: string
  readonly key: string
  readonly headers: { readonly authorization: string }
}

export interface HttpTestOptions {
  readonly limits?: Partial<HttpLimits>
  readonly log?: DestinationStream
}

export type HttpTest = Awaited<ReturnType<typeof createHttpTest>>

/** The real app on a real database, with an engine that does what the test says. Nothing runs until `scheduler.start()`. */
export async function createHttpTest({ limits = {}, log }: HttpTestOptions = {}) {
  const store = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'atelier-http-'))
  const { database } = store
  const clock = createFakeClock()
  const signals = createJobSignals()
  const engine: FakeEngine = {
    ...createFakeEngine({ concurrency: 64 }),
    operations: new Map([
      ['work', 'stand-in'],
      ['touch-up', 'stand-in'],
    ]),
  }
  const operations = [workOperation, touchUpOperation, { ...workOperation, name: 'dream' }]
  const secret = 'the secret of this test'
  const publicUrl = 'http://atelier.test'

  const accounts = createAccountService({ database, clock, secret })
  const credits = createCreditService({ database, clock })
  const media = createMediaService({
    database,
    store: createDiskStore(folder),
    clock,
    secret,
    publicUrl: () => publicUrl,
    limits: { ...DEFAULT_IMAGE_LIMITS, maxBytes: MAX_UPLOAD_BYTES },
    retentionMs: { upload: 30 * DAY_MS, output: 30 * DAY_MS },
    fetch: { allow: [], timeoutMs: 1000 },
  })
  const policy = createTestPolicy({ database, clock, media })
  const jobs = createJobService({
    database,
    clock,
    signals,
    media,
    policy,
    operations,
    engines: [engine],
    prices: noPrices,
    queueLimit: 100,
  })
  const scheduler = createScheduler({
    database,
    clock,
    signals,
    media,
    policy,
    operations,
    engines: [engine],
    // Time moves by leaps here, in which no lease could be renewed.
    leaseMs: DAY_MS,
    runningLimit: 0,
    log: silentLog,
  })
  const app = await createApp({
    services: { accounts, credits, media, jobs },
    dialects: [createNativeDialect({ prices: noPrices })],
    logger: createLogger({ level: log ? 'debug' : 'silent', ...(log ? { destination: log } : {}) }),
    clock,
    limits: {
      maxUploadBytes: MAX_UPLOAD_BYTES,
      requestsPerMinute: 0,
      failedLoginsPerMinute: 0,
      queuedJobs: 100,
      runningJobs: 0,
      ...limits,
    },
    publicUrl: () => publicUrl,
    secret,
    checks: { database: () => Promise.resolve() },
    signals,
  })
  let people = 0

  return {
    app,
    clock,
    signals,
    engine,
    scheduler,
    accounts,
    credits,
    publicUrl,
    async client(amount = 100): Promise<Client> {
      const email = `client${++people}@example.org`
      const { account, apiKey } = await accounts.create({ email, password: 'correct horse' })
      if (amount > 0) await credits.grant(account.id, { amount, reason: 'test' })
      return { accountId: account.id, email, key: apiKey, headers: { authorization: `Bearer ${apiKey}` } }
    },
    async submit(client: Client, input: object = { price: 1 }, headers: object = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/jobs',
        headers: { ...client.headers, ...headers },
        payload: { operation: 'work', input },
      })
      return { status: answer.statusCode, headers: answer.headers, job: answer.json<{ id: string; state: string }>() }
    },
    /** The run of the job that was submitted with this label, once it has begun. */
    async runOf(label: string): Promise<Call> {
      for (let index = 0; ; index++) {
        const call = await engine.call(index)
        if (call.task.input['label'] === label) return call
      }
    },
    /** Listens on a free port; returns where. */
    async listen(): Promise<string> {
      await app.listen({ port: 0, host: '127.0.0.1' })
      return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    },
    async close(): Promise<void> {
      await app.close()
      await scheduler.drain(0)
      await accounts.settle()
      await store.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A small picture of one colour. */
export async function makePicture(color = '#c33', width = 16): Promise<Buffer<ArrayBuffer>> {
  const bytes = await sharp({ create: { width, height: 16, channels: 3, background: color } })
    .png()
    .toBuffer()
  return Buffer.from(new Uint8Array(bytes).buffer)
}

/** A multipart form with one file (RFC 7578). */
export function toMultipart(
  bytes: Uint8Array,
  name = 'cat.png',
  type = 'image/png',
): { payload: Buffer; headers: { 'content-type': string } } {
  const boundary = 'a-boundary-that-is-in-no-picture'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`
  return {
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
