import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import bangs from '../../../catalogue/styles/change-bangs.json' with { type: 'json' }
import volumes from '../../../catalogue/styles/change-hair-volume.json' with { type: 'json' }
import hairstyles from '../../../catalogue/styles/change-hairstyle.json' with { type: 'json' }
import extensions from '../../../catalogue/styles/extend-hair.json' with { type: 'json' }
import wigs from '../../../catalogue/styles/put-on-wig.json' with { type: 'json' }
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { changeBangs } from '../../src/operations/change-bangs/definition.ts'
import { changeHairVolume } from '../../src/operations/change-hair-volume/definition.ts'
import { changeHairstyle } from '../../src/operations/change-hairstyle/definition.ts'
import { extendHair } from '../../src/operations/extend-hair/definition.ts'
import { putOnWig } from '../../src/operations/put-on-wig/definition.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { FACE_PARTS, type FacePart } from '../../src/vision/face-parts.ts'
import { findFaces, type Face } from '../../src/vision/faces.ts'
import { ignore, never } from '../conformance/engine.ts'

const STYLES = {
  'change-hairstyle': hairstyles,
  'put-on-wig': wigs,
  'extend-hair': extensions,
  'change-bangs': bangs,
  'change-hair-volume': volumes,
}
type Operation = keyof typeof STYLES

/** The astronaut's head and shoulders, large enough for these operations. */
const PART = { left: 76, top: 0, width: 296, height: 330 }
const HEIGHT = 572
/** Levels that differ by more are seen as changed. */
const SEEN = 10

const photo = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))

let engine: Engine
let portrait: Buffer
let original: Pixels
let face: Face
before(async () => {
  engine = createBuiltinEngine({ operations: [changeHairstyle, putOnWig, extendHair, changeBangs, changeHairVolume], threads: 1 })
  portrait = await sharp(await photo('astronaut.png'))
    .extract(PART)
    .resize({ height: HEIGHT, kernel: 'cubic' })
    .png()
    .toBuffer()
  original = await decodeImage(portrait)
  face = (await findFaces(original))[0]!
})
after(() => engine.close())

const runs = new Map<string, Promise<Pixels>>()

function run(
  operation: Operation,
  style: string,
  bytes: Uint8Array,
  signal = never,
  onProgress: (fraction: number) => void = ignore,
  seed = 1,
) {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  return engine.run({ jobId: 'job_test', operation, input: { style, seed }, media }, { signal, onProgress })
}

/** The portrait in a style; each is made once. */
function restyled(operation: Operation, style: string): Promise<Pixels> {
  const key = `${operation} ${style}`
  const known = runs.get(key) ?? run(operation, style, portrait).then(({ outputs }) => decodeImage(outputs[0]!.bytes))
  runs.set(key, known)
  return known
}

/** 1 where a pixel is seen to differ from the portrait. */
function changed(picture: Pixels, from: Pixels = original): Uint8Array {
  const flags = new Uint8Array(from.width * from.height)
  for (let i = 0; i < flags.length; i++)
    for (let k = 0; k < 3; k++) if (Math.abs(picture.data[i * 3 + k]! - from.data[i * 3 + k]!) > SEEN) flags[i] = 1
  return flags
}

/** Levels per channel by which the pixels around a part of the face differ in the mean. */
function changeOf(picture: Pixels, part: FacePart): number {
  const points = FACE_PARTS[part].map((index) => face.mesh[index]!)
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  let [sum, count] = [0, 0]
  for (let y = Math.ceil(Math.min(...ys)); y < Math.max(...ys); y++)
    for (let x = Math.ceil(Math.min(...xs)); x < Math.max(...xs); x++)
      for (let k = 0; k < 3; k++, count++) {
        const at = (y * original.width + x) * 3 + k
        sum += Math.abs(picture.data[at]! - original.data[at]!)
      }
  return sum / count
}

const unit = () => face.box.width / 15.4
const chin = () => face.mesh[152]!.y

/**
 * How far below the chin hair reaches in some width, single hairs and its shadow left out; in units of the head (15.4 is the width of the face).
 */
function lengthOf(picture: Pixels): number {
  const flags = changed(picture)
  for (let y = original.height - 1; y > 0; y--) {
    const row = flags.subarray(y * original.width, (y + 1) * original.width).reduce((sum, flag) => sum + flag, 0)
    if (row > 4 * unit()) return (y - chin()) / unit()
  }
  return -Infinity
}

describe('operations on hair', () => {
  it('have styles of two groups at least, each with a number of its own', () => {
    for (const [operation, styles] of Object.entries(STYLES)) {
      assert.ok(styles.length >= 6 && new Set(styles.map(({ group }) => group)).size >= 2, operation)
      assert.equal(new Set(styles.map(({ id }) => id)).size, styles.length)
    }
    const numbers = Object.values(STYLES).flatMap((styles) => styles.map(({ number }) => number))
    assert.equal(new Set(numbers).size, numbers.length)
  })

  for (const [operation, style] of [
    ['change-hairstyle', 'pixie'],
    ['change-hairstyle', 'bun'],
    ['change-hairstyle', 'long-waves'],
    ['put-on-wig', 'pink-bob'],
    ['extend-hair', 'straight-chest'],
    ['change-bangs', 'micro'],
    ['change-hair-volume', 'flat'],
  ] as const)
    it(`${operation} leaves face and surroundings alone for "${style}"`, async () => {
      const picture = await restyled(operation, style)
      assert.deepEqual([picture.width, picture.height, picture.channels], [original.width, original.height, 3])
      for (const part of ['leftEye', 'rightEye', 'lips', 'nostrils'] as const)
        assert.ok(changeOf(picture, part) < 2, `${part} changed by ${String(changeOf(picture, part))}`)
      const flags = changed(picture)
      assert.ok(flags.includes(1))
      const reach = 17 * unit()
      for (const [i, flag] of flags.entries())
        if (flag) assert.ok(Math.abs((i % original.width) - (face.box.left + face.box.width / 2)) < reach, `changed at ${String(i)}`)
      const corner = original.width * 3 * (original.height - 4)
      assert.deepEqual(picture.data.slice(corner), original.data.slice(corner))
    })

  it('reach as far down as their styles say, in order', async () => {
    const pixie = lengthOf(await restyled('change-hairstyle', 'pixie'))
    const bob = lengthOf(await restyled('change-hairstyle', 'bob'))
    const shoulder = lengthOf(await restyled('extend-hair', 'straight-shoulder'))
    const chest = lengthOf(await restyled('extend-hair', 'straight-chest'))
    assert.ok(pixie < -3, `pixie ${String(pixie)}`)
    assert.ok(Math.abs(bob) < 2.5, `bob ${String(bob)}`)
    assert.ok(Math.abs(shoulder - 5.6) < 2.5, `shoulder ${String(shoulder)}`)
    assert.ok(Math.abs(chest - 13.6) < 3, `chest ${String(chest)}`)
  })

  it('colour wigs as their styles say', async () => {
    for (const id of ['blonde-bob', 'pink-bob', 'black-bob']) {
      const { colour } = wigs.find((wig) => wig.id === id)!
      const picture = await restyled('put-on-wig', id)
      const lab = toLab(picture)
      const sum = [0, 0, 0]
      let count = 0
      const top = face.mesh[10]!
      const wide = Math.round(3 * unit())
      // The crown is hair in every style.
      for (let y = Math.round(top.y - 6 * unit()); y < top.y - 3 * unit(); y++)
        for (let x = Math.round(top.x - wide); x < top.x + wide; x++, count++)
          for (let k = 0; k < 3; k++) sum[k]! += lab[(y * original.width + x) * 3 + k]!
      const mean = sum.map((value) => value / count)
      const off = Math.hypot(mean[0]! - colour.l, mean[1]! - colour.a, mean[2]! - colour.b)
      assert.ok(off < 15, `${id}: ${mean.map((value) => value.toFixed(0)).join(' ')} is ${off.toFixed(1)} off`)
    }
  })

  it('give more body in the order of their styles', async () => {
    // What differs from the background above and beside the old outline grows; flat hair uncovers what it covered.
    const widths: number[] = []
    for (const id of ['flat', 'sleek', 'medium', 'maximum']) {
      const picture = await restyled('change-hair-volume', id)
      const lab = toLab(picture)
      const row = Math.round(face.mesh[10]!.y)
      let width = 0
      // The backdrop is light and grey, the hair neither.
      for (let y = row - 6; y <= row + 6; y++)
        for (let x = 0; x < original.width; x++) {
          const at = (y * original.width + x) * 3
          if (lab[at]! < 62 && lab[at + 2]! > 10) width++
        }
      widths.push(width / 13 / unit())
    }
    for (let i = 1; i < widths.length; i++) assert.ok(widths[i]! > widths[i - 1]! + 0.4, widths.map((width) => width.toFixed(1)).join(' '))
  })

  it('give the same pixels for the same seed; another seed lays other strands and no other hairstyle', async () => {
    const first = await restyled('change-hairstyle', 'bob')
    const again = await decodeImage((await run('change-hairstyle', 'bob', portrait)).outputs[0]!.bytes)
    assert.deepEqual(again.data, first.data)
    const other = await decodeImage((await run('change-hairstyle', 'bob', portrait, never, ignore, 2)).outputs[0]!.bytes)
    assert.notDeepEqual(other.data, first.data)
    const [one, two] = [changed(first), changed(other)]
    let [both, either] = [0, 0]
    for (let i = 0; i < one.length; i++) {
      both += one[i]! & two[i]!
      either += one[i]! | two[i]!
    }
    assert.ok(both / either > 0.8, `${String(both / either)} of the changed pixels are the same`)
  })

  it('refuse pictures without a face, of two people, of a turned or a small face, and of a head with a cap on', async () => {
    const refused = (bytes: Uint8Array, code: string) => assert.rejects(run('change-hairstyle', 'bob', bytes), { code })
    const make = (image: Sharp) => image.png().toBuffer()
    await refused(await photo('chelsea.png'), 'face_not_found')
    await refused(await photo('astronaut.png'), 'face_too_small')
    await refused(await make(sharp(portrait).rotate(25, { background: '#889' })), 'face_turned')
    const second = await make(sharp(await photo('grace_hopper.jpg')).resize({ height: HEIGHT }))
    const two = sharp(portrait).extend({ right: 520, background: '#889' })
    await refused(await make(two.composite([{ input: second, left: original.width, top: 0 }])), 'several_faces')
    await refused(await photo('grace_hopper.jpg'), 'hair_not_found')
  })

  it('tell progress, stop when canceled, and mark their results as composites of an algorithm', async () => {
    const seen: number[] = []
    const { outputs } = await run('change-hair-volume', 'subtle', portrait, never, (fraction) => seen.push(fraction))
    assert.ok(seen.length >= 4)
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      seen,
    )
    assert.equal(engine.operations.get('change-hair-volume'), 'algorithm')
    const { xmpAsString } = await sharp(outputs[0]!.bytes).metadata()
    assert.ok(xmpAsString?.includes('digitalsourcetype/composite<'))

    const controller = new AbortController()
    const reason = new Error('canceled')
    const running = run('put-on-wig', 'blonde-bob', portrait, controller.signal, () => controller.abort(reason))
    await assert.rejects(running, (error) => error === reason)
  })
})
