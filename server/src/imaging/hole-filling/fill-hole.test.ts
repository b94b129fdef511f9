import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Pixels } from '../pixels.ts'
import { createRandom } from '../random.ts'
import { fillHole } from './fill-hole.ts'

const never = new AbortController().signal
const fill = (picture: Pixels, hole: Uint8Array, seed = 1, onProgress: (fraction: number) => void = () => undefined) =>
  fillHole(picture, hole, { seed, signal: never, onProgress })

function paint(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Pixels {
  const data = Uint8Array.from(Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width))).flat())
  return { width, height, channels: data.length === width * height * 4 ? 4 : 3, data }
}

function disc({ width, height }: Pixels, x: number, y: number, radius: number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => (Math.hypot((i % width) - x, Math.floor(i / width) - y) < radius ? 1 : 0))
}

/** The picture with its hole painted over, so that nothing of it can be peeked at. */
function damage(picture: Pixels, hole: Uint8Array): Pixels {
  const data = picture.data.map((value, i) => (hole[Math.floor(i / picture.channels)] ? (i % picture.channels === 1 ? 0 : 255) : value))
  return { ...picture, data }
}

const stripes = paint(160, 128, (x, y) => [128 + 70 * Math.sin((x + 0.6 * y) * 0.25), 120 + 40 * Math.sin(x * 0.25 + 0.15 * y), 90])
const tiles = paint(160, 128, (x, y) => ((x >> 3) + (y >> 3)) % 2 ? [230, 225, 210] : [60, 70, 110]) // prettier-ignore
const dusk = paint(160, 128, (_x, y) => [80 + 0.4 * y, 120 + 0.3 * y, 220 - 0.2 * y])

/** Evening sky, and two masts in it: tubes on lattices that widen towards the ground. */
const masts = paint(320, 240, (x, y) => {
  const off = Math.min(Math.abs(x - 70), Math.abs(x - 250))
  if (y > 60 && y < 110 && off <= 2) return [150, 140, 135]
  if (y >= 110 && off <= 4 + ((y - 110) >> 4) && ((x + y) % 6 < 2 || (x - y + 240) % 6 < 2)) return [120, 100, 80]
  return [10 + 0.12 * y + 0.02 * x, 30 + 0.2 * y, 70 + 0.28 * y - 0.03 * x]
})
/** Nothing but sky: between the masts, and from above their tips to below their middle. */
const betweenMasts = Uint8Array.from({ length: 320 * 240 }, (_, i) => (((i % 320) - 160) / 36) ** 2 + ((Math.floor(i / 320) - 115) / 100) ** 2 < 1 ? 1 : 0) // prettier-ignore

describe('filling a hole', () => {
  for (const [name, picture] of Object.entries({ stripes, tiles, dusk }))
    it(`gives ${name} back: no channel is more than 3 of 255 off`, async () => {
      const hole = disc(picture, 80, 60, 18)
      const filled = await fill(damage(picture, hole), hole)
      const worst = filled.data.reduce((most, value, i) => Math.max(most, Math.abs(value - picture.data[i])), 0)
      assert.ok(worst <= 3, `off by ${String(worst)}`)
    })

  for (const seed of [1, 2, 3])
    it(`puts nothing into a plain sky that its rim does not announce, seed ${String(seed)}: no channel is more than 6 of 255 off`, async () => {
      const filled = await fill(damage(masts, betweenMasts), betweenMasts, seed)
      const worst = filled.data.reduce((most, value, i) => Math.max(most, Math.abs(value - masts.data[i])), 0)
      assert.ok(worst <= 6, `off by ${String(worst)}`)
    })

  it('leaves every pixel outside of the hole as it was, in holes of any shape, also at the border', async () => {
    const random = createRandom(5)
    const noise = paint(90, 70, () => [random.next() * 255, random.next() * 255, random.next() * 255])
    const scattered = Uint8Array.from({ length: 90 * 70 }, () => (random.chance(0.2) ? 1 : 0))
    for (const hole of [disc(noise, 0, 0, 20), disc(noise, 89, 40, 12), scattered]) {
      const filled = await fill(noise, hole)
      assert.deepEqual(
        filled.data.filter((_, i) => !hole[Math.floor(i / 3)]),
        noise.data.filter((_, i) => !hole[Math.floor(i / 3)]),
      )
      assert.notDeepEqual(filled.data, noise.data)
    }
  })

  it('gives the same pixels for the same seed', async () => {
    const hole = disc(stripes, 60, 60, 20)
    assert.deepEqual(await fill(stripes, hole, 7), await fill(stripes, hole, 7))
  })

  it('changes nothing where there is no hole', async () => {
    assert.deepEqual(await fill(tiles, new Uint8Array(160 * 128)), tiles)
  })

  it('fills smoothly what leaves no patch to copy from, down to a picture of one pixel', async () => {
    for (const [width, height] of [[1, 1], [2, 9], [6, 6], [30, 9]] as const) {
      const picture = paint(width, height, () => [10, 20, 30])
      const hole = new Uint8Array(width * height).fill(1, 0, width * height - 1)
      assert.deepEqual(await fill(damage(picture, hole), hole), picture)
    }
  }) // prettier-ignore

  it('fills alpha as well', async () => {
    const glass = paint(64, 64, (x, y) => [x * 3, y * 3, 90, 120])
    const hole = disc(glass, 30, 30, 9)
    const filled = await fill(damage(glass, hole), hole)
    for (let i = 3; i < filled.data.length; i += 4) assert.ok(Math.abs(filled.data[i] - 120) <= 1)
  })

  it('tells rising progress that ends at 1', async () => {
    const told: number[] = []
    await fill(stripes, disc(stripes, 60, 60, 20), 1, (fraction) => told.push(fraction))
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    )
    assert.equal(told.at(-1), 1)
  })

  it('stops when its signal is aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const onProgress = () => {
      controller.abort(reason)
    }
    const filling = fillHole(stripes, disc(stripes, 60, 60, 20), { seed: 1, signal: controller.signal, onProgress })
    await assert.rejects(filling, (error) => error === reason)
  })
})
