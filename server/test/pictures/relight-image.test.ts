import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { ciede2000 } from '../../src/imaging/ciede2000.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { encodeSrgb, LINEAR_OF_BYTE, toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

const load = async (name: string) => decodeImage(await readFile(new URL(`../../../photos/${name}`, import.meta.url)))

async function relight(picture: Pixels, input: Record<string, unknown> = {}): Promise<Pixels> {
  const { width, height, channels, data } = picture
  const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer()
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(png) } }
  const task = { jobId: 'job_test', operation: 'relight-image', input: { light: 'auto', intensity: 0.6, ...input }, media }
  const { outputs } = await engine.run(task, { signal: never, onProgress: ignore })
  return decodeImage(outputs[0]!.bytes)
}

/** Multiplies linear light by a factor of the place, in shares of the sides. */
function light(picture: Pixels, gain: (x: number, y: number) => number): Pixels {
  const { width, height } = picture
  const data = Uint8Array.from(picture.data, (value, i) => {
    const at = Math.floor(i / 3)
    return Math.round(255 * encodeSrgb(LINEAR_OF_BYTE[value]! * gain((at % width) / width, Math.floor(at / width) / height)))
  })
  return { ...picture, data }
}

type Region = readonly [left: number, top: number, right: number, bottom: number]
const EVERYTHING: Region = [0, 0, 1, 1]
/** Of astronaut.png, in shares of the sides; the cheeks of the person, as the picture shows them. */
const CHEEKS = { left: [0.38, 0.25, 0.415, 0.29], right: [0.465, 0.25, 0.5, 0.29] } as const
const FACE: Region = [0.38, 0.17, 0.5, 0.31]

/** Mean CIELAB of a region. */
function labOf(picture: Pixels, [left, top, right, bottom]: Region): [number, number, number] {
  const lab = toLab(picture)
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let y = Math.floor(top * picture.height); y < bottom * picture.height; y++)
    for (let x = Math.floor(left * picture.width); x < right * picture.width; x++, count++)
      for (let c = 0; c < 3; c++) sum[c]! += lab[(y * picture.width + x) * 3 + c]!
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

function difference(a: Pixels, b: Pixels): number {
  const [p, q] = [toLab(a), toLab(b)]
  const at = (lab: Float32Array, i: number) => [lab[i]!, lab[i + 1]!, lab[i + 2]!] as const
  let [sum, count] = [0, 0]
  for (let i = 0; i < p.length; i += 21, count++) sum += ciede2000(at(p, i), at(q, i))
  return sum / count
}

/** How alike the steps between neighbours are, 1 for the same drawing. */
function drawingKept(a: Pixels, b: Pixels): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 4; i < a.data.length; i += 3) {
    const [p, q] = [a.data[i]! - a.data[i - 3]!, b.data[i]! - b.data[i - 3]!]
    ab += p * q
    aa += p * p
    bb += q * q
  }
  return ab / Math.sqrt(aa * bb)
}

const slant = (picture: Pixels) => labOf(picture, CHEEKS.left)[0] - labOf(picture, CHEEKS.right)[0]

describe('relight-image, auto', () => {
  it('lifts a picture of an eighth of the light by at least 15 of CIE L*, and its face too', async (t) => {
    const dark = light(await load('astronaut.png'), () => 0.12)
    const lit = await relight(dark, { intensity: 1 })
    const [all, face] = [labOf(lit, EVERYTHING)[0] - labOf(dark, EVERYTHING)[0], labOf(lit, FACE)[0] - labOf(dark, FACE)[0]]
    t.diagnostic(`all by ${all.toFixed(1)}, face by ${face.toFixed(1)}; drawing ${drawingKept(dark, lit).toFixed(3)}`)
    assert.ok(all > 15 && face > 15, `${String(all)} ${String(face)}`)
    assert.ok(drawingKept(dark, lit) > 0.88)
  })

  it('takes at least a third of the difference between the sides of a face that is lit from one side', async (t) => {
    const photo = await load('astronaut.png')
    const oneSided = light(photo, (x) => (1 / (1 + Math.exp((x - 0.44) * 40))) * 0.8 + 0.2)
    const added = slant(oneSided) - slant(photo)
    const left = slant(await relight(oneSided, { intensity: 1 })) - slant(photo)
    t.diagnostic(`${added.toFixed(1)} to ${left.toFixed(1)}`)
    assert.ok(added > 15 && left < 0.67 * added, `${String(added)} ${String(left)}`)
  })

  it('changes photos in good light by less than 5 CIEDE2000', async (t) => {
    for (const name of ['astronaut.png', 'coffee.png', 'grace_hopper.jpg']) {
      const photo = await load(name)
      const changed = difference(photo, await relight(photo))
      t.diagnostic(`${name}: ${changed.toFixed(1)}`)
      assert.ok(changed < 5, `${name}: ${String(changed)}`)
    }
  })
})

describe('relight-image with a lamp', () => {
  it('makes the cheek on its side brighter and the other darker, and keeps the drawing', async (t) => {
    const photo = await load('astronaut.png')
    for (const [lamp, sign] of [
      ['left', 1],
      ['right', -1],
    ] as const) {
      // prettier-ignore
      const lit = await relight(photo, { light: lamp, intensity: 1 })
      const turned = sign * (slant(lit) - slant(photo))
      t.diagnostic(`${lamp}: ${turned.toFixed(1)}, drawing ${drawingKept(photo, lit).toFixed(3)}`)
      assert.ok(turned > 5, String(turned))
      assert.ok(drawingKept(photo, lit) > 0.95)
    }
  })

  it('does more the higher the intensity, and nothing at 0', async () => {
    const photo = await load('grace_hopper.jpg')
    assert.deepEqual((await relight(photo, { light: 'left', intensity: 0 })).data, photo.data)
    const [some, all] = [await relight(photo, { light: 'left', intensity: 0.4 }), await relight(photo, { light: 'left', intensity: 1 })]
    assert.ok(difference(photo, some) > 0.5 && difference(photo, all) > 1.5 * difference(photo, some))
  })

  it('makes golden light yellower and cool light bluer, of much the same brightness', async () => {
    const photo = await load('astronaut.png')
    const was = labOf(photo, EVERYTHING)
    const [golden, cool] = [
      labOf(await relight(photo, { light: 'golden' }), EVERYTHING),
      labOf(await relight(photo, { light: 'cool' }), EVERYTHING),
    ]
    assert.ok(golden[2] > was[2] + 2 && cool[2] < was[2] - 2, `${String(golden)} ${String(cool)}`)
    for (const [lightness] of [golden, cool]) assert.ok(Math.abs(lightness - was[0]) < 8, String(lightness))
  })

  it('darkens what is behind with light from the front, and lights a thing as well as a face', async () => {
    const photo = await load('coffee.png')
    const lit = await relight(photo, { light: 'front', intensity: 1 })
    const corner: Region = [0.8, 0.8, 1, 1]
    assert.ok(labOf(lit, corner)[0] < labOf(photo, corner)[0] - 3)
    const cup: Region = [0.42, 0.2, 0.55, 0.35]
    assert.ok(labOf(lit, cup)[0] - labOf(photo, cup)[0] > labOf(lit, corner)[0] - labOf(photo, corner)[0] + 3)
  })
})
