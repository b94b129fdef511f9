import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AtelierError } from '../../domain/errors.ts'
import type { PriceList } from '../../domain/operation.ts'
import { headshot } from './definition.ts'

const readCatalogue = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../../../catalogue/${file}`, import.meta.url), 'utf8'))
const prices = readCatalogue('prices.json') as PriceList
const templates = (readCatalogue('headshots.json') as { id: string }[]).map(({ id }) => id)

test('every template costs what the price list says, and the one that is taken when none is named is a template', () => {
  for (const template of templates) assert.equal(headshot.price({ template }, prices), prices.fixed['headshot']![template])
  const { template } = (headshot.input as unknown as { properties: { template: { default: string } } }).properties
  assert.ok(templates.includes(template.default))
})

test('a template that is not in the catalogue is refused with the list of those that are', () => {
  for (const template of ['', 'studio', 'default', 'constructor', '__proto__'])
    assert.throws(
      () => headshot.price({ template }, prices),
      (error) => error instanceof AtelierError && error.code === 'invalid_input' && templates.every((id) => error.message.includes(id)),
    )
})
