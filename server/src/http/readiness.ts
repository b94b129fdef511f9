import type { App } from './app-types.ts'

/** Each rejects when its part cannot take work now. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>

/** `/healthz`: the process answers. `/readyz`: what it needs answers, too; 503 otherwise, with the names of what does not. */
export function mountReadiness(app: App, checks: ReadinessChecks): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    const names = Object.keys(checks)
    const results = await Promise.allSettled(names.map((name) => checks[name]!()))
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
