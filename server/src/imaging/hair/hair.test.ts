import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRandom } from '../random.ts'
import { growHair } from './grow-hair.ts'
import { PALETTE_SIZE, paletteOf } from './hair-palette.ts'
import type { HairStyle } from './hair-style.ts'
import { aboveHairline, CHIN_Y, faceHalfWidth, fromCamera, meetSkull, project, SKULL, type Head } from './head.ts'

const UPRIGHT: Head = { unit: 10, x: 300, y: 250, rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] }
const LEANING: Head = { ...UPRIGHT, rotation: [0.966, 0.259, 0, -0.259, 0.966, 0, 0, 0, 1] }
const WAVY: HairStyle = { comb: 'part', lift: 2, reach: -18, ragged: 1, thousands: 1, wave: { size: 0.8, length: 6, from: 0.3, curl: 0.5 } }

describe('hair on the model of a head', () => {
  it('has its roots on the skull, above the hairline', () => {
    const { starts, points, count } = growHair(UPRIGHT, WAVY, createRandom(1))
    assert.ok(count > 900)
    for (let strand = 0; strand < count; strand++) {
      const [x, y, z] = points.subarray(starts[strand] * 3, starts[strand] * 3 + 3)
      const place = Math.hypot(x / SKULL.rx, (y - SKULL.y) / SKULL.ry, (z - SKULL.z) / SKULL.rz)
      // Waves begin at the root, with a swing of nearly nothing.
      assert.ok(Math.abs(place - 1) < 0.03 && aboveHairline(x, y, z) > -0.3)
    }
  })

  it('is cut at one height along the plumb line, however the head leans', () => {
    for (const head of [UPRIGHT, LEANING]) {
      const { points } = growHair(head, { ...WAVY, wave: { size: 0, length: 5, from: 1, curl: 0 } }, createRandom(2))
      const chin = project(head, 0, CHIN_Y, 4.26)[1]
      let lowest = -Infinity
      for (let i = 0; i < points.length; i += 3) lowest = Math.max(lowest, project(head, points[i], points[i + 1], points[i + 2])[1])
      const reached = CHIN_Y - (lowest - chin) / head.unit
      assert.ok(reached < -17 && reached > -21, String(reached))
    }
  })

  it('stays off the middle of the face', () => {
    const { points } = growHair(UPRIGHT, { ...WAVY, part: 3, sweep: 0, drift: 0.5 }, createRandom(3))
    for (let i = 0; i < points.length; i += 3) {
      const [x, y, z] = points.subarray(i, i + 3)
      if (z > -2 && y < 8 && y > CHIN_Y) assert.ok(Math.abs(x) > faceHalfWidth(y) * 0.75, `${String(x)} at ${String(y)}`)
    }
  })

  it('is the same for the same seed alone', () => {
    const grow = (seed: number) => growHair(UPRIGHT, WAVY, createRandom(seed)).points
    assert.deepEqual(grow(4), grow(4))
    assert.notDeepEqual(grow(4), grow(5))
  })

  it('finds the skull where it was projected to', () => {
    for (const head of [UPRIGHT, LEANING]) {
      const [x, y] = project(head, 3, 12, SKULL.z)
      const hit = meetSkull(head, x, y)
      assert.ok(hit)
      const [px, py, pz] = fromCamera(head, (x - head.x) / head.unit, (head.y - y) / head.unit, hit.depth)
      assert.ok(Math.hypot(px - 3, py - 12) < 0.01 && pz > SKULL.z)
    }
  })

  it('has the colour that a style states, in the mean of its palette', () => {
    for (const colour of [
      { l: 15, a: 1, b: 2, spread: 8 },
      { l: 62, a: 40, b: 2, spread: 13 },
      { l: 80, a: 1, b: 13, spread: 13 },
    ]) {
      const { colours } = paletteOf(colour)
      const mean = [0, 1, 2].map((k) => colours.filter((_, i) => i % 3 === k).reduce((sum, value) => sum + value, 0) / PALETTE_SIZE)
      assert.ok(Math.hypot(mean[0] - colour.l, mean[1] - colour.a, mean[2] - colour.b) < 0.01)
    }
  })
})
