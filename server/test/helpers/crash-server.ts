/*
 * The real server as a process of its own that may be killed at any moment: real HTTP, real database, real files, and an engine that makes
 * real small pictures, slowly and not always. Started with `fork`; its one argument is a `CrashServerOptions` in JSON. Sends `{url}` once
 * it listens, and ends with the process that started it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { compose } from '../../src/compose.ts'
import { AtelierError } from '../../src/domain/errors.ts'
import type { Fidelity } from '../../src/domain/operation.ts'
import { createLogger } from '../../src/http/logger.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { testOptions } from './test-options.ts'

export interface CrashServerOptions {
  readonly role: 'all' | 'api' | 'worker'
  readonly databaseUrl: string
  readonly mediaFolder: string
  readonly leaseMs: number
  /** A piece of work takes up to this long. */
  readonly longestRunMs: number
  /** Of how many runs, between 0 and 1, the engine breaks down (and the job is tried again). */
  readonly breakdowns: number
}

function createFlakyEngine({ longestRunMs, breakdowns }: CrashServerOptions): Engine {
  return {
    name: 'flaky',
    concurrency: 6,
    operations: new Map<string, Fidelity>([
      ['text-to-image', 'stand-in'],
      ['upscale-image', 'stand-in'],
    ]),
    async run({ input, media }, { signal, onProgress }) {
      if (typeof input['prompt'] === 'string' && input['prompt'].startsWith('refused')) throw new AtelierError('content_refused')
      for (const fraction of [0.25, 0.5, 0.75]) {
        await wait((Math.random() * longestRunMs) / 3, undefined, { signal })
        onProgress(fraction)
      }
      if (Math.random() < breakdowns) throw new Error('the engine broke down, as it is meant to')
      const given = media['image']?.bytes
      const count = typeof input['count'] === 'number' ? input['count'] : 1
      const outputs = []
      for (let index = 0; index < count; index++) {
        const shade = { r: Math.floor(Math.random() * 256), g: (Number(input['seed'] ?? 0) + index) % 256, b: index }
        const picture = given
          ? sharp(given).resize({ width: 96, height: 96, fit: 'fill' })
          : sharp({ create: { width: 64, height: 64, channels: 3, background: shade } })
        const bytes = new Uint8Array(await picture.png().toBuffer())
        outputs.push({ name: 'image', kind: 'image' as const, mime: 'image/png', bytes })
      }
      return { outputs, warnings: [] }
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

if (import.meta.main) {
  const options = JSON.parse(process.argv[2]!) as CrashServerOptions
  const server = await compose({
    ...testOptions(options),
    role: options.role,
    logger: createLogger({ level: 'error' }),
    jobs: { leaseMs: options.leaseMs, runningLimit: 0, queueLimit: 0, retentionMs: 0 },
    engines: [createFlakyEngine(options)],
  })
  process.once('disconnect', () => process.exit(1))
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  await server.start()
  process.send!({ url: server.publicUrl() })
}
