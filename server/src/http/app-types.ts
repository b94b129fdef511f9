import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountService } from '../services/accounts/account-service.ts'
import type { CreditService } from '../services/credits/credit-service.ts'
import type { JobService } from '../services/jobs/job-service.ts'
import type { MediaService } from '../services/media/media-service.ts'
import type { Clock } from '../ports/clock.ts'
import type { Authenticator, CallerLimits } from './authenticate.ts'
import type { App } from './fastify-app.ts'
import type { OpenApiInfo } from './open-api.ts'

export type { App }

export interface Services {
  readonly accounts: AccountService
  readonly jobs: JobService
  readonly media: MediaService
  readonly credits: CreditService
}

export interface HttpLimits extends CallerLimits {
  /** Bytes of an uploaded file. */
  readonly maxUploadBytes: number
  /** Of an account, for it to read; the job service keeps them. 0 is no limit. */
  readonly queuedJobs: number
  readonly runningJobs: number
}

/** What a dialect is given to work with. */
export interface HttpContext {
  readonly services: Services
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly limits: HttpLimits
  /** Begins every absolute URL that is given out, without a slash at its end. A function: with PORT=0 it is known only once the server listens. */
  readonly publicUrl: () => string
  /** Seals what callers carry for us, such as upload tickets. */
  readonly secret: string
  /** Aborts when the server begins to close: streams and long polls end then. */
  readonly closing: AbortSignal
}

/**
 * One door to the services: a vendor's API, or the native one. Mounted as an encapsulated plugin, so its error handler, parsers and hooks
 * hold for its own routes only; its OpenAPI document is served at `/openapi/<name>.json`.
 */
export interface Dialect {
  readonly name: string
  readonly openApi: OpenApiInfo
  /** How errors are answered on paths that begin so and that no route gets to see, because they cannot be decoded. */
  readonly unreadable?: { readonly below: string; readonly answer: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void }
  mount(app: App, context: HttpContext): void | Promise<void>
}
