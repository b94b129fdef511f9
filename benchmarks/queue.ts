import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { makeWorkerUtils, Logger } from 'graphile-worker'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { startChild } from './child.ts'
import { submitDirectly } from './submit.ts'
import { median, perSecond, type Row } from './table.ts'

const JOBS = 20_000
const ROUNDS = 3

/**
 * No-op jobs through a queue, everything submitted before the clock starts, one fresh worker process per measurement for each queue. Atelier's
 * figure includes its events, its ledger and the final state of every job; graphile-worker's task writes the same ledger change by one
 * statement; pg-boss and BullMQ run plain no-ops.
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
      const comparedOnly = name.startsWith('graphile') || name.includes('no worker')
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
  return workerRate('servers/noop-worker.ts', { databaseUrl })
}

/** What a worker process says that it reached. */
async function workerRate(file: string, options: object): Promise<number> {
  const worker = await startChild(file, { ...options, jobs: JOBS })
  await worker.exited
  return worker.ready['perSecond'] as number
}

async function graphileJobsPerSecond(databaseUrl: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl })
  pool.on('error', () => {}).on('connect', (client) => void client.on('error', () => {}))
  await pool.query(`create table if not exists bench_ledger (id bigint generated always as identity primary key, account text, amount int)`)
  const utils = await makeWorkerUtils({ pgPool: pool, logger: new Logger(() => () => {}) })
  await utils.migrate()
  await pool.query(`select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, ${JOBS})`)
  await utils.release()
  await pool.end()
  return workerRate('servers/graphile-worker.ts', { databaseUrl })
}

async function pgBossJobsPerSecond(databaseUrl: string, byHand: boolean): Promise<number> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bench_boss', supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue('noop')
  for (let sent = 0; sent < JOBS; sent += 1000)
    await boss.insert(
      'noop',
      Array.from({ length: 1000 }, () => ({ data: {} })),
    )
  await boss.stop({ graceful: true })
  return workerRate('servers/pg-boss-worker.ts', { databaseUrl, byHand })
}

/** BullMQ on a Redis of its own with append-only file. */
async function bullmqJobsPerSecond(fsync: 'always' | 'everysec'): Promise<number> {
  const port = await freePort()
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'yes', appendfsync: fsync, dir: temporaryFolder() }
  const redis = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  )
  try {
    await untilOpen(port)
    const connection = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null })
    const queue = new Queue('noop', { connection })
    for (let sent = 0; sent < JOBS; sent += 1000) await queue.addBulk(Array.from({ length: 1000 }, () => ({ name: 'noop', data: {} })))
    await queue.close()
    connection.disconnect()
    return await workerRate('servers/bullmq-worker.ts', { port })
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
