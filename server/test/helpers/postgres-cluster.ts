/*
 * A throw-away Postgres for tests, benchmarks and demonstrations: a fresh cluster in a temporary folder, on a free loopback port,
 * with a random password and the durability settings of a real one (fsync stays on). It lives exactly as long as the process
 * that started it: a small shell holds the other end of a pipe, and when that closes, for whatever reason, kill -9 included, it
 * stops the server and removes the folder. So there is nothing to clean up by hand and no signal to handle.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, closeSync, existsSync, globSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

export interface PostgresCluster {
  /** Connection URL of a superuser on the database `postgres`. */
  readonly url: string
  /** Stops the server and removes its folder; resolves when both are done. */
  stop(): Promise<void>
}

const otherInstallations = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
]

/** The folder that holds `initdb` and `postgres`: on PATH first, then where Debian, Red Hat and Homebrew put it, newest first. */
export function findPostgres(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const installed = globSync(otherInstallations).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  return [...onPath, ...installed].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/**
 * Starts a fresh cluster, ready for connections when it resolves.
 * @throws Error when no Postgres is installed (see `findPostgres`) or it does not start; the message ends with its log.
 */
export async function startPostgresCluster(): Promise<PostgresCluster> {
  const binaries = findPostgres()
  if (binaries === undefined) throw new Error('no Postgres on this machine: initdb is neither on PATH nor in the usual folders')
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binaries)
    } catch (error) {
      // The free port can be taken between being found and being used.
      if (attempt === 3) throw error
    }
  }
}

// $1 is the cluster's folder, $2 the server, $3 its port. `cat` ends when the process that started us closes the pipe or is gone; SIGINT is
// Postgres' fast shutdown. Ends by itself as well when the server does, so that a failed start is noticed at once.
const supervise = `
  exec 3<&0
  "$2" -D "$1/data" -k "" -h 127.0.0.1 -p "$3" -c max_connections=200 3<&- &
  server=$!
  ( cat <&3 > /dev/null; kill -INT $server ) &
  watcher=$!
  wait $server
  kill $watcher 2> /dev/null
  cd / && rm -rf "$1"
`

async function startOnce(binaries: string): Promise<PostgresCluster> {
  const owner = unprivilegedOwner()
  const folder = mkdtempSync(join(owner ? '/tmp' : tmpdir(), 'atelier-postgres-'))
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  const logFile = join(folder, 'log')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid)
  const asOwner = { ...owner, cwd: folder }

  let supervisor: ChildProcess | undefined
  let log: number | undefined
  try {
    const initdb = [
      '-D',
      join(folder, 'data'),
      '-U',
      'postgres',
      '--pwfile',
      passwordFile,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '-N',
    ]
    execFileSync(join(binaries, 'initdb'), initdb, { ...asOwner, stdio: 'pipe' })
    const port = await findFreePort()
    const output = openSync(logFile, 'a')
    log = openSync(logFile, 'r')
    supervisor = spawn('/bin/sh', ['-c', supervise, 'sh', folder, join(binaries, 'postgres'), String(port)], {
      ...asOwner,
      // A process group of its own, so that Ctrl-C in a terminal reaches it only through the pipe, after its users have let go.
      detached: true,
      stdio: ['pipe', output, output],
    })
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
    closeSync(output)
    const running = supervisor
    await untilReady(url, () => running.exitCode === null && running.signalCode === null)
    running.unref()
    ;(running.stdin as Socket).unref()
    return { url, stop: () => stop(running) }
  } catch (error) {
    if (supervisor) await stop(supervisor)
    const said = log === undefined ? '' : `\n${readFileSync(log, 'utf8')}`
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`Postgres did not start: ${error instanceof Error ? error.message : String(error)}${said}`, { cause: error })
  } finally {
    if (log !== undefined) closeSync(log)
  }
}

async function stop(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return
  const exited = once(supervisor, 'exit')
  supervisor.ref()
  supervisor.stdin?.end()
  await exited
}

/** Postgres refuses to run as root; then it runs as `postgres`, or as `nobody` where that user is missing. */
function unprivilegedOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const identity = (option: string, user: string) => Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: identity('-u', user), gid: identity('-g', user) }
    } catch {
      continue
    }
  }
  throw new Error('Postgres does not run as root, and there is neither a user postgres nor nobody')
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function untilReady(url: string, isRunning: () => boolean): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt === 300 || !isRunning()) throw error
      await wait(100)
    }
  }
}
