/**
 * Runs as a worker: makes the reference page and writes its script to the file that it is told. What makes them takes some 80 MB, which go
 * with the worker.
 */
import { writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import scalar from '@scalar/fastify-api-reference'
import Fastify from 'fastify'

const { sources, scriptFile } = workerData as {
  sources: { slug: string; title: string; url: string }[]
  scriptFile: string
}
const app = Fastify()
await app.register(scalar, {
  routePrefix: '/docs',
  configuration: {
    pageTitle: 'Atelier API',
    sources,
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    // Its buttons lead to the maker's hosted services.
    showDeveloperTools: 'never',
    favicon: 'data:,',
    agent: { disabled: true },
    mcp: { disabled: true },
  },
})
writeFileSync(scriptFile, (await app.inject('/docs/js/scalar.js')).rawPayload)
parentPort!.postMessage((await app.inject('/docs/')).body)
