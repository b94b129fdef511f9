import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LINEAR_OF_BYTE, writeLab } from '../lab.ts'
import { createPlane, type Pixels } from '../pixels.ts'
import { createRandom } from '../random.ts'
import { labToRgb, rgbToLab } from './colour-lab.ts'
import { drawFolds } from './draw-folds.ts'
import { lightFolds } from './light-folds.ts'
import { placeOnMesh } from './place-on-mesh.ts'
import { pushField } from './push-field.ts'
import { sampleColour, samplePlane } from './sample-colour.ts'
import { DIRECTIONS, traceRing } from './trace-ring.ts'
import { visitMesh } from './visit-mesh.ts'

/** A square in two triangles. */
const SQUARE = [
  { x: 2, y: 3 },
  { x: 18, y: 3 },
  { x: 18, y: 15 },
  { x: 2, y: 15 },
]
const TRIANGLES = [0, 1, 2, 0, 2, 3]

describe('pixel functions for faces', () => {
  it('a mesh is visited once at every pixel in it, seams included, and nowhere else', () => {
    const seen = new Map<string, number>()
    visitMesh(SQUARE, TRIANGLES, { left: 0, top: 0, width: 20, height: 20 }, (x, y, a, b, c, wa, wb, wc) => {
      seen.set(`${String(x)} ${String(y)}`, (seen.get(`${String(x)} ${String(y)}`) ?? 0) + 1)
      assert.ok(Math.abs(SQUARE[a].x * wa + SQUARE[b].x * wb + SQUARE[c].x * wc - x - 0.5) < 1e-6)
      assert.ok(Math.abs(SQUARE[a].y * wa + SQUARE[b].y * wb + SQUARE[c].y * wc - y - 0.5) < 1e-6)
    })
    assert.equal(seen.size, 16 * 12)
    assert.ok([...seen.values()].every((count) => count === 1))
  })

  it('strips of a mesh are the mesh', () => {
    let count = 0
    for (let top = 0; top < 20; top += 3) visitMesh(SQUARE, TRIANGLES, { left: 0, top, width: 20, height: 3 }, () => count++)
    assert.equal(count, 16 * 12)
  })

  it('a position goes to the same place of another mesh', () => {
    const other = SQUARE.map(({ x, y }) => ({ x: 2 * x + y, y: y - 1 }))
    const { x, y } = placeOnMesh({ x: 5, y: 11 }, SQUARE, other, TRIANGLES)
    assert.ok(Math.hypot(x - 21, y - 10) < 1e-9)
  })

  it('colours come back from CIE Lab within a tenth of a byte, and agree with the exact conversion', () => {
    const [lab, exact, rgb] = [new Float32Array(3), new Float32Array(3), new Float32Array(3)]
    for (let r = 0; r < 256; r += 15)
      for (let g = 0; g < 256; g += 15)
        for (let b = 0; b < 256; b += 15) {
          rgbToLab([r, g, b], 0, lab)
          writeLab(LINEAR_OF_BYTE[r], LINEAR_OF_BYTE[g], LINEAR_OF_BYTE[b], exact)
          for (let k = 0; k < 3; k++) assert.ok(Math.abs(lab[k] - exact[k]) < 0.01)
          labToRgb(lab[0], lab[1], lab[2], rgb)
          for (const [k, value] of [r, g, b].entries()) assert.ok(Math.abs(rgb[k] - value) < 0.1)
        }
  })

  it('sampling at the middle of a pixel gives the pixel', () => {
    const random = createRandom(3)
    const pixels: Pixels = { width: 6, height: 5, channels: 3, data: Uint8Array.from({ length: 90 }, () => 256 * random.next()) }
    const plane = { width: 6, height: 5, data: Float32Array.from(pixels.data.subarray(0, 30)) }
    const colour = new Float32Array(3)
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 6; x++) {
        sampleColour(pixels, x + 0.5, y + 0.5, colour)
        for (let k = 0; k < 3; k++) assert.ok(Math.abs(colour[k] - pixels.data[(y * 6 + x) * 3 + k]) < 1e-4)
        assert.equal(samplePlane(plane, x + 0.5, y + 0.5), plane.data[y * 6 + x])
      }
  })

  it('the ring of a lens is found within two pixels, whatever else is around', () => {
    const strength = createPlane(100, 100)
    const random = createRandom(1)
    for (let y = 0; y < 100; y++)
      for (let x = 0; x < 100; x++) {
        const off = Math.abs(Math.hypot(x + 0.5 - 52, (y + 0.5 - 47) * 1.3) - 30)
        strength.data[y * 100 + x] = (off < 1.2 ? 2 : 0) + 0.8 * random.next()
      }
    const ring = traceRing(strength, { x: 52, y: 47 }, 12, 45)
    for (let i = 0; i < DIRECTIONS; i++) {
      const angle = (i / DIRECTIONS) * 2 * Math.PI
      const expected = 30 / Math.hypot(Math.cos(angle), 1.3 * Math.sin(angle))
      assert.ok(Math.abs(ring[i] - expected) < 2, `${String(i)}: ${String(ring[i])} for ${String(expected)}`)
    }
  })

  it('a push moves its place by its strength, fades out around it and leaves the border alone', () => {
    const push = { at: { x: 50, y: 50 }, move: { x: 6, y: -3 }, radius: 12, scale: 1 }
    const field = pushField(100, 100, [push], [0.5])
    const at = (plane: (typeof field)['x'], x: number, y: number) => samplePlane(plane, (x * plane.width) / 100, (y * plane.height) / 100)
    assert.ok(Math.abs(at(field.x, 50, 50) - 3) < 0.1)
    assert.ok(Math.abs(at(field.y, 50, 50) + 1.5) < 0.1)
    assert.ok(Math.abs(at(field.x, 62, 50)) < 2)
    assert.equal(at(field.x, 0, 50), 0)
  })

  it('a fold is dark in its bottom, and lit on the side that looks towards the light', () => {
    const fold = { line: [{ x: 10, y: 40 }, { x: 70, y: 40 }], width: 4, depth: 1 } // prettier-ignore
    const surface = drawFolds(80, 80, [fold], createRandom(1))
    const [fromAbove, fromBelow] = [lightFolds(surface, { x: 0, y: -1 }, 4), lightFolds(surface, { x: 0, y: 1 }, 4)]
    const lightness = (change: typeof fromAbove, y: number) => change[0].data[y * 80 + 40]
    assert.ok(lightness(fromAbove, 40) < -10)
    assert.ok(lightness(fromAbove, 43) > lightness(fromAbove, 37) + 2)
    assert.ok(lightness(fromBelow, 37) > lightness(fromBelow, 43) + 2)
    assert.equal(lightness(fromAbove, 5), 0)
  })
})
