import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../../imaging/random.ts'
import { chain, createConvolution, restrictInputs, selectInputs, sum, type Convolution } from './convolution.ts'

function randomConvolution(seed: number, size: number, inputs: number, outputs: number): Convolution {
  const random = createRandom(seed)
  const made = createConvolution(size, inputs, outputs)
  for (const values of [made.weights, made.bias]) for (let i = 0; i < values.length; i++) values[i] = random.between(-1, 1)
  return made
}

/** Applied without padding: side × side × inputs becomes (side - size + 1) squared × outputs. */
function apply({ size, inputs, outputs, weights, bias }: Convolution, input: Float64Array, side: number): Float64Array {
  const left = side - size + 1
  const result = new Float64Array(left * left * outputs)
  for (let y = 0; y < left; y++)
    for (let x = 0; x < left; x++)
      for (let o = 0; o < outputs; o++) {
        let value = bias[o]!
        for (let v = 0; v < size; v++)
          for (let u = 0; u < size; u++)
            for (let i = 0; i < inputs; i++)
              value += input[((y + v) * side + x + u) * inputs + i]! * weights[((v * size + u) * inputs + i) * outputs + o]!
        result[(y * left + x) * outputs + o] = value
      }
  return result
}

function assertClose(a: Float64Array, b: Float64Array): void {
  assert.equal(a.length, b.length)
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i]! - b[i]!) < 1e-9, `${String(a[i])} for ${String(b[i])} at ${String(i)}`)
}

const SIDE = 9
const seed = fc.integer({ min: 0, max: 1e6 })
const size = fc.constantFrom(1, 3, 5)
const channels = fc.integer({ min: 1, max: 4 })
const randomInput = (from: number, depth: number) => {
  const random = createRandom(from)
  return Float64Array.from({ length: SIDE * SIDE * depth }, () => random.between(-1, 1))
}

describe('multiplying out convolutions', () => {
  it('gives with one what two give in turn', () => {
    fc.assert(
      fc.property(seed, size, size, channels, channels, channels, (from, size1, size2, inputs, middle, outputs) => {
        const [first, second] = [randomConvolution(from, size1, inputs, middle), randomConvolution(from + 1, size2, middle, outputs)]
        const input = randomInput(from + 2, inputs)
        assertClose(apply(chain(first, second), input, SIDE), apply(second, apply(first, input, SIDE), SIDE - size1 + 1))
      }),
      { numRuns: 60 },
    )
  })

  it('adds what two of different size give, middle on middle, and leaves both as they were', () => {
    fc.assert(
      fc.property(seed, channels, channels, (from, inputs, outputs) => {
        const [large, small] = [randomConvolution(from, 5, inputs, outputs), randomConvolution(from + 1, 3, inputs, outputs)]
        const input = randomInput(from + 2, inputs)
        const ofSmall = apply(small, input, SIDE)
        const inMiddle = Float64Array.from({ length: 25 * outputs }, (_, i) => {
          const [pixel, o] = [Math.floor(i / outputs), i % outputs]
          return ofSmall[((Math.floor(pixel / 5) + 1) * 7 + (pixel % 5) + 1) * outputs + o]!
        })
        const expected = apply(large, input, SIDE).map((value, i) => value + inMiddle[i]!)
        assertClose(apply(sum(large, small), input, SIDE), expected)
        assertClose(apply(sum(small, large), input, SIDE), expected)
        assertClose(apply(small, input, SIDE), ofSmall)
      }),
      { numRuns: 40 },
    )
  })

  it('splits by inputs: the parts give together what the whole gave', () => {
    const whole = randomConvolution(5, 3, 4, 2)
    const input = randomInput(6, 4)
    const [first, rest] = [
      chain(selectInputs(4, 0, 1), restrictInputs(whole, 0, 1, 3)),
      chain(selectInputs(4, 1, 3), restrictInputs(whole, 1, 3, 3)),
    ]
    const together = sum(first, rest)
    assertClose(apply({ ...together, bias: whole.bias }, input, SIDE), apply(whole, input, SIDE))
  })
})
