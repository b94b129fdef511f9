import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CONTROLS } from '../src/operations/control-to-image/definition.ts'
import { LOOKS } from '../src/scenes/looks.ts'
import { loadCatalogue } from '../src/services/catalogue/catalogue.ts'

const catalogue = loadCatalogue(join(import.meta.dirname, '../../catalogue'))

test('every file that the catalogue names exists', () => {
  const named = [
    ...catalogue.models.map((model) => model.thumbnail),
    ...catalogue.controls.map((control) => control.icon),
    ...catalogue.headshots.flatMap((headshot) => [headshot.original, headshot.art]),
    ...[...catalogue.styles.values()].flatMap((styles) => styles.map((style) => style.thumbnail)),
  ]
  const missing = named.filter((path) => !existsSync(catalogue.thumbnailFile(path)!))
  assert.deepEqual(missing, [])
})

test('styles and their groups have numbers that no other has, and that JSON keeps', () => {
  for (const [operation, styles] of catalogue.styles) {
    const groups = new Map(styles.map(({ group }) => [group.title, group.number]))
    const numbers = [...styles.map((style) => style.number), ...groups.values()]
    assert.equal(new Set(numbers).size, numbers.length, operation)
    assert.ok(
      numbers.every((number) => Number.isSafeInteger(number) && number > 0 && number < 1e15),
      operation,
    )
  }
})

test('every model has a look that the scene composer knows, and every look has its model', () => {
  assert.deepEqual(catalogue.models.map((model) => model.look).toSorted(), LOOKS.map((look) => look.id).toSorted())
})

test('the control kinds of the catalogue are those of the operation', () => {
  assert.deepEqual(catalogue.controls.map((control) => control.id).toSorted(), [...CONTROLS].toSorted())
})
