import type { FastifyRequest } from 'fastify'
import { AtelierError } from '../../domain/errors.ts'
import type { AccountService } from '../../services/accounts/account-service.ts'
import type { PerfectClientService } from '../../services/accounts/perfect-client-service.ts'
import { API_KEY, tokenOf } from './admit.ts'
import type { RequestCounter } from './request-limits.ts'
import type { Tasks } from './tasks.ts'

/**
 * Who polls too often is told to come later, and has polled all the same: the task is not lost for it. For error handlers; whatever goes wrong
 * here changes nothing in what is answered.
 */
export function createRefusedPolls({
  accounts,
  clients,
  requests,
  tasks,
}: {
  readonly accounts: Pick<AccountService, 'authenticateKey'>
  readonly clients: Pick<PerfectClientService, 'authenticate'>
  readonly requests: Pick<RequestCounter, 'countRefused'>
  readonly tasks: Pick<Tasks, 'keep'>
}): (thrown: unknown, request: FastifyRequest) => Promise<void> {
  return async (thrown, request) => {
    if (!(thrown instanceof AtelierError && thrown.code === 'rate_limited') || request.method !== 'GET') return
    const [taskId, token] = [taskIdOf(request), tokenOf(request)]
    if (taskId === undefined || token === undefined) return
    try {
      await requests.countRefused(request.ip)
      // Past the limits of the authenticator, which may be what refused it.
      const { accountId } = await (API_KEY.test(token) ? accounts.authenticateKey(token) : clients.authenticate(token))
      await tasks.keep(accountId, taskId)
    } catch (error) {
      if (!(error instanceof AtelierError)) request.log.error({ err: error }, 'a refused poll was not noted')
    }
  }
}

/** Only polls name a task where they are a GET: v1 in the query, v2 in the path. */
function taskIdOf({ params, query }: FastifyRequest): string | undefined {
  const id = (params as { task_id?: unknown } | undefined)?.task_id ?? (query as { task_id?: unknown } | undefined)?.task_id
  return typeof id === 'string' ? id : undefined
}
