import type { App, Dialect } from '../../http/app-types.ts'
import { admitCaller } from '../../http/authenticate.ts'
import { allowEveryOrigin } from '../../http/allow-every-origin.ts'
import { refuseUnknownRoute } from '../../http/refuse-unknown-route.ts'
import type { PerfectClientService } from '../../services/accounts/perfect-client-service.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { Catalogue } from '../../services/catalogue/catalogue.ts'
import type { PerfectFiles } from '../../services/perfect/perfect-files.ts'
import type { PerfectHistory } from '../../services/perfect/perfect-history.ts'
import type { PerfectTasks } from '../../services/perfect/perfect-tasks.ts'
import { createIdentify } from './admit.ts'
import { createCredits } from './credits.ts'
import { answerFailure } from './errors.ts'
import { mountFileRoutes } from './file-routes.ts'
import type { Parts, Requires } from './parts.ts'
import { createRequestCounter, pollingIntervalMs, type RequestLimits } from './request-limits.ts'
import { createRefusedPolls } from './refused-polls.ts'
import { createResults } from './results.ts'
import { mountV1 } from './routes-v1.ts'
import { mountV2 } from './routes-v2.ts'
import { createSources } from './sources.ts'
import { createStyles } from './styles.ts'
import { createTaskWatch } from './task-watch.ts'
import { createTasks } from './tasks.ts'
import { createUploads } from './uploads.ts'

/** What this dialect needs besides the services that every dialect has. */
export interface PerfectServices {
  readonly aliases: AliasService
  readonly catalogue: Catalogue
  readonly perfectClients: PerfectClientService
  readonly perfectFiles: PerfectFiles
  readonly perfectTasks: PerfectTasks
  readonly perfectHistory: PerfectHistory
  readonly perfect: PerfectSettings
}

export interface PerfectSettings extends RequestLimits {
  /** In which an unfinished task is polled at least once, or lost. */
  readonly taskLostAfterMs: number
}

const TASKS_KEPT_MS = 31 * 24 * 60 * 60_000

/** The Perfect dialect (YouCam S2S): `/s2s/…`. Wire facts: contracts/perfect.openapi.yaml, perfect-v2.openapi.yaml, perfect.notes.md. */
export function createPerfectDialect(own: PerfectServices): Dialect {
  return {
    name: 'perfect',
    openApi: {
      title: 'Perfect',
      description:
        'The YouCam S2S API, v1 and v2.0. What fails within a task is told by its status, with HTTP status 200; a task that is not polled is lost.',
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token of client/auth, or an API key.' } },
    },
    unreadable: { below: '/s2s/', answer: answerFailure },
    async mount(app, context) {
      const { accounts, media, jobs, credits } = context.services
      const { aliases, perfectFiles: files, perfectTasks, perfectClients: clients, perfect: settings } = own
      const { clock, publicUrl, secret } = context
      const watch = createTaskWatch({
        tasks: perfectTasks,
        jobs,
        clock,
        lostAfterMs: settings.taskLostAfterMs,
        log: app.log,
        async forget() {
          await files.removeExpired()
          await perfectTasks.removeOld(clock.now() - TASKS_KEPT_MS)
        },
      })
      const styles = createStyles(own.catalogue, publicUrl)
      const sources = createSources({ files, media, aliases })
      const parts: Parts = {
        clients,
        uploads: createUploads({ files, media, clock, secret, publicUrl, maxUploadBytes: context.limits.maxUploadBytes }),
        tasks: createTasks({ tasks: perfectTasks, jobs, media, sources, styles, watch }),
        results: createResults({ aliases, media, pollingIntervalMs: pollingIntervalMs(settings) }),
        styles,
        credits: createCredits({ credits, history: own.perfectHistory, jobs, aliases, prices: own.catalogue.prices, clock }),
      }
      const requests = createRequestCounter(settings)
      const noteRefusedPoll = createRefusedPolls({ accounts, clients, requests, tasks: parts.tasks })
      const identify = createIdentify({ clients, authenticator: context.authenticator, requests })

      app.addHook('onReady', (done) => {
        watch.start()
        done()
      })
      app.addHook('onClose', () => watch.stop())
      await app.register(
        async (s2s: App) => {
          allowEveryOrigin(s2s, { methods: ['GET', 'HEAD', 'POST', 'PUT'], headers: ['authorization', 'content-type'] })
          s2s.setErrorHandler(answerFailure)
          s2s.setNotFoundHandler(refuseUnknownRoute(s2s))
          mountFileRoutes(s2s, { ...parts, catalogue: own.catalogue, maxUploadBytes: context.limits.maxUploadBytes })
          await s2s.register((counted: App, _options, done) => {
            counted.setErrorHandler(async (thrown, request, reply) => {
              await noteRefusedPoll(thrown, request)
              answerFailure(thrown, request, reply)
            })
            counted.addHook('onRequest', (request) => requests.countIp(request.ip))
            const requires: Requires = (scope) => admitCaller(identify, scope)
            mountV1(counted, parts, requires)
            mountV2(counted, parts, requires)
            done()
          })
        },
        { prefix: '/s2s' },
      )
    },
  }
}
