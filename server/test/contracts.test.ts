import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { createDialects } from '../src/dialects/index.ts'
import { createApp } from '../src/http/app.ts'
import { systemClock } from '../src/lib/clock.ts'
import { loadCatalogue } from '../src/services/catalogue/catalogue.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'atelier-contracts-'))
after(() => rmSync(folder, { recursive: true }))

/** The document that the server publishes. Publishing calls no service, so there is none behind it. */
async function fetchServed(dialect: string): Promise<string> {
  const app = await createApp({
    services: {} as never,
    dialects: createDialects({
      aliases: {} as never,
      readers: {} as never,
      catalogue: loadCatalogue(join(root, 'catalogue')),
      perfectClients: {} as never,
      perfectFiles: {} as never,
      perfectTasks: {} as never,
      perfectHistory: {} as never,
      perfect: { perIp: 0, perToken: 0, taskLostAfterMs: 15_000 },
    }),
    logger: pino({ level: 'silent' }),
    clock: systemClock,
    limits: { maxUploadBytes: 1, requestsPerMinute: 0, failedLoginsPerMinute: 0, queuedJobs: 1, runningJobs: 1 },
    publicUrl: () => 'http://127.0.0.1',
    secret: 'a secret that signs nothing here',
    checks: {},
  })
  const reply = await app.inject(`/openapi/${dialect}.json`)
  await app.close()
  assert.equal(reply.statusCode, 200)
  return reply.body
}

/** Compares as anyone can by hand: `node contracts/coverage.mjs <contract> <served>`. */
function compareWithContract(name: string, served: string) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, served)
  const contract = join('contracts', `${name}.openapi.yaml`)
  return spawnSync(process.execPath, ['contracts/coverage.mjs', contract, file], { cwd: root, encoding: 'utf8' })
}

test('the served Aitubo document covers the wire contract', async () => {
  const { stdout, status } = compareWithContract('aitubo', await fetchServed('aitubo'))
  assert.equal(status, 0, stdout)
  assert.match(stdout, /^covered (\d+) of \1$/m)
})

test('the served Perfect document covers the wire contracts of v1 and of v2', async () => {
  const served = await fetchServed('perfect')
  for (const contract of ['perfect', 'perfect-v2']) {
    const { stdout, status } = compareWithContract(contract, served)
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^covered (\d+) of \1$/m)
  }
})

test('a served document that lacks an operation is told from a complete one', async () => {
  const served = JSON.parse(await fetchServed('aitubo')) as { paths: Record<string, unknown> }
  const [first] = Object.keys(served.paths)
  delete served.paths[first!]
  const { stdout, status } = compareWithContract('aitubo', JSON.stringify(served))
  assert.equal(status, 1)
  assert.match(stdout, new RegExp(`missing operation: \\w+ ${first!}`))
})
