import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface RealServer {
  readonly url: string
  readonly apiKey: string
  readonly pid: number
  /** From the start of the process to the first 200 of /readyz. */
  readonly readyMs: number
  stop(): Promise<void>
}

/** The server as `npm start` runs it, with a fresh data folder and an account. */
export async function startRealServer(): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-'))
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    ATELIER_DATA: folder,
    LOG_LEVEL: 'warn',
    DATABASE_URL: '',
    ATELIER_REQUESTS_PER_MINUTE: '0',
  }
  const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts
  const begun = performance.now()
  const child: ChildProcess = spawn(process.execPath, scripts.start.split(' ').slice(1), {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error('the server ended')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const readyMs = performance.now() - begun
  return {
    url,
    pid: child.pid!,
    readyMs,
    get apiKey() {
      const args = [
        'cli/atelier.ts',
        'accounts',
        'create',
        '--email',
        `bench-${Date.now()}@example.com`,
        '--password',
        'correct horse',
        '--credits',
        '1000000',
        '--json',
      ]
      return (JSON.parse(execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })) as { apiKey: string }).apiKey
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
