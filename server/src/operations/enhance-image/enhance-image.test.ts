import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { createRandom, type Random } from '../../imaging/random.ts'
import { correctTile, makeToneTables } from './correct-tile.ts'
import { angleBetween, measureCast } from '../../imaging/colour/measure-cast.ts'
import { measureBlocking } from './measure-blocking.ts'
import { measureNoise } from './measure-noise.ts'
import type { Corrections } from './plan-corrections.ts'

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
const seed = fc.integer({ min: 0, max: 1e6 })

function noisePicture(width: number, height: number, from: number): Pixels {
  const random = createRandom(from)
  return { width, height, channels: 3, data: Uint8Array.from({ length: width * height * 3 }, () => random.between(0, 256)) }
}

describe('measuring', () => {
  it('finds the deviation of noise on slopes within a tenth', () => {
    fc.assert(
      fc.property(
        seed,
        fc.double({ min: 1, max: 25, noNaN: true }),
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        (from, sigma, slope) => {
          const random = createRandom(from)
          const plane = createPlane(256, 192)
          for (let i = 0; i < plane.data.length; i++) plane.data[i] = 128 + slope * ((i % 256) - 128) + sigma * normal(random)
          const found = measureNoise(plane, plane) ?? 0
          assert.ok(Math.abs(found - sigma) <= 0.1 * sigma, `${String(found)} for ${String(sigma)}`)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('finds no noise in a flat plane and none where everything is cut off at black', () => {
    assert.equal(measureNoise(createPlane(64, 64), createPlane(64, 64)), undefined)
  })

  it('finds jumps at blocks of eight, and none on a slope', () => {
    const blocks = createPlane(64, 64)
    const slope = createPlane(64, 64)
    for (let i = 0; i < blocks.data.length; i++) {
      const [x, y] = [i % 64, Math.floor(i / 64)]
      blocks.data[i] = 100 + 10 * ((Math.floor(x / 8) + Math.floor(y / 8)) % 2)
      slope.data[i] = x + y
    }
    assert.ok(Math.abs(measureBlocking(blocks) - 10) < 1)
    assert.equal(measureBlocking(slope), 0)
  })

  it('believes in the cast of a picture of greys, and finds its colour', () => {
    const random = createRandom(4)
    const light = [0.7, 1.05, 1.2] as const
    const data = new Uint8Array(96 * 96 * 3)
    for (let i = 0; i < data.length; i += 3) {
      const grey = random.between(0.05, 0.75)
      for (let c = 0; c < 3; c++) data[i + c] = 255 * (grey * light[c]!) ** (1 / 2.2)
    }
    const cast = measureCast({ width: 96, height: 96, channels: 3, data })
    assert.equal(cast.confidence, 1)
    assert.ok(angleBetween(cast.light, light) < 1.5, String(angleBetween(cast.light, light)))
  })

  it('believes in no cast where all is red wall or blue sky', () => {
    for (const [red, green, blue] of [
      [0.5, 0.1, 0.08],
      [0.1, 0.25, 0.6],
    ] as const) {
      // prettier-ignore
      const random = createRandom(5)
      const data = new Uint8Array(96 * 96 * 3)
      for (let i = 0; i < data.length; i += 3) {
        const shade = random.between(0.6, 1.2)
        data.set(
          [red, green, blue].map((value) => 255 * (value * shade * random.between(0.8, 1.2)) ** (1 / 2.2)),
          i,
        )
      }
      assert.equal(measureCast({ width: 96, height: 96, channels: 3, data }).confidence, 0)
    }
  })
})

describe('correcting', () => {
  const everything: Corrections = { lumaNoise: 9, chromaNoise: 7, sharpening: 1, detailFloor: 2, offset: 0.01, gains: [1.4, 1.2, 1.1] }

  it('gives the same pixels whatever the tiles', () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 9, max: 50 }),
        (from, width, height, size) => {
          const source = noisePicture(width, height, from)
          const tables = makeToneTables(everything)
          const whole = { ...source, data: new Uint8Array(source.data.length) }
          const tiled = { ...source, data: new Uint8Array(source.data.length) }
          correctTile(source, { left: 0, top: 0, width, height }, everything, tables, whole)
          for (let top = 0; top < height; top += size)
            for (let left = 0; left < width; left += size)
              correctTile(
                source,
                { left, top, width: Math.min(size, width - left), height: Math.min(size, height - top) },
                everything,
                tables,
                tiled,
              )
          const worst = whole.data.reduce((most, value, i) => Math.max(most, Math.abs(value - tiled.data[i]!)), 0)
          assert.ok(worst <= 1, String(worst))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('changes nothing where nothing is planned, and keeps alpha', () => {
    const nothing: Corrections = { lumaNoise: 0, chromaNoise: 0, sharpening: 0, detailFloor: 1, offset: 0, gains: [1, 1, 1] }
    const { data } = noisePicture(40, 40, 3)
    const source: Pixels = { width: 40, height: 30, channels: 4, data: data.slice(0, 4800) }
    const target = { ...source, data: new Uint8Array(4800) }
    correctTile(source, { left: 0, top: 0, width: 40, height: 30 }, nothing, makeToneTables(nothing), target)
    assert.deepEqual(target.data, source.data)
  })

  it('is monotonic in light: what was brighter stays brighter', () => {
    for (const table of makeToneTables(everything)) for (let i = 1; i < table.length; i++) assert.ok(table[i]! >= table[i - 1]!)
  })
})
