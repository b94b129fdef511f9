import { readFileSync } from 'node:fs'
import { startRealServer } from './real-server.ts'
import { median, ms, percentile, type Row } from './table.ts'

const STARTS = 5

/** What an idle server takes, and how well the API answers while both CPU workers are busy. SQLite, as `npm start` runs it. */
export async function measureServer(): Promise<Row[]> {
  const idle: { readyMs: number; megabytes: number }[] = []
  for (let i = 0; i < STARTS; i++) {
    const server = await startRealServer()
    await new Promise((resolve) => setTimeout(resolve, 5000))
    idle.push({ readyMs: server.readyMs, megabytes: residentMegabytes(server.pid) })
    await server.stop()
  }
  const megabytes = median(idle.map((each) => each.megabytes))
  const readyMs = median(idle.map((each) => each.readyMs))
  const lag = await lagWhileBusy()
  return [
    {
      figure: 'RSS of npm start, idle',
      measured: `${megabytes.toFixed(0)} MB`,
      beside: '',
      ratio: undefined,
      target: '150 MB',
      met: megabytes <= 150,
    },
    { figure: 'time to /readyz', measured: ms(readyMs), beside: '', ratio: undefined, target: '2000 ms', met: readyMs <= 2000 },
    {
      figure: 'event-loop lag while 2 CPU jobs run, p99',
      measured: ms(lag),
      beside: '',
      ratio: undefined,
      target: '50 ms',
      met: lag <= 50,
    },
  ]
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) / 1024
}

/** p99 of how late GET /healthz, the cheapest route, answers beyond its idle median: what the event loop was held up. */
async function lagWhileBusy(): Promise<number> {
  const server = await startRealServer()
  try {
    const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' }
    const idle: number[] = []
    for (let i = 0; i < 100; i++) idle.push(await answerTime(server.url))
    const form = new FormData()
    form.set('file', new Blob([readFileSync(new URL('../photos/coffee.png', import.meta.url))]), 'coffee.png')
    const upload = await fetch(`${server.url}/v1/media`, { method: 'POST', headers: { authorization: headers.authorization }, body: form })
    const { id } = (await upload.json()) as { id: string }
    const submit = async (): Promise<string> => {
      const body = JSON.stringify({ operation: 'upscale-image', input: { image: id, factor: 2 } })
      const answer = await fetch(`${server.url}/v1/jobs`, { method: 'POST', headers, body })
      return ((await answer.json()) as { id: string }).id
    }
    const jobs = [await submit(), await submit()]
    const stateOf = async (job: string): Promise<string> =>
      ((await (await fetch(`${server.url}/v1/jobs/${job}`, { headers })).json()) as { state: string }).state
    const times: number[] = []
    for (let i = 0; ; i++) {
      times.push(await answerTime(server.url))
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (i % 100 === 99 && (await Promise.all(jobs.map(stateOf))).every((state) => state !== 'queued' && state !== 'running')) break
    }
    const states = await Promise.all(jobs.map(stateOf))
    if (states.some((state) => state !== 'succeeded')) throw new Error(`the jobs ended ${states.join(', ')}`)
    return Math.max(0, percentile(times, 0.99) - median(idle))
  } finally {
    await server.stop()
  }
}

async function answerTime(url: string): Promise<number> {
  const begun = performance.now()
  await (await fetch(`${url}/healthz`)).arrayBuffer()
  return performance.now() - begun
}
