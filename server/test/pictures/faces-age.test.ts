import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { ageFace } from '../../src/operations/age-face/definition.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { faceSimilarity } from '../../src/vision/faces.ts'
import { ignore, never } from '../conformance/engine.ts'
import { estimateAge } from '../helpers/estimate-age.ts'
import { meshError, readCouple, readFaces, readPhoto } from '../helpers/portraits.ts'

interface Series {
  readonly age: number
  readonly ages: readonly number[]
  readonly ageIndex: number
  readonly ageMin: number
  readonly ageMax: number
}

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations: [ageFace], threads: 1 })
})
after(() => engine.close())

async function age(image: Uint8Array, ages?: readonly number[], signal = never, onProgress: (fraction: number) => void = ignore) {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(image) } }
  const input = ages ? { ages } : {}
  const { outputs, data } = await engine.run({ jobId: 'job_test', operation: 'age-face', input, media }, { signal, onProgress })
  return { outputs, series: data as unknown as Series }
}

/** Spearman's coefficient of two rows without ties. Source: Spearman 1904. */
function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]) => values.map((value) => values.filter((other) => other < value).length)
  const [x, y] = [ranks(a), ranks(b)]
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]!) ** 2, 0)
  return 1 - (6 * squares) / (x.length * (x.length ** 2 - 1))
}

const AGES = [10, 20, 45, 60, 75, 88]
/** Years by which the estimate differs at least between the youngest and the oldest picture. Measured: 4 and 17. */
const SPANS = { 'astronaut.png': 3.5, 'grace_hopper.jpg': 8 } as const

describe('age-face', () => {
  for (const [name, span] of Object.entries(SPANS))
    it(`makes ${name} look older from picture to picture, and leaves the photo itself at its place to the byte`, async () => {
      const photo = await readPhoto(name)
      const { outputs, series } = await age(photo, AGES)
      assert.deepEqual(
        series.ages,
        [...new Set([...AGES, series.age])].sort((a, b) => a - b),
      )
      assert.equal(outputs.length, series.ages.length)
      assert.deepEqual([series.ages[series.ageIndex], series.ageMin, series.ageMax], [series.age, AGES[0], AGES.at(-1)])

      const given = await readFaces(photo)
      const estimates: number[] = []
      for (const [index, { bytes }] of outputs.entries()) {
        const { pixels, faces } = await readFaces(bytes)
        assert.equal(faces.length, 1)
        if (index === series.ageIndex) assert.deepEqual(pixels.data, given.pixels.data)
        else {
          assert.notDeepEqual(pixels.data, given.pixels.data)
          // The same person: strangers have 0.2.
          const likeness = faceSimilarity(faces[0]!.embedding, given.faces[0]!.embedding)
          assert.ok(likeness > 0.45, `at ${String(series.ages[index])} the likeness is ${likeness.toFixed(2)}`)
          const moved = meshError(given.faces[0]!, faces[0]!)
          assert.ok(moved < 0.08, `at ${String(series.ages[index])} the face moved by ${moved.toFixed(3)}`)
        }
        estimates.push(await estimateAge(pixels, faces[0]!))
      }
      const told = estimates.map((estimate) => estimate.toFixed(1)).join(' ')
      // Measured: 0.82 and 0.96. The network hardly tells ten from thirty on a face that is 93 pixels wide, but the thirds of a life it does.
      assert.ok(rankCorrelation(series.ages, estimates) >= 0.8, told)
      const meanBetween = (from: number, to: number) => {
        const within = estimates.filter((_, i) => series.ages[i]! >= from && series.ages[i]! < to)
        return within.reduce((sum, estimate) => sum + estimate, 0) / within.length
      }
      assert.ok(meanBetween(0, 35) < meanBetween(40, 65) && meanBetween(40, 65) < meanBetween(70, 100), told)
      assert.ok(estimates.at(-1)! - estimates[0]! > span, told)
    })

  it('makes a series of 16 when no ages are wanted, with the photo among them', async () => {
    const small = await sharp(await readPhoto('astronaut.png'))
      .resize(420)
      .png()
      .toBuffer()
    const { outputs, series } = await age(small)
    assert.equal(outputs.length, 16)
    assert.equal(series.ages.length, 16)
    assert.deepEqual(
      [...series.ages].sort((a, b) => a - b),
      series.ages,
    )
    assert.deepEqual([series.ageMin, series.ageMax], [10, 85])
    assert.deepEqual((await decodeImage(outputs[series.ageIndex]!.bytes)).data, (await decodeImage(small)).data)
  })

  it('gives the same pixels each time, changes the head alone, and stops when canceled', async () => {
    const photo = await readPhoto('grace_hopper.jpg')
    const [first, again] = [await age(photo, [80]), await age(photo, [80])]
    const [a, b] = [await decodeImage(first.outputs[1]!.bytes), await decodeImage(again.outputs[1]!.bytes)]
    assert.deepEqual(a.data, b.data)
    const given = await readFaces(photo)
    const { box } = given.faces[0]!
    const reach = 0.76 * box.width
    for (let y = 0; y < a.height; y++)
      for (let x = 0; x < a.width; x++) {
        const isNear = x > box.left - reach && x < box.left + box.width + reach && y > box.top - reach && y < box.top + box.height + reach
        const at = (y * a.width + x) * 3
        if (!isNear) assert.equal(a.data[at], given.pixels.data[at])
      }
    const controller = new AbortController()
    const reason = new Error('canceled')
    const running = age(photo, AGES, controller.signal, (fraction) => {
      if (fraction >= 0.2) controller.abort(reason)
    })
    await assert.rejects(running, (error) => error === reason)
  })

  it('says what is wrong with the picture: too small, no face, several, turned', async () => {
    const field = { details: { field: 'image' } }
    const small = await sharp(await readPhoto('astronaut.png'))
      .resize(300)
      .png()
      .toBuffer()
    await assert.rejects(age(small, [50]), { code: 'picture_too_small', ...field })
    await assert.rejects(age(await sharp(await readPhoto('chelsea.png')).resize({ height: 400 }).png().toBuffer(), [50]), { code: 'face_not_found', ...field }) // prettier-ignore
    await assert.rejects(age(await readCouple(), [50]), { code: 'several_faces', ...field })
    await assert.rejects(age(await readPhoto('camera.png'), [50]), { code: 'face_turned', ...field })
    const leaning = await sharp(await readPhoto('grace_hopper.jpg'))
      .rotate(28, { background: '#446' })
      .png()
      .toBuffer()
    await assert.rejects(age(leaning, [50]), { code: 'face_turned', ...field })
  })
})
