import { startChild } from './child.ts'
import { ms, percentile, type Row } from './table.ts'

const JOBS = 300

/** From the moment an idle server's answer has arrived at the client to the call of the engine. Both clocks are the machine's. */
export async function measureStartLatency(databaseUrl: string): Promise<Row[]> {
  const atelier = await startChild('servers/atelier.ts', { databaseUrl, runJobs: true })
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${String(atelier.ready['apiKey'])}` }
    const waits: number[] = []
    for (let i = 0; i < JOBS; i++) {
      const answer = await fetch(`${String(atelier.ready['url'])}/v1/jobs`, {
        method: 'POST',
        headers,
        body: '{"operation":"work","input":{}}',
      })
      const answeredAt = performance.timeOrigin + performance.now()
      const { id } = (await answer.json()) as { id: string }
      const call = await atelier.next()
      if (call['called'] !== id) throw new Error('another job was begun')
      // Begun before the answer was read counts as no wait.
      waits.push(Math.max(0, (call['at'] as number) - answeredAt))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const [p50, p99] = [percentile(waits, 0.5), percentile(waits, 0.99)]
    return [
      { figure: 'idle start latency, p50', measured: ms(p50), beside: '', ratio: undefined, target: '10 ms', met: p50 <= 10 },
      { figure: 'idle start latency, p99', measured: ms(p99), beside: '', ratio: undefined, target: '30 ms', met: p99 <= 30 },
    ]
  } finally {
    await atelier.stop()
  }
}
