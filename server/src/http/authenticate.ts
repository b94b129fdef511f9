import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Caller, Scope } from '../domain/account.ts'
import { AtelierError } from '../domain/errors.ts'
import type { AccountService } from '../services/accounts/account-service.ts'
import { createRateLimit } from './rate-limits.ts'

const CALLER = Symbol('caller')

/** Finds out who calls, and holds callers to their limits. */
export interface Authenticator {
  /** The caller of `Authorization: Bearer <API key>`. @throws unauthenticated, rate_limited */
  bearer(request: FastifyRequest): Promise<Caller>
  /** As `bearer`, or of `Authorization: Basic <e-mail:password>` (RFC 7617). */
  bearerOrPassword(request: FastifyRequest): Promise<Caller>
  /** The caller that `key` names. @throws unauthenticated, rate_limited */
  key(request: FastifyRequest, key: string): Promise<Caller>
}

export interface CallerLimits {
  /** Of an account; 0 is no limit. */
  readonly requestsPerMinute: number
  /** Of an IP address; 0 is no limit. */
  readonly failedLoginsPerMinute: number
}

export function createAuthenticator(accounts: AccountService, limits: CallerLimits): Authenticator {
  const requests = createRateLimit('account', limits.requestsPerMinute)
  const failures = createRateLimit('failed-log-ins', limits.failedLoginsPerMinute)

  /** Counts a failure against the address; once there are too many the answer is `rate_limited` instead. */
  async function attempt(request: FastifyRequest, authentication: Promise<Caller>): Promise<Caller> {
    try {
      return await authentication
    } catch (error) {
      if (error instanceof AtelierError && error.code === 'unauthenticated') await failures.count(request.ip)
      throw error
    }
  }

  async function admit(caller: Caller): Promise<Caller> {
    await requests.count(caller.accountId)
    return caller
  }

  // A key cannot be guessed, so one that is right passes even from an address with too many failures: behind a shared address one
  // broken client must not lock out the others.
  async function key(request: FastifyRequest, apiKey: string): Promise<Caller> {
    return admit(await attempt(request, accounts.authenticateKey(apiKey)))
  }

  async function password(request: FastifyRequest, credentials: string): Promise<Caller> {
    // A password can be guessed, and each guess costs a slow hash.
    await failures.check(request.ip)
    const [email, secret] = splitOnce(Buffer.from(credentials, 'base64').toString('utf8'), ':')
    return admit(await attempt(request, accounts.authenticatePassword(email, secret)))
  }

  function authorization(request: FastifyRequest): { scheme: string; credentials: string } {
    const [scheme, credentials] = splitOnce(request.headers.authorization ?? '', ' ')
    return { scheme: scheme.toLowerCase(), credentials: credentials.trim() }
  }

  return {
    key,
    async bearer(request) {
      const { scheme, credentials } = authorization(request)
      if (scheme !== 'bearer') throw new AtelierError('unauthenticated')
      return key(request, credentials)
    },
    async bearerOrPassword(request) {
      const { scheme, credentials } = authorization(request)
      if (scheme === 'basic') return password(request, credentials)
      if (scheme === 'bearer') return key(request, credentials)
      throw new AtelierError('unauthenticated')
    },
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** @throws missing_scope */
export function requireScope(caller: Caller, scope: Scope): void {
  if (!caller.scopes.includes(scope)) throw new AtelierError('missing_scope', `The API key lacks the scope ${scope}.`)
}

/** A hook that lets in who `identify` recognises and who has the scope. Before the body is read: strangers cannot make us read one. */
export function admitCaller(identify: (request: FastifyRequest) => Promise<Caller>, scope: Scope): onRequestAsyncHookHandler {
  return async (request) => {
    const caller = await identify(request)
    requireScope(caller, scope)
    request.setDecorator(CALLER, caller)
  }
}

export { CALLER }

/** The caller that `admitCaller` let in. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = request.getDecorator<Caller | null>(CALLER)
  if (caller === null) throw new Error('This route admits nobody: it lacks the hook admitCaller.')
  return caller
}
