/*
 * `npm run demo`: the main job on real input. Starts the real server on a free port with a data folder of its own, makes four pictures
 * through the Aitubo dialect, a cut-out and an enlargement through the native API, and writes them to demo-out/.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { MultiBar } from 'cli-progress'
import { type Client, createClient, type Job, type JobEvent } from '../sdk/index.ts'

const root = join(import.meta.dirname, '..')
const outputFolder = join(root, 'demo-out')
const CREDITS = 100
const START_MS = 60_000
const STOP_MS = 15_000
const POLL_MS = 250

interface Server {
  readonly url: string
  readonly process: ChildProcess
}

interface Result {
  readonly door: string
  readonly job: Job
  readonly files: readonly string[]
}

/** What happens to a job, shown. */
interface Display {
  /** A row for one job; tells it how the job goes. */
  row(title: string): (fraction: number, event: JobEvent) => void
  stop(): void
}

/** Of Ctrl-C, and of the first fault: whatever else is under way then stops. */
const over = new AbortController()
const { signal } = over
const interrupted = new Error('Interrupted.')
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => over.abort(interrupted))
// A reader that leaves (`| head`) must not leave the server behind.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => over.abort(interrupted))

const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-demo-'))
let server: ChildProcess | undefined
try {
  await runDemo()
} catch (error) {
  over.abort(error)
} finally {
  if (server) await stopServer(server)
  await rm(dataFolder, { recursive: true, force: true })
}
if (signal.aborted) {
  const { reason } = signal as { reason: unknown }
  console.error(`\nThe demo failed: ${reason instanceof Error ? reason.message : String(reason)}`)
  process.exitCode = reason === interrupted ? 130 : 1
}

async function runDemo(): Promise<void> {
  const started = await startServer()
  console.log(`Server   ${started.url}, with its data in ${dataFolder}; both go at the end.`)
  const { apiKey, email } = await createAccount()
  console.log(`Account  ${email}, with ${CREDITS} credits.\n`)

  const client = createClient({ baseUrl: started.url, apiKey })
  await mkdir(outputFolder, { recursive: true })

  const display = createDisplay()
  const results = await Promise.all([
    makePictures(started.url, apiKey, client, display.row('four pictures  aitubo')),
    runNative(client, display.row('cut-out        native'), {
      operation: 'remove-background',
      photo: 'astronaut.png',
      input: {},
      file: 'astronaut-cut-out.png',
    }),
    runNative(client, display.row('enlargement    native'), {
      operation: 'upscale-image',
      photo: 'chelsea.png',
      input: { factor: 2 },
      file: 'chelsea-x2.png',
    }),
  ]).finally(() => display.stop())

  console.log(`\n${toTable(results)}\n`)
  const { balance } = await client.account.get({ signal })
  console.log(`${balance} of ${CREDITS} credits are left. The pictures:`)
  for (const file of results.flatMap(({ files }) => files)) console.log(`  ${relative(process.cwd(), file)}`)
}

/** An environment and a folder without the settings of whoever runs the demo. */
function surroundings() {
  const foreign = /^(ATELIER_.*|PORT|HOST|PUBLIC_URL|DATABASE_URL|S3_URL|LOG_LEVEL)$/
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return {
    cwd: dataFolder,
    env: { ...Object.fromEntries(kept), PORT: '0', HOST: '127.0.0.1', ATELIER_DATA: join(dataFolder, 'data'), ATELIER_DRAIN_SECONDS: '2' },
  }
}

async function startServer(): Promise<Server> {
  const child = spawn(process.execPath, [join(root, 'server/src/main.ts')], { ...surroundings(), stdio: ['ignore', 'pipe', 'pipe'] })
  server = child
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk))
  const ready = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { msg, url } = parseLogLine(line)
    if (msg === 'Atelier is ready' && url !== undefined) ready.resolve(url)
  })
  child.once('exit', (code) => ready.reject(new Error(`The server ended with ${code}.\n${complaints}`)))
  const late = AbortSignal.timeout(START_MS)
  late.addEventListener('abort', () => ready.reject(new Error(`The server was not ready within ${START_MS / 1000} s.`)))
  signal.addEventListener('abort', () => ready.reject(signal.reason))
  return { url: await ready.promise, process: child }
}

function parseLogLine(line: string): { msg?: string; url?: string } {
  try {
    return JSON.parse(line) as object
  } catch {
    return {}
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}

/** As an operator does: `atelier accounts create`, the password by stdin, and consent for pictures of faces. */
async function createAccount(): Promise<{ apiKey: string; email: string }> {
  const email = 'demo@example.com'
  const created = await atelier(
    ['accounts', 'create', '--email', email, '--credits', String(CREDITS), '--json'],
    `${crypto.randomUUID()}\n`,
  )
  await atelier(['accounts', 'consent', email, '--on', '--json'])
  return JSON.parse(created) as { apiKey: string; email: string }
}

/** What the command prints. @throws when it does not end with 0 */
async function atelier(command: readonly string[], input = ''): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'cli/atelier.ts'), ...command], { ...surroundings(), signal })
  child.stdin.end(input)
  const [output, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`atelier ${command.slice(0, 2).join(' ')} ended with ${code}: ${complaints}`)
  return output
}

/** Text to image as an app written for Aitubo does it: models, create, poll, download from `domain` and path. */
async function makePictures(
  url: string,
  apiKey: string,
  client: Client,
  onProgress: (fraction: number, event: JobEvent) => void,
): Promise<Result> {
  async function aitubo<Data>(path: string, body?: object): Promise<Data> {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/${path}`, { headers, signal, ...(body && { method: 'POST', body: JSON.stringify(body) }) })
    const { code, info, data } = (await response.json()) as { code: number; info?: string; data: Data }
    if (code !== 0) throw new Error(`aitubo ${path.split('?')[0]}: code ${code}, ${info}`)
    return data
  }

  const { models } = await aitubo<{ models: { id: string }[] }>('model/list')
  if (!models[0]) throw new Error('aitubo model/list: there is no model.')
  const { id } = await aitubo<{ id: string }>('job/create', { prompt: 'A cat sleeps on the plane', modelId: models[0].id, count: 4 })

  // Aitubo tells only a status. The native API shows the same job with its progress.
  const { items } = await client.jobs.list({ operations: ['text-to-image'], signal })
  const followed = client.jobs.follow(items[0]!.id, { onProgress, signal })

  const [images, job] = await Promise.all([pollPictures(), followed])
  const files = await Promise.all(
    images.map(async (image, index) => saveFile(`cat-on-the-plane-${index + 1}.png`, await fetch(image, { signal }))),
  )
  return { door: 'aitubo', job, files }

  async function pollPictures(): Promise<string[]> {
    for (;;) {
      const { status, result } = await aitubo<{ status: number; result?: { info?: string; data?: { images: string[]; domain: string } } }>(
        `job/get?id=${id}`,
      )
      if (status === 3) throw new Error(`aitubo job ${id} failed: ${result?.info}`)
      if (status === 2) return result!.data!.images.map((path) => result!.data!.domain + path)
      await pause(POLL_MS, undefined, { signal })
    }
  }
}

async function runNative(
  client: Client,
  onProgress: (fraction: number, event: JobEvent) => void,
  { operation, photo, input, file }: { operation: string; photo: string; input: object; file: string },
): Promise<Result> {
  const bytes = new Uint8Array(await readFile(join(root, 'photos', photo)))
  const image = await client.media.upload(bytes, { name: photo, signal })
  const job = await client.jobs.run({ operation, input: { ...input, image: image.id } }, { onProgress, signal })
  if (job.state !== 'succeeded') throw new Error(`${operation} ${job.state}: ${job.error?.message}`)
  return { door: 'native', job, files: [await saveFile(file, await client.media.download(job.outputs[0]!.url!, { signal }))] }
}

async function saveFile(name: string, response: Response): Promise<string> {
  if (!response.ok) throw new Error(`${response.url} answered with status ${response.status}.`)
  const path = join(outputFolder, name)
  await writeFile(path, await response.bytes())
  return path
}

/** A bar per job on a terminal, else a line at every change. */
function createDisplay(): Display {
  if (!process.stdout.isTTY)
    return {
      row: (title) => (fraction, event) => {
        if (event.type !== 'job.progressed') console.log(`${title}  ${event.type.replace('job.', '')} (${Math.round(fraction * 100)}%)`)
      },
      stop() {},
    }
  const bars = new MultiBar({
    format: '{title}  {bar} {percentage}%  {duration} s',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    barsize: Math.max(10, Math.min(40, (process.stdout.columns ?? 80) - 42)),
    stream: process.stdout,
    // The clock of a bar goes on while its job computes.
    forceRedraw: true,
  })
  return {
    row(title) {
      const bar = bars.create(100, 0, { title })
      return (fraction, { type }) => {
        bar.update(Math.round(fraction * 100))
        if (type === 'job.succeeded') bar.stop()
      }
    },
    stop: () => bars.stop(),
  }
}

function toTable(results: readonly Result[]): string {
  const rows = [
    ['operation', 'door', 'engine', 'fidelity', 'pictures', 'time', 'credits'],
    ...results.map(({ door, job, files }) => [
      job.operation,
      door,
      job.engine ?? '-',
      job.fidelity ?? '-',
      String(files.length),
      `${((Date.parse(job.finishedAt!) - Date.parse(job.startedAt!)) / 1000).toFixed(1)} s`,
      String(job.price),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < 4 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')
  return [line(rows[0]!), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.slice(1).map(line)].join('\n')
}
