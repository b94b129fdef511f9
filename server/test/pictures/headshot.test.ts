import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { headshot } from '../../src/operations/headshot/definition.ts'
import { removeBackground } from '../../src/operations/remove-background/definition.ts'
import { TEMPLATES } from '../../src/operations/headshot/templates.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { findFaces, type Face } from '../../src/vision/faces.ts'
import { drawFaceMasks } from '../../src/vision/face-masks.ts'
import { ignore, never } from '../conformance/engine.ts'

const SIDE = 320
const DEFAULTS = { template: 'studio-grey', width: SIDE, height: SIDE, keepHair: false, keepPose: true, seed: 5 }

const photo = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))
const change = async (name: string, work: (image: Sharp) => Sharp): Promise<Buffer> =>
  work(sharp(await photo(name)).removeAlpha())
    .png()
    .toBuffer()

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations: [headshot, removeBackground], threads: 1 })
})
after(() => engine.close())

function runOperation(
  operation: string,
  input: Record<string, unknown>,
  bytes: Uint8Array,
  signal = never,
  onProgress: (fraction: number) => void = ignore,
) {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  return engine.run({ jobId: 'job_test', operation, input, media }, { signal, onProgress })
}

const run = (input: Record<string, unknown>, bytes: Uint8Array, signal = never, onProgress: (fraction: number) => void = ignore) =>
  runOperation('headshot', { ...DEFAULTS, ...input }, bytes, signal, onProgress)

async function runToPixels(input: Record<string, unknown>, bytes: Uint8Array): Promise<Pixels> {
  const { outputs } = await run(input, bytes)
  assert.equal(outputs.length, 1)
  return decodeImage(outputs[0]!.bytes)
}

async function onlyFace(pixels: Pixels): Promise<Face> {
  const faces = await findFaces(pixels)
  assert.equal(faces.length, 1)
  return faces[0]!
}

const wholeOf = ({ width, height }: Pixels) => ({ frame: { left: 0, top: 0, width, height }, width, height })

/** Mean CIELAB of the skin of the face. */
async function skinOf(pixels: Pixels): Promise<[l: number, a: number, b: number]> {
  const { skin } = await drawFaceMasks(await onlyFace(pixels), wholeOf(pixels))
  const lab = toLab(pixels)
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (const [i, share] of skin.data.entries()) {
    if (share < 0.8) continue
    for (let k = 0; k < 3; k++) sum[k]! += lab[i * 3 + k]!
    count++
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

const hueOf = ([, a, b]: readonly number[]) => (Math.atan2(b!, a!) * 180) / Math.PI

describe('headshot', () => {
  it('has a template for every entry of the catalogue, and no other', async () => {
    const catalogue = JSON.parse(await readFile(new URL('../../../catalogue/headshots.json', import.meta.url), 'utf8')) as { id: string }[]
    assert.deepEqual(Object.keys(TEMPLATES).sort(), catalogue.map(({ id }) => id).sort())
  })

  for (const [template, { frame }] of Object.entries(TEMPLATES))
    it(`frames the face as "${template}" says, sharp and alone before the backdrop`, async () => {
      const picture = await runToPixels({ template, width: 240, height: 320 }, await photo('astronaut.png'))
      assert.deepEqual([picture.width, picture.height, picture.channels], [240, 320, 3])
      const { mesh, box } = await onlyFace(picture)
      const eyes = (mesh[33]!.y + mesh[263]!.y) / 2
      assert.ok(Math.abs(eyes / 320 - frame.eyeLine) < 0.03, `eyes at ${String(eyes / 320)}`)
      assert.ok(Math.abs((box.left + box.width / 2) / 240 - 0.5) < 0.04)
      assert.ok((mesh[152]!.y - eyes) / 320 < frame.eyesToChin * 1.1)
    })

  it('leaves nothing of the old background, not even in the rim', async () => {
    const person = await runOperation('remove-background', {}, await photo('grace_hopper.jpg'))
    const onGreen = await sharp(person.outputs[0]!.bytes).flatten({ background: '#38b048' }).png().toBuffer()
    const { width, height, data } = await runToPixels({ width: 512, height: 512 }, onGreen)
    let green = 0
    for (let i = 0; i < data.length; i += 3) if (data[i + 1]! > data[i]! + 40 && data[i + 1]! > data[i + 2]! + 40) green++
    assert.ok(green / (width * height) < 0.002, `green ${String(green / (width * height))}`)
  })

  it('takes a colour cast off the skin, and leaves skin as it is where there is none', async () => {
    const plain = await skinOf(await runToPixels({}, await photo('astronaut.png')))
    const blue = await change('astronaut.png', (image) => image.recomb([[0.86, 0, 0], [0, 1, 0], [0, 0, 1.2]])) // prettier-ignore
    const [cast, corrected] = [await skinOf(await decodeImage(blue)), await skinOf(await runToPixels({}, blue))]
    const original = await skinOf(await decodeImage(await photo('astronaut.png')))
    assert.ok(Math.abs(hueOf(plain) - hueOf(original)) < 10, `${String(hueOf(original))} became ${String(hueOf(plain))}`)
    const off = (skin: readonly number[]) => Math.hypot(skin[1]! - plain[1], skin[2]! - plain[2])
    assert.ok(off(corrected) < off(cast) * 0.6, `${String(off(cast))} became ${String(off(corrected))}`)
  })

  it('evens blotches of the skin and leaves eyes, lips and their surroundings alone', async () => {
    const source = await photo('grace_hopper.jpg')
    const cheek = { x: 190, y: 250 }
    const spots = [-14, 0, 14].flatMap((dx) => [-16, 0].map((dy) => `<circle cx="${cheek.x + dx}" cy="${cheek.y + dy}" r="3.4" fill="#a0402a" fill-opacity="0.28"/>`)) // prettier-ignore
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="512" height="600">${spots.join('')}</svg>`)
    const spotted = await sharp(source)
      .composite([{ input: svg }])
      .png()
      .toBuffer()
    const contrast = (clean: Pixels, marked: Pixels) => {
      let sum = 0
      for (let i = 0; i < clean.data.length; i++) sum += Math.abs(clean.data[i]! - marked.data[i]!)
      return sum
    }
    const size = { template: 'studio-grey', width: 512, height: 512 }
    const [clean, marked] = [await runToPixels(size, source), await runToPixels(size, spotted)]
    const input = contrast(await decodeImage(source), await decodeImage(spotted))
    const enlargement = (await onlyFace(clean)).box.width / (await onlyFace(await decodeImage(source))).box.width
    const share = contrast(clean, marked) / (input * enlargement ** 2)
    assert.ok(share < 0.75, `${String(share)} of the spots is left`)
  })

  it('sets a leaning head upright when the pose need not be kept', async () => {
    const leaning = await change('grace_hopper.jpg', (image) => image.rotate(12, { background: '#446' }))
    const [kept, level] = [await runToPixels({ keepPose: true }, leaning), await runToPixels({ keepPose: false }, leaning)]
    assert.ok((await onlyFace(kept)).pose.roll > 5)
    assert.ok(Math.abs((await onlyFace(level)).pose.roll) < 3)
  })

  it('asks for one face: says when there is none and when there are several, and passes over people in the background', async () => {
    await assert.rejects(run({}, await photo('chelsea.png')), { code: 'face_not_found' })
    const beside = (width: number) => async () => {
      const second = await sharp(await photo('grace_hopper.jpg'))
        .resize(width)
        .png()
        .toBuffer()
      return change('astronaut.png', (image) =>
        image.extend({ right: width, background: '#778' }).composite([{ input: second, left: 512, top: 0 }]),
      )
    }
    await assert.rejects(run({}, await beside(300)()), { code: 'several_faces', details: { field: 'image' } })
    assert.equal((await findFaces(await runToPixels({}, await beside(90)()))).length, 1)
  })

  it('refuses a template that it does not have', async () => {
    await assert.rejects(run({ template: 'toString' }, await photo('astronaut.png')), { code: 'invalid_input' })
  })

  it('gives the same pixels for the same seed; another seed changes the place behind the person, not the person', async () => {
    const bytes = await photo('grace_hopper.jpg')
    const [first, again, other] = [
      await runToPixels({ template: 'outdoors-park', seed: 1 }, bytes),
      await runToPixels({ template: 'outdoors-park', seed: 1 }, bytes),
      await runToPixels({ template: 'outdoors-park', seed: 2 }, bytes),
    ]
    assert.deepEqual(first.data, again.data)
    const difference = (area: { left: number; top: number; width: number; height: number }) => {
      let sum = 0
      for (let y = area.top; y < area.top + area.height; y++)
        for (let x = area.left * 3; x < (area.left + area.width) * 3; x++)
          sum += Math.abs(first.data[y * SIDE * 3 + x]! - other.data[y * SIDE * 3 + x]!)
      return sum / (area.width * area.height * 3)
    }
    const { box } = await onlyFace(first)
    const face = { left: Math.round(box.left), top: Math.round(box.top), width: Math.round(box.width), height: Math.round(box.height) }
    assert.ok(difference({ left: 0, top: 0, width: 60, height: 60 }) > 2)
    assert.ok(difference(face) < 2)
  })

  it('tells progress, stops when canceled, and marks its result as made with a trained model', async () => {
    const seen: number[] = []
    const { outputs } = await run({}, await photo('grace_hopper.jpg'), never, (fraction) => seen.push(fraction))
    assert.ok(seen.length >= 3)
    assert.equal(engine.operations.get('headshot'), 'model')
    const { xmpAsString } = await sharp(outputs[0]!.bytes).metadata()
    assert.ok(xmpAsString?.includes('compositeWithTrainedAlgorithmicMedia'))

    const controller = new AbortController()
    const reason = new Error('canceled')
    const running = run({ width: 1024, height: 1024 }, await photo('astronaut.png'), controller.signal, () => controller.abort(reason))
    await assert.rejects(running, (error) => error === reason)
  })
})
