import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { composeScene, type Composition } from '../../server/src/scenes/compose-scene.ts'
import { DRAWING_STYLES } from '../../server/src/scenes/draw/styles.ts'
import { inkBox, type Sprite } from '../../server/src/scenes/layout/sprite.ts'
import { parsePrompt } from '../../server/src/scenes/parse/parse-prompt.ts'
import { COLOURS } from '../../server/src/scenes/parse/vocabulary.ts'
import type { RelationKind } from '../../server/src/scenes/scene.ts'
import { GALLERY_PROMPTS } from './prompts.ts'

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)
const canvas = { width: 512, height: 512 }

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Its place in the order of drawing. */
  readonly order: number
}

const middle = (box: Box) => (box.left + box.right) / 2
const wide = (box: Box) => box.right - box.left
const tall = (box: Box) => box.bottom - box.top
/** How far apart two are from side to side; negative where they overlap. */
const gap = (a: Box, b: Box) => Math.max(a.left, b.left) - Math.min(a.right, b.right)
/** What two have in common, in shares of the smaller one. */
const shared = (a: Box, b: Box) =>
  (Math.max(0, -gap(a, b)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))) /
  Math.min(wide(a) * tall(a), wide(b) * tall(b))
const reach = (a: Box, b: Box) => Math.max(wide(a), wide(b))
const before = (a: Box, b: Box) => a.order > b.order && gap(a, b) < 0 && a.bottom > b.bottom - tall(b) * 0.02

/** What a relation means where two things are drawn. */
const HOLDS: Readonly<Partial<Record<RelationKind, (a: Box, b: Box) => boolean>>> = {
  // One who rides has a leg down the side.
  on: (a, b) => a.bottom > b.top - tall(b) * 0.12 && a.bottom < b.top + tall(b) * 0.92 && a.top < b.top + tall(b) * 0.5 && middle(a) > b.left && middle(a) < b.right,
  under: (a, b) => a.top > b.top + tall(b) * 0.15 && a.bottom > b.bottom - tall(b) * 0.2 && middle(a) > b.left && middle(a) < b.right,
  beside: (a, b) => gap(a, b) < reach(a, b) * 1.1 && gap(a, b) > -Math.min(wide(a), wide(b)) * 0.6 && Math.abs(a.bottom - b.bottom) < Math.max(tall(a), tall(b)) * 0.5,
  before,
  behind: (a, b) => before(b, a),
  holding: (a, b) => gap(b, a) < wide(a) * 0.5 && b.bottom > a.top - tall(a) * 0.6 && b.top < a.bottom && b.order > a.order,
  wearing: (a, b) => gap(a, b) < 0 && b.order > a.order && (b.top + b.bottom) / 2 < a.top + tall(a) * 0.55,
} // prettier-ignore

function boxesOf({ scene, sprites, measure }: Composition, word: string): Box[] {
  const object = scene.objects.findIndex((candidate) => candidate.word === word)
  assert.notEqual(object, -1, `the scene has no ${word}`)
  return sprites.flatMap((sprite, order) => (sprite.object === object ? [{ ...(word === 'balloon' ? ballOf(sprite) : inkBox(sprite, measure(sprite.glyph))), order }] : [])) // prettier-ignore
}

/** A balloon without its string, which all of a bunch have in the same hand. */
function ballOf({ x, y, width, height, tiltDegrees }: Sprite) {
  const angle = (tiltDegrees * Math.PI) / 180
  const radius = width / 2
  const arm = height / 2 - radius
  const [middleX, middleY] = [x + radius + arm * Math.sin(angle), y + height / 2 - arm * Math.cos(angle)]
  return { left: middleX - radius, right: middleX + radius, top: middleY - radius, bottom: middleY + radius }
}

describe('the scenes of the gallery, with 20 seeds each', () => {
  it('are twenty-four', () => {
    assert.equal(GALLERY_PROMPTS.length, 24)
  })

  for (const { prompt, shows, relations = [], place, time, weather, look } of GALLERY_PROMPTS)
    it(`show all of "${prompt}"`, async () => {
      const graph = parsePrompt(prompt)
      assert.equal(graph.look, look)
      assert.deepEqual([...graph.objects].filter(({ word }) => word !== 'window').map(({ word }) => word).sort(), shows.map(([word]) => word).sort()) // prettier-ignore
      for (const seed of SEEDS) {
        const composition = await composeScene(parsePrompt(prompt), new Set(), canvas, DRAWING_STYLES[look ?? 'flat'], seed)
        const { scene, sprites } = composition
        const where = `seed ${String(seed)}`
        if (place) assert.equal(scene.place, place, where)
        if (time) assert.equal(scene.time, time, where)
        if (weather) assert.equal(scene.weather, weather, where)
        for (const [word, count, colour] of shows) {
          const boxes = boxesOf(composition, word)
          assert.equal(boxes.length, count, `${where}: ${word}`)
          for (const box of boxes) {
            const [shownWide, shownTall] = [
              Math.min(box.right, 512) - Math.max(box.left, 0),
              Math.min(box.bottom, 512) - Math.max(box.top, 0),
            ]
            assert.ok(shownWide > wide(box) * 0.9 && shownTall > tall(box) * 0.9, `${where}: a ${word} is cut off`)
            assert.ok(wide(box) > 10 && tall(box) > 10, `${where}: a ${word} is too small to be seen`)
          }
          for (const [index, box] of boxes.entries())
            for (const other of boxes.slice(index + 1))
              // Balloons on one hand are a bunch; everything else can be counted at a glance.
              assert.ok(shared(box, other) < (word === 'balloon' ? 0.6 : 0.2), `${where}: one ${word} hides another`)
          if (colour === undefined) continue
          const object = scene.objects.findIndex((candidate) => candidate.word === word)
          assert.ok(sprites.filter((sprite) => sprite.object === object).every((sprite) => sprite.colour === COLOURS[colour]), `${where}: ${word} is not ${colour}`) // prettier-ignore
        }
        for (const [subject, kind, object] of relations) {
          const [first, second] = [boxesOf(composition, subject), boxesOf(composition, object)]
          const holds = HOLDS[kind]
          assert.ok(holds)
          // Everyone who is related has a partner: each of the subjects, or each of the objects where there are more of those.
          const related =
            first.length >= second.length
              ? first.every((a) => second.some((b) => holds(a, b)))
              : second.every((b) => first.some((a) => holds(a, b)))
          assert.ok(related, `${where}: ${subject} ${kind} ${object}: ${JSON.stringify([first, second])}`)
        }
      }
    })
})
