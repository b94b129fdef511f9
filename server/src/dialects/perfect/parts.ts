import type { onRequestAsyncHookHandler } from 'fastify'
import type { Scope } from '../../domain/account.ts'
import type { PerfectClientService } from '../../services/accounts/perfect-client-service.ts'
import type { Credits } from './credits.ts'
import type { Results } from './results.ts'
import type { Styles } from './styles.ts'
import type { Tasks } from './tasks.ts'
import type { Uploads } from './uploads.ts'

/** What the routes of both forms call. */
export interface Parts {
  readonly clients: PerfectClientService
  readonly uploads: Uploads
  readonly tasks: Tasks
  readonly results: Results
  readonly styles: Styles
  readonly credits: Credits
}

/** A hook that lets in callers who have the scope. */
export type Requires = (scope: Scope) => onRequestAsyncHookHandler
