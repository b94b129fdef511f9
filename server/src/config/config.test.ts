import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { ConfigError, defaultPublicUrl, describeConfig, parseConfig } from './config.ts'
import { loadConfig } from './load-config.ts'

function faultsOf(environment: Record<string, string>, content?: unknown): readonly string[] {
  try {
    parseConfig(environment, content === undefined ? undefined : { path: 'file.json', content })
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults
  }
  return []
}

test('nothing has to be set', () => {
  const config = parseConfig({})
  assert.equal(config.port, 8787)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.role, 'all')
  assert.equal(config.dataFolder, resolve('data'))
  assert.equal(config.databaseUrl, `sqlite:${resolve('data/atelier.sqlite')}`)
  assert.equal(config.publicUrl, undefined)
  assert.equal(Object.isFrozen(config) && Object.isFrozen(config.fetchAllow), true)
})

test('the environment wins over the file, the file over the default; an empty variable is not set', () => {
  const content = { port: 1111, host: '0.0.0.0', fetchAllow: ['10.0.0.0/8'] }
  const config = parseConfig({ PORT: '0', HOST: '', LOG_LEVEL: 'debug' }, { path: 'file.json', content })
  assert.deepEqual([config.port, config.host, config.logLevel, config.fetchAllow], [0, '0.0.0.0', 'debug', ['10.0.0.0/8']])
})

test('every fault is told at once, by the name under which it was given, with its value', () => {
  const faults = faultsOf(
    { PORT: '80x', ATELIER_ROLE: 'boss', PUBLIC_URL: 'ftp://x', ATELIER_FETCH_ALLOW: '10.0.0.0/8, home', ATELIER_CPU_THREADS: '1.5' },
    { leaseSeconds: '15', colour: 'red' },
  )
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]).sort(),
    [
      'ATELIER_CPU_THREADS',
      'ATELIER_FETCH_ALLOW',
      'ATELIER_ROLE',
      'PORT',
      'PUBLIC_URL',
      'colour (in file.json)',
      'leaseSeconds (in file.json)',
    ].sort(),
  )
  assert.equal(
    faults.some((fault) => fault.includes('must be one of all, api, worker (it is "boss")')),
    true,
  )
  assert.equal(
    faults.some((fault) => fault.includes('"home" is not an address')),
    true,
  )
})

test('numbers are checked against their bounds and must be plain', () => {
  for (const PORT of ['-1', '65536', '0x10', 'NaN', 'Infinity', '1e999', '8787 8788', '١'])
    assert.deepEqual(
      faultsOf({ PORT }).map((fault) => fault.split(':')[0]),
      ['PORT'],
      PORT,
    )
  for (const content of [{ port: '80' }, { port: null }, { port: 80.5 }, { fetchAllow: '10.0.0.0/8' }])
    assert.equal(faultsOf({}, content).length, 1)
  for (const content of [[], 'text', null, 7]) assert.deepEqual(faultsOf({}, content), ['file.json: must hold a JSON object'])
})

test('several processes are refused without Postgres', () => {
  assert.match(faultsOf({ ATELIER_ROLE: 'worker' })[0]!, /^ATELIER_ROLE: several processes need one Postgres/)
  assert.match(faultsOf({ ATELIER_ROLE: 'api', DATABASE_URL: 'sqlite:/x' })[0]!, /^ATELIER_ROLE/)
  assert.deepEqual(faultsOf({ ATELIER_ROLE: 'worker', DATABASE_URL: 'postgres://localhost/atelier' }), [])
  assert.match(faultsOf({ DATABASE_URL: 'mysql://localhost' })[0]!, /^DATABASE_URL: must begin with postgres:/)
})

test('S3_URL is refused rather than ignored', () => {
  assert.match(faultsOf({ S3_URL: 's3://key:hunter2@bucket' })[0]!, /^S3_URL: .*not supported yet/)
})

test('no message and no description holds a secret', () => {
  const faults = faultsOf({ ATELIER_SECRET: 'hunter2', DATABASE_URL: 'mysql://me:hunter2@host', S3_URL: 'hunter2' })
  assert.equal(faults.length, 3)
  assert.equal(faults.join().includes('hunter2'), false)
  const described = describeConfig(
    parseConfig({ ATELIER_SECRET: 'hunter2 hunter2 hunter2', DATABASE_URL: 'postgres://me:hunter2@host/db?password=hunter2' }),
  )
  assert.equal(JSON.stringify(described).includes('hunter2'), false)
  assert.equal(described['ATELIER_SECRET'], '[redacted]')
  assert.equal(described['PORT'], 8787)
})

test('a public URL loses the slash at its end', () => {
  assert.equal(parseConfig({ PUBLIC_URL: 'https://art.example.org/atelier/' }).publicUrl, 'https://art.example.org/atelier')
  for (const PUBLIC_URL of ['art.example.org', 'https://me:pw@x', 'https://x/?a', 'https://x/#a', '/'])
    assert.equal(faultsOf({ PUBLIC_URL }).length, 1, PUBLIC_URL)
})

test('the default public URL can be called from this machine', () => {
  assert.equal(defaultPublicUrl('127.0.0.1', 80), 'http://127.0.0.1:80')
  assert.equal(defaultPublicUrl('0.0.0.0', 8787), 'http://localhost:8787')
  assert.equal(defaultPublicUrl('::1', 8787), 'http://[::1]:8787')
})

test('the file that ATELIER_CONFIG names must be there and be JSON', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-config-'))
  const file = join(folder, 'settings.json')
  const load = () => loadConfig({ ATELIER_CONFIG: file })
  assert.throws(load, /ATELIER_CONFIG: .*settings\.json cannot be read \(ENOENT\)/)
  writeFileSync(file, '{"port": 99')
  assert.throws(load, /settings\.json: is not valid JSON/)
  writeFileSync(file, '{"port": 99}')
  assert.equal(load().port, 99)
  rmSync(folder, { recursive: true })
})
