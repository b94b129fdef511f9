import { type Child, startChild } from './child.ts'
import { requestsPerSecond } from './load.ts'
import { median, perSecond, type Row } from './table.ts'

const ROUNDS = 3
const SECONDS = 4
const BODY = JSON.stringify({ operation: 'work', input: { price: 1, label: 'A cat sleeps on the plane' } })

/** Submissions and status reads over HTTP, each beside a bare Fastify route, in turn. */
export async function measureHttp(databaseUrl: string): Promise<Row[]> {
  const atelier = await startChild('servers/atelier.ts', { databaseUrl, runJobs: false })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${String(atelier.ready['apiKey'])}` }
  const first = (await (await fetch(`${url(atelier)}/v1/jobs`, { method: 'POST', headers, body: BODY })).json()) as { id: string }
  const document = (await (await fetch(`${url(atelier)}/v1/jobs/${first.id}`, { headers })).json()) as Record<string, unknown>
  const bare = await startChild('servers/bare-fastify.ts', { databaseUrl, document })
  try {
    const submit = { method: 'POST' as const, headers, body: BODY, connections: 32, seconds: SECONDS }
    // Those who poll are many, and each waits long between two calls; few that never pause share fewer look-ups. Both are told.
    const compareStatus = async (connections: number): Promise<Row[]> => {
      const status = { headers, connections, seconds: SECONDS }
      const ours = () => requestsPerSecond({ ...status, url: `${url(atelier)}/v1/jobs/${first.id}` })
      return [
        await compare(`GET status, Postgres, ${String(connections)} connections`, 'bare Fastify GET, no database', 0.6, [
          ours,
          () => requestsPerSecond({ ...status, url: `${url(bare)}/jobs/${first.id}` }),
        ]),
        await compare('  the same', 'bare Fastify GET, one select by id', undefined, [
          ours,
          () => requestsPerSecond({ ...status, url: `${url(bare)}/rows/${first.id}` }),
        ]),
      ]
    }
    return [
      await compare('submissions over HTTP, Postgres, 32 connections', 'bare Fastify, one statement with the same effects', 0.6, [
        () => requestsPerSecond({ ...submit, url: `${url(atelier)}/v1/jobs` }),
        () => requestsPerSecond({ ...submit, url: `${url(bare)}/jobs` }),
      ]),
      await compare('  the same', 'bare Fastify, one insert and nothing else', undefined, [
        () => requestsPerSecond({ ...submit, url: `${url(atelier)}/v1/jobs` }),
        () => requestsPerSecond({ ...submit, url: `${url(bare)}/insert` }),
      ]),
      ...(await compareStatus(256)),
      ...(await compareStatus(32)),
    ]
  } finally {
    await Promise.all([atelier.stop(), bare.stop()])
  }
}

const url = (child: Child): string => String(child.ready['url'])

async function compare(
  figure: string,
  beside: string,
  target: number | undefined,
  [ours, theirs]: [() => Promise<number>, () => Promise<number>],
): Promise<Row> {
  const pairs: { a: number; b: number }[] = []
  for (let round = 0; round < ROUNDS; round++) pairs.push({ a: await ours(), b: await theirs() })
  const ratio = median(pairs.map(({ a, b }) => a / b))
  return {
    figure,
    measured: perSecond(median(pairs.map(({ a }) => a))),
    beside: `${beside}: ${perSecond(median(pairs.map(({ b }) => b)))}`,
    ratio,
    target: target === undefined ? 'compared' : `ratio ${target}`,
    met: target === undefined ? undefined : ratio >= target,
  }
}
