import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { listProductionPackages, listUnacceptable, noticesFile, readLock, renderNotices } from './third-party-notices.ts'

const only = (packages: Record<string, { version: string; license?: string; dev?: boolean }>) => listProductionPackages({ packages })

test('every production dependency has a permissive licence or an exception with a reason', () => {
  const packages = listProductionPackages(readLock())
  assert.ok(packages.length > 100, 'the lock file lists the production tree')
  assert.deepEqual(listUnacceptable(packages), [])
})

test('THIRD-PARTY-NOTICES.md tells the production dependencies of the lock file', () => {
  const written = readFileSync(noticesFile, 'utf8')
  assert.equal(written, renderNotices(listProductionPackages(readLock())), 'run npm run notices')
})

test('a copyleft, unknown or half-permissive licence is reported', () => {
  const packages = only({
    'node_modules/copyleft': { version: '1.0.0', license: 'GPL-3.0-only' },
    'node_modules/unknown': { version: '1.0.0' },
    'node_modules/half': { version: '1.0.0', license: 'MIT AND AGPL-3.0-only' },
    'node_modules/choice': { version: '1.0.0', license: '(MIT OR GPL-3.0-only)' },
  })
  assert.deepEqual(
    listUnacceptable(packages).map(({ name }) => name),
    ['copyleft', 'half', 'unknown'],
  )
})

test('an exception excuses the named licence of the named package and nothing else', () => {
  const packages = only({
    'node_modules/libheif-js': { version: '1.0.0', license: 'GPL-3.0' },
    'node_modules/a/node_modules/libheif-js': { version: '2.0.0', license: 'LGPL-3.0' },
    'node_modules/libheif-other': { version: '1.0.0', license: 'LGPL-3.0' },
  })
  assert.deepEqual(
    listUnacceptable(packages).map(({ name, version }) => `${name} ${version}`),
    ['libheif-js 1.0.0', 'libheif-other 1.0.0'],
  )
})

test('development dependencies are left out', () => {
  assert.deepEqual(only({ 'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only', dev: true } }), [])
})
