import type { App } from './app-types.ts'

/** Each rejects when its part cannot take work now. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>

/** A check that says nothing for so long has failed: who asks has a time limit of their own. */
const CHECK_MS = 3000

/** `/healthz`: the process answers. `/readyz`: what it needs answers, too; 503 otherwise, with the names of what does not. */
export function mountReadiness(app: App, checks: ReadinessChecks): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    const names = Object.keys(checks)
    const results = await Promise.allSettled(names.map((name) => withinTime(checks[name]!())))
    const failed = names.filter((_name, index) => results[index]!.status === 'rejected')
    for (const [index, result] of results.entries())
      if (result.status === 'rejected') request.log.warn({ check: names[index], err: result.reason as unknown }, 'not ready')
    return reply.code(failed.length === 0 ? 200 : 503).send({
      status: failed.length === 0 ? 'ready' : 'not ready',
      // Why it failed is for the log: this route is open to everybody.
      checks: Object.fromEntries(names.map((name) => [name, failed.includes(name) ? 'failed' : 'ok'])),
    })
  })
}

async function withinTime(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS)
  })
  try {
    await Promise.race([check, late])
  } finally {
    clearTimeout(timer)
  }
}
