import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { ciede2000 } from '../../src/imaging/ciede2000.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { transferMakeup } from '../../src/operations/transfer-makeup/definition.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { FACE_PARTS } from '../../src/vision/face-parts.ts'
import type { Face } from '../../src/vision/faces.ts'
import { ignore, never } from '../conformance/engine.ts'
import { closeEyes, isWithin, paintMakeup, readCouple, readFaces, readPhoto, type Paint } from '../helpers/portraits.ts'

type Lab = [number, number, number]

const LOOK: Paint = { lips: '#9c1030', lids: '#4a5a9c', cheeks: '#d05070' }
/** CIEDE2000. Lids are small, and a lash more or less in what is measured counts. */
const LIMITS = { lips: 7, lids: 12 } as const
/** Outlines that are measured, by mesh points: the fuller part of each, away from borders. */
const PLACES = {
  lips: [84, 17, 314, 405, 321, 318, 402, 317, 14, 87, 178, 88, 95, 91, 181],
  lids: [160, 159, 158, 56, 28, 27, 29],
  cheeks: [118, 101, 205, 187, 123],
  skin: [151, 337, 9, 108],
  chin: [200, 421, 418, 424, 335, 406, 313, 18, 83, 182, 106, 204, 194, 201],
} as const

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations: [transferMakeup], threads: 1 })
})
after(() => engine.close())

function transfer(image: Uint8Array, reference: Uint8Array, input = {}, signal = never, onProgress: (fraction: number) => void = ignore) {
  const asMedia = (bytes: Uint8Array) => ({ kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) })
  const media = { image: asMedia(image), reference: asMedia(reference) }
  return engine.run({ jobId: 'job_test', operation: 'transfer-makeup', input: { strength: 1, ...input }, media }, { signal, onProgress })
}
const transferToPixels = async (...call: Parameters<typeof transfer>) => decodeImage((await transfer(...call)).outputs[0]!.bytes)

function colourAt(pixels: Pixels, { mesh }: Face, place: keyof typeof PLACES): Lab {
  const outline = PLACES[place].map((index) => mesh[index]!)
  const lab = toLab(pixels)
  const sum: Lab = [0, 0, 0]
  let count = 0
  for (let y = 0; y < pixels.height; y++)
    for (let x = 0; x < pixels.width; x++) {
      if (!isWithin(outline, x + 0.5, y + 0.5)) continue
      for (let k = 0; k < 3; k++) sum[k]! += lab[(y * pixels.width + x) * 3 + k]!
      count++
    }
  assert.ok(count > 5, `${place} is seen`)
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

/** What a colour of the reference is in the light of the target: as much lighter or darker than the skin. */
const inLightOf = (colour: Lab, skin: Lab, otherSkin: Lab): Lab => [colour[0] + skin[0] - otherSkin[0], colour[1], colour[2]]

describe('transfer-makeup', () => {
  it('brings lips within 7 and lids within 12 CIEDE2000 of the colours of the reference, from twice as far and more', async () => {
    const [portrait, other] = [await readPhoto('astronaut.png'), await readPhoto('grace_hopper.jpg')]
    const [flipped, warmer] = [sharp(portrait).removeAlpha().flop(), [[1.02, 0, 0], [0, 0.9, 0], [0, 0, 0.78]] as const] // prettier-ignore
    const inOtherLight = await flipped
      .recomb([[...warmer[0]], [...warmer[1]], [...warmer[2]]])
      .png()
      .toBuffer()
    const trials = [
      { image: portrait, reference: await paintMakeup(other, LOOK), places: ['lips'] },
      { image: other, reference: await paintMakeup(portrait, LOOK), places: ['lips'] },
      // Lids are measured without the other portrait: it has glasses in front of them.
      { image: inOtherLight, reference: await paintMakeup(portrait, LOOK), places: ['lips', 'lids'] },
    ] as const
    for (const { image, reference, places } of trials) {
      const [given, worn] = [await readFaces(image), await readFaces(reference)]
      const [face, wearer] = [given.faces[0]!, worn.faces[0]!]
      const result = await transferToPixels(image, reference)
      const [skin, otherSkin] = [colourAt(given.pixels, face, 'chin'), colourAt(worn.pixels, wearer, 'chin')]
      for (const place of places) {
        const wanted = inLightOf(colourAt(worn.pixels, wearer, place), skin, otherSkin)
        const was = ciede2000(colourAt(given.pixels, face, place), wanted)
        const is = ciede2000(colourAt(result, face, place), wanted)
        assert.ok(is < LIMITS[place] && is < was / 2, `${place} differed by ${was.toFixed(1)}, and by ${is.toFixed(1)} now`)
      }
      const redness = (pixels: Pixels) => colourAt(pixels, face, 'cheeks')[1] - colourAt(pixels, face, 'chin')[1]
      assert.ok(redness(result) > redness(given.pixels) + 2.5, 'cheeks are blushed')
      assert.ok(ciede2000(colourAt(given.pixels, face, 'chin'), colourAt(result, face, 'chin')) < 4)
    }
  })

  it('leaves everything outside of the face as it is to the byte, and the eyes nearly', async () => {
    const image = await readPhoto('astronaut.png')
    const given = await readFaces(image)
    const face = given.faces[0]!
    const result = await transferToPixels(image, await paintMakeup(await readPhoto('grace_hopper.jpg'), LOOK))
    const outline = FACE_PARTS.oval.map((index) => face.mesh[index]!)
    const eyes = [FACE_PARTS.rightEye, FACE_PARTS.leftEye].map((ring) => ring.map((index) => face.mesh[index]!))
    const middle = { x: (outline[0]!.x + outline[18]!.x) / 2, y: (outline[0]!.y + outline[18]!.y) / 2 }
    const wide = outline.map(({ x, y }) => ({ x: middle.x + (x - middle.x) * 1.12, y: middle.y + (y - middle.y) * 1.12 }))
    const narrow = eyes.map((ring) => {
      const centre = { x: (ring[0]!.x + ring[8]!.x) / 2, y: (ring[0]!.y + ring[8]!.y) / 2 }
      return ring.map(({ x, y }) => ({ x: centre.x + (x - centre.x) * 0.5, y: centre.y + (y - centre.y) * 0.5 }))
    })
    let [outside, within, seen] = [0, 0, 0]
    for (let y = 0; y < result.height; y++)
      for (let x = 0; x < result.width; x++) {
        const at = (y * result.width + x) * 3
        const difference = Math.max(...[0, 1, 2].map((k) => Math.abs(result.data[at + k]! - given.pixels.data[at + k]!)))
        if (!isWithin(wide, x + 0.5, y + 0.5)) outside += difference
        else if (narrow.some((ring) => isWithin(ring, x + 0.5, y + 0.5))) {
          within += difference
          seen++
        }
      }
    assert.equal(outside, 0)
    assert.ok(within / seen < 4, `eyes changed by ${(within / seen).toFixed(1)} levels`)
  })

  it('keeps the shading of the face: what was finer than make-up is still there', async () => {
    const image = await readPhoto('grace_hopper.jpg')
    const result = await transferToPixels(image, await paintMakeup(await readPhoto('astronaut.png'), LOOK))
    const { pixels, faces } = await readFaces(image)
    const { box } = faces[0]!
    const [a, b] = [toLab(pixels), toLab(result)]
    let [ab, aa, bb] = [0, 0, 0]
    for (let y = Math.round(box.top) + 20; y < box.top + box.height - 20; y++)
      for (let x = Math.round(box.left) + 30; x < box.left + box.width - 30; x++) {
        const i = y * pixels.width + x
        const [p, q] = [a, b].map((lab) => lab[i * 3]! - (lab[(i - 3) * 3]! + lab[(i + 3) * 3]!) / 2) as [number, number]
        ab += p * q
        aa += p * p
        bb += q * q
      }
    assert.ok(ab / Math.sqrt(aa * bb) > 0.97, `correlation ${(ab / Math.sqrt(aa * bb)).toFixed(3)}`)
  })

  it('changes little when the reference wears none, and nothing at strength 0', async () => {
    const [image, reference] = [await readPhoto('astronaut.png'), await readPhoto('grace_hopper.jpg')]
    const { pixels, faces } = await readFaces(image)
    const bare = await transferToPixels(image, reference)
    for (const place of ['lips', 'lids', 'cheeks'] as const) {
      const difference = ciede2000(colourAt(pixels, faces[0]!, place), colourAt(bare, faces[0]!, place))
      assert.ok(difference < 5, `${place} changed by ${difference.toFixed(1)}`)
    }
    const none = await transferToPixels(image, reference, { strength: 0 })
    assert.deepEqual(none.data, pixels.data)
  })

  it('tells the measured colours by hex and by name, and how sure it is that they are make-up', async () => {
    const reference = await paintMakeup(await readPhoto('astronaut.png'), { lips: '#8e2450', lids: '#5c7d58', cheeks: '#d9606c' })
    const { data } = await transfer(await readPhoto('grace_hopper.jpg'), reference)
    const told = data!['recommendation'] as Record<string, { hex: string; name: string; worn: number }>
    assert.deepEqual(Object.keys(told), ['lips', 'eyeShadow', 'blush', 'foundation'])
    for (const { hex } of Object.values(told)) assert.match(hex, /^#[0-9a-f]{6}$/)
    assert.ok(['berry', 'rose', 'fuchsia'].includes(told['lips']!.name), told['lips']!.name)
    assert.equal(told['eyeShadow']!.name, 'green')
    assert.ok(told['lips']!.worn > 0.9)
    const bare = await transfer(reference, await readPhoto('astronaut.png'))
    assert.ok((bare.data!['recommendation'] as typeof told)['lips']!.worn < 0.2)
  })

  it('says which picture is at fault: no face, several, turned too far, eyes closed', async () => {
    const [portrait, cat, turned] = [await readPhoto('astronaut.png'), await readPhoto('chelsea.png'), await readPhoto('camera.png')]
    const couple = await readCouple()
    await assert.rejects(transfer(cat, portrait), { code: 'face_not_found', details: { field: 'image' } })
    await assert.rejects(transfer(portrait, cat), { code: 'face_not_found', details: { field: 'reference' } })
    await assert.rejects(transfer(portrait, couple), { code: 'several_faces', details: { field: 'reference' } })
    await assert.rejects(transfer(await sharp(turned).resize(1024).png().toBuffer(), portrait), { code: 'face_turned', details: { field: 'image' } }) // prettier-ignore
    const asleep = await closeEyes(portrait)
    await assert.rejects(transfer(asleep, portrait), { code: 'eyes_closed', details: { field: 'image' } })
    await assert.rejects(transfer(portrait, asleep), { code: 'eyes_closed', details: { field: 'reference' } })
    await assert.rejects(transfer(portrait, turned), { code: 'face_too_small', details: { field: 'reference' } })
  })

  it('stops when canceled', async () => {
    const portrait = await readPhoto('astronaut.png')
    const controller = new AbortController()
    const reason = new Error('canceled')
    const running = transfer(portrait, portrait, {}, controller.signal, () => controller.abort(reason))
    await assert.rejects(running, (error) => error === reason)
  })
})
