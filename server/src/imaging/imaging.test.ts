import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { boxBlur } from './box-blur.ts'
import { estimateLayerColours } from './foreground-colours.ts'
import { applyGuidedFilter, fitGuidedFilter, type ColourPlanes } from './guided-filter.ts'
import { createPlane, type Pixels, type Plane } from './pixels.ts'
import { createRandom } from './random.ts'
import { fitWithin } from './resize.ts'
import { enlargePlane } from './sample.ts'
import { cutColours, tileGrid } from './tiles.ts'

function noisePlane(width: number, height: number, seed: number): Plane {
  const random = createRandom(seed)
  const plane = createPlane(width, height)
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = random.next()
  return plane
}

function largestDifference(a: Plane, b: Plane): number {
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i])), 0)
}

describe('boxBlur', () => {
  for (const [width, height, radius] of [
    [7, 5, 1],
    [7, 5, 3],
    [4, 9, 20],
    [1, 1, 2],
  ] as const)
    // prettier-ignore
    it(`is the mean over the part of the square that lies in ${String(width)} × ${String(height)}, radius ${String(radius)}`, () => {
      const plane = noisePlane(width, height, 1)
      const expected = createPlane(width, height)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let [sum, count] = [0, 0]
          for (let py = Math.max(0, y - radius); py <= Math.min(height - 1, y + radius); py++)
            for (let px = Math.max(0, x - radius); px <= Math.min(width - 1, x + radius); px++) {
              sum += plane.data[py * width + px]
              count++
            }
          expected.data[y * width + x] = sum / count
        }
      assert.ok(largestDifference(boxBlur(plane, radius), expected) < 1e-5)
    })
})

describe('the guided filter', () => {
  const guide: ColourPlanes = [noisePlane(40, 30, 1), noisePlane(40, 30, 2), noisePlane(40, 30, 3)]

  it('gives back what is a linear function of the guide', () => {
    const values = createPlane(40, 30)
    for (let i = 0; i < values.data.length; i++)
      values.data[i] = 0.5 * guide[0].data[i] - 0.2 * guide[1].data[i] + 0.3 * guide[2].data[i] + 0.1
    const filtered = applyGuidedFilter(fitGuidedFilter(guide, values, 4, 1e-7), guide)
    assert.ok(largestDifference(filtered, values) < 1e-3)
  })

  it('moves a blurred edge to where the guide has its edge, and is a plain blur where the guide is flat', () => {
    const step = createPlane(60, 20)
    const ramp = createPlane(60, 20)
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 60; x++) {
        step.data[y * 60 + x] = x < 30 ? 0.1 : 0.9
        ramp.data[y * 60 + x] = Math.max(0, Math.min(1, (x - 24) / 12))
      }
    const sharp = applyGuidedFilter(fitGuidedFilter([step, step, step], ramp, 6, 1e-4), [step, step, step])
    const jump = sharp.data[10 * 60 + 30] - sharp.data[10 * 60 + 29]
    assert.ok(jump > 0.4, `jump ${String(jump)}`)
    const flat = createPlane(60, 20)
    const blurred = applyGuidedFilter(fitGuidedFilter([flat, flat, flat], ramp, 3, 1e-4), [flat, flat, flat])
    assert.ok(largestDifference(blurred, boxBlur(boxBlur(ramp, 3), 3)) < 1e-4)
  })
})

describe('the colours of two layers', () => {
  it('are found again from their mixture: red before blue', () => {
    const [width, height] = [40, 10]
    const alpha = createPlane(width, height)
    const mixed: ColourPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
    for (let i = 0; i < alpha.data.length; i++) {
      alpha.data[i] = Math.max(0, Math.min(1, ((i % width) - 15) / 10))
      mixed[0].data[i] = alpha.data[i]
      mixed[2].data[i] = 1 - alpha.data[i]
    }
    const { foreground, background } = estimateLayerColours(mixed, alpha, 12)
    const middle = 5 * width + 20
    assert.ok(foreground[0].data[middle] > 0.85 && foreground[2].data[middle] < 0.15)
    assert.ok(background[2].data[middle] > 0.85 && background[0].data[middle] < 0.15)
  })
})

describe('tiles', () => {
  for (const [width, height, size] of [
    [512, 512, 160],
    [161, 1, 160],
    [1, 1, 160],
    [1000, 333, 97],
  ] as const)
    // prettier-ignore
    it(`cover ${String(width)} × ${String(height)} once, none larger than ${String(size)}`, () => {
      const covered = new Uint8Array(width * height)
      for (const tile of tileGrid(width, height, size).tiles) {
        assert.ok(tile.width <= size && tile.height <= size && tile.width > 0 && tile.height > 0)
        for (let y = 0; y < tile.height; y++) for (let x = 0; x < tile.width; x++) covered[(tile.top + y) * width + tile.left + x]++
      }
      assert.ok(covered.every((count) => count === 1))
    })

  it('mirror the picture where they reach over its border, without repeating the border itself', () => {
    const pixels: Pixels = { width: 3, height: 1, channels: 3, data: Uint8Array.from([0, 0, 0, 51, 51, 51, 102, 102, 102]) }
    const row = cutColours(pixels, { left: -2, top: 0, width: 8, height: 1 })
    const reds = Array.from({ length: 8 }, (_, x) => Math.round(row[x * 3] * 5))
    assert.deepEqual(reds, [2, 1, 0, 1, 2, 1, 0, 1])
  })
})

describe('sizes', () => {
  it('enlarge a plane without moving it', () => {
    const plane: Plane = { width: 2, height: 1, data: Float32Array.of(0, 1) }
    assert.deepEqual([...enlargePlane(plane, 4, 1).data], [0, 0.25, 0.75, 1])
  })

  it('fit within a side with their aspect kept, never enlarged, never empty', () => {
    assert.deepEqual(fitWithin(4000, 1000, 1024), { width: 1024, height: 256 })
    assert.deepEqual(fitWithin(30, 20, 1024), { width: 30, height: 20 })
    assert.deepEqual(fitWithin(5000, 1, 1024), { width: 1024, height: 1 })
  })
})

describe('createRandom', () => {
  it('repeats itself for a seed and differs for the next one', () => {
    const stream = (seed: number) => {
      const random = createRandom(seed)
      return Array.from({ length: 5 }, () => random.next())
    }
    assert.deepEqual(stream(7), stream(7))
    assert.notDeepEqual(stream(7), stream(8))
    assert.ok(Math.abs(stream(7)[0] - stream(8)[0]) > 1e-3)
  })

  it('is spread evenly over 0..1', () => {
    const random = createRandom(1)
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random.next() * 10)]++
    assert.ok(counts.every((count) => count > 850 && count < 1150))
  })
})
