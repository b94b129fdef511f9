import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadCatalogue } from './catalogue.ts'

const folder = join(import.meta.dirname, '../../../../catalogue')

/** A copy of the catalogue with one file rewritten. */
function changed(t: TestContext, file: string, change: (content: never) => unknown): string {
  const copy = mkdtempSync(join(tmpdir(), 'catalogue-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const name of ['prices.json', 'models.json', 'controlnets.json', 'headshots.json']) cpSync(join(folder, name), join(copy, name))
  writeFileSync(join(copy, file), JSON.stringify(change(JSON.parse(readFileSync(join(copy, file), 'utf8')) as never)))
  return copy
}

test('the catalogue of this repository loads, and nothing in it can be changed', () => {
  const catalogue = loadCatalogue(folder)
  assert.equal(catalogue.prices.perPicture512, 10)
  assert.equal(catalogue.headshots.length, 8)
  assert.throws(() => Object.assign(catalogue.models[0]!, { name: 'x' }), TypeError)
  assert.throws(() => Object.assign(catalogue.prices.fixed['upscale-image']!, { x2: 0 }), TypeError)
})

test('every headshot costs what the price list says', () => {
  const catalogue = loadCatalogue(folder)
  for (const headshot of catalogue.headshots) assert.equal(headshot.cost, catalogue.prices.fixed['headshot']?.[headshot.id])
})

test('only a thumbnail that an entry names has a file', () => {
  const catalogue = loadCatalogue(folder)
  const { thumbnail } = catalogue.models[0]!
  assert.equal(catalogue.thumbnailFile(thumbnail), join(folder, 'thumbnails', thumbnail))
  for (const path of ['models/none.webp', '../prices.json', 'models/../models/flat.webp', '/etc/passwd', '', '__proto__'])
    assert.equal(catalogue.thumbnailFile(path), undefined, path)
})

test('a broken file is named, with the place that is wrong', (t) => {
  const cases: [string, (content: never) => unknown, RegExp][] = [
    ['prices.json', () => ({ perPicture512: 0, fixed: {} }), /prices\.json\/perPicture512/],
    ['models.json', (models: object[]) => [{ ...models[0], id: 'short' }], /models\.json\/0\/id/],
    ['models.json', (models: object[]) => [...models, models[0]], /models\.json has two entries with the id/],
    ['models.json', (models: object[]) => [{ ...models[0], thumbnail: '../../secret.webp' }], /models\.json\/0\/thumbnail/],
    ['headshots.json', (headshots: object[]) => [{ ...headshots[0], id: 'unpriced' }], /no price for the headshot template unpriced/],
    ['controlnets.json', () => 'no list', /controlnets\.json/],
  ]
  for (const [file, change, message] of cases) assert.throws(() => loadCatalogue(changed(t, file, change)), message)
})
