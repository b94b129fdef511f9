import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import type { Authenticator } from '../../http/authenticate.ts'
import type { PerfectClientService } from '../../services/accounts/perfect-client-service.ts'
import type { RequestCounter } from './request-limits.ts'

/** What `Authorization: Bearer` shows. */
export const tokenOf = (request: FastifyRequest): string | undefined => BEARER.exec(request.headers.authorization ?? '')?.[1]

const BEARER = /^bearer +(\S+)$/i
/** How API keys of this server begin. */
export const API_KEY = /^atl_/

/** Finds out who calls: by an access token of `client/auth`, or by an API key, which newer clients show in its place on all paths. */
export function createIdentify(options: {
  readonly clients: PerfectClientService
  readonly authenticator: Authenticator
  readonly requests: RequestCounter
}): (request: FastifyRequest) => Promise<Caller> {
  const { clients, authenticator, requests } = options
  return async (request) => {
    const token = tokenOf(request)
    if (token === undefined) throw unauthorized(request)
    const caller = await (API_KEY.test(token) ? authenticator.key(request, token) : clients.authenticate(token)).catch((error: unknown) => {
      throw error instanceof AtelierError && error.code === 'unauthenticated' ? unauthorized(request, token, error) : error
    })
    await requests.countToken(token)
    return caller
  }
}

/** v1 calls show access tokens, v2 calls API keys; what is wrong is named by what it looks like, or by what belongs there. */
function unauthorized(request: FastifyRequest, token = '', cause?: AtelierError): AtelierError {
  const isKey = API_KEY.test(token) || request.url.startsWith('/s2s/v2')
  const vendorCode = cause?.details?.['revoked'] === true ? 'InactiveApiKey' : isKey ? 'InvalidApiKey' : 'InvalidAccessToken'
  return new AtelierError('unauthenticated', undefined, { details: { vendorCode } })
}
