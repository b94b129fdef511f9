import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { run as runGraphile, makeWorkerUtils, Logger } from 'graphile-worker'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { startChild } from './child.ts'
import { submitDirectly } from './submit.ts'
import { median, perSecond, type Row } from './table.ts'

const JOBS = 10_000
const ROUNDS = 3

/**
 * No-op jobs through a queue, one worker process, everything submitted before the clock starts. Atelier's figure includes its events, its
 * ledger and the final state of every job; graphile-worker's task writes the same ledger change by one statement; pg-boss and BullMQ run plain no-ops.
 */
export async function measureQueues(databaseUrl: string): Promise<Row[]> {
  const peers: Record<string, () => Promise<number>> = {
    'graphile-worker, with the ledger statement': () => graphileJobsPerSecond(databaseUrl),
    'pg-boss, its workers, plain no-ops': () => pgBossJobsPerSecond(databaseUrl, false),
    'pg-boss, no worker: fetch and complete 1,000 at a time': () => pgBossJobsPerSecond(databaseUrl, true),
    'BullMQ, plain no-ops, Redis appendfsync always (as durable)': () => bullmqJobsPerSecond('always'),
    'BullMQ, plain no-ops, Redis appendfsync everysec (may lose a second)': () => bullmqJobsPerSecond('everysec'),
  }
  const ours: number[] = []
  const theirs: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await atelierJobsPerSecond(databaseUrl))
    for (const [name, measure] of Object.entries(peers)) (theirs[name] ??= []).push(await measure())
  }
  const rate = median(ours)
  return [
    {
      figure: 'no-op jobs through claim, events and ledger, Postgres, one worker',
      measured: perSecond(rate),
      beside: '',
      ratio: undefined,
      target: '5,000/s',
      met: rate >= 5000,
    },
    ...Object.entries(theirs).map(([name, rates]): Row => {
      const ratio = median(rates.map((theirRate, round) => ours[round]! / theirRate))
      const comparedOnly = name.startsWith('graphile') || name.includes('no worker') || name.includes('everysec')
      return {
        figure: '  beside',
        measured: perSecond(rate),
        beside: `${name}: ${perSecond(median(rates))}`,
        ratio,
        target: comparedOnly ? 'compared' : 'ratio 1',
        met: comparedOnly ? undefined : ratio > 1,
      }
    }),
  ]
}

async function atelierJobsPerSecond(databaseUrl: string): Promise<number> {
  await submitDirectly(databaseUrl, JOBS)
  const worker = await startChild('servers/noop-worker.ts', { databaseUrl, jobs: JOBS })
  return worker.ready['perSecond'] as number
}

async function graphileJobsPerSecond(databaseUrl: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 30 })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  await pool.query(`create table if not exists bench_ledger (id bigint generated always as identity primary key, account text, amount int);
    create table if not exists bench_balance (account text primary key, captured bigint not null);
    insert into bench_balance values ('acc', 0) on conflict do nothing`)
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent })
  await utils.migrate()
  await utils.withPgClient((client) => client.query(`select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, ${JOBS})`))
  let left = JOBS
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const begun = performance.now()
  const runner = await runGraphile({
    pgPool: pool,
    concurrency: 24,
    noHandleSignals: true,
    logger: silent,
    preset: { worker: { localQueue: { size: 200 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } as never,
    taskList: {
      noop: async (_payload, helpers) => {
        await helpers.query(`insert into bench_ledger (account, amount) values ('acc', 1)`)
        if (--left === 0) resolve()
      },
    },
  })
  await done
  const seconds = (performance.now() - begun) / 1000
  await runner.stop()
  await utils.release()
  await pool.end()
  return JOBS / seconds
}

const silent = new Logger(() => () => {})

async function pgBossJobsPerSecond(databaseUrl: string, byHand: boolean): Promise<number> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bench_boss', supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue('noop')
  for (let sent = 0; sent < JOBS; sent += 1000)
    await boss.insert(
      'noop',
      Array.from({ length: 1000 }, () => ({ data: {} })),
    )
  let left = JOBS
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const begun = performance.now()
  if (byHand) {
    while (left > 0) {
      const jobs = await boss.fetch('noop', { batchSize: 1000 })
      await boss.complete(
        'noop',
        jobs.map(({ id }) => id),
      )
      left -= jobs.length
    }
  } else {
    // Its workers poll at most twice a second: four of them with batches of 1,000.
    await boss.work('noop', { batchSize: 1000, localConcurrency: 4, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      left -= jobs.length
      if (left <= 0) resolve()
    })
    await done
  }
  const seconds = (performance.now() - begun) / 1000
  await boss.stop({ graceful: true })
  return JOBS / seconds
}

/** BullMQ on a Redis of its own with append-only file. */
async function bullmqJobsPerSecond(fsync: 'always' | 'everysec'): Promise<number> {
  const port = await freePort()
  const redis = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'yes',
      '--appendfsync',
      fsync,
      '--dir',
      temporaryFolder(),
    ],
    { stdio: 'ignore' },
  )
  try {
    await untilOpen(port)
    const connection = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null })
    const queue = new Queue('noop', { connection })
    for (let sent = 0; sent < JOBS; sent += 1000) await queue.addBulk(Array.from({ length: 1000 }, () => ({ name: 'noop', data: {} })))
    let left = JOBS
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const begun = performance.now()
    const worker = new Worker('noop', async () => {}, { connection, concurrency: 256 })
    worker.on('completed', () => --left === 0 && resolve())
    await done
    const seconds = (performance.now() - begun) / 1000
    await worker.close()
    await queue.close()
    connection.disconnect()
    return JOBS / seconds
  } finally {
    redis.kill('SIGTERM')
    await once(redis, 'exit')
  }
}

const temporaryFolder = (): string => execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function untilOpen(port: number): Promise<void> {
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('redis-server did not start')
}
