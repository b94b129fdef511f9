import { once } from 'node:events'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { App, Dialect } from './app-types.ts'
import { openApiPath } from './open-api.ts'

/** Nothing on the page comes from, or goes to, another host. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Reference {
  readonly page: string
  readonly scriptFile: string
}

/**
 * `/docs`: the published OpenAPI documents to read and try. Its script is 4 MB and comes as a string within a module, so page and script
 * are made at the first visit, in a worker that ends; the script is kept in a temporary file until the app closes.
 */
export function mountDocs(app: App, dialects: readonly Pick<Dialect, 'name' | 'openApi'>[]): void {
  const sources = dialects.map(({ name, openApi }) => ({ slug: name, title: openApi.title, url: openApiPath(name) }))
  let folder: string | undefined
  let made: Promise<Reference> | undefined
  const reference = () => {
    folder ??= mkdtempSync(join(tmpdir(), 'atelier-docs-'))
    return (made ??= makeReference(sources, join(folder, 'reference.js')).catch((error: unknown) => {
      made = undefined
      throw error
    }))
  }
  app.addHook('onClose', (_app, done) => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    done()
  })

  app.get('/', (_request, reply) => reply.redirect('/docs'))
  app.get('/docs', (_request, reply) => reply.redirect('/docs/'))
  app.get('/docs/', async (_request, reply) => {
    const { page } = await reference()
    return reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(page)
  })
  app.get('/docs/js/scalar.js', async (_request, reply) => {
    const { scriptFile } = await reference()
    return reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(createReadStream(scriptFile))
  })
}

async function makeReference(sources: readonly object[], scriptFile: string): Promise<Reference> {
  const worker = new Worker(new URL('./docs-page.ts', import.meta.url), { workerData: { sources, scriptFile } })
  try {
    const [page] = (await once(worker, 'message')) as [string]
    return { page, scriptFile }
  } finally {
    await worker.terminate()
  }
}
