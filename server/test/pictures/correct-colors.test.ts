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

async function correct(picture: Pixels, count = 1): Promise<Pixels[]> {
  const { width, height, channels, data } = picture
  const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer()
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(png) } }
  const task = { jobId: 'job_test', operation: 'correct-colors', input: { count }, media }
  const { outputs } = await engine.run(task, { signal: never, onProgress: ignore })
  return Promise.all(outputs.map(({ bytes }) => decodeImage(bytes)))
}

/** Mean CIEDE2000 over every seventh pixel. */
function difference(a: Pixels, b: Pixels): number {
  const [p, q] = [toLab(a), toLab(b)]
  const at = (lab: Float32Array, i: number) => [lab[i]!, lab[i + 1]!, lab[i + 2]!] as const
  let [sum, count] = [0, 0]
  for (let i = 0; i < p.length; i += 21, count++) sum += ciede2000(at(p, i), at(q, i))
  return sum / count
}

/** Multiplies linear light, as another lamp or another exposure would. */
function relight(picture: Pixels, gains: readonly [number, number, number]): Pixels {
  return {
    ...picture,
    data: Uint8Array.from(picture.data, (value, i) => Math.round(255 * encodeSrgb(LINEAR_OF_BYTE[value]! * gains[i % 3]!))),
  }
}

function means(picture: Pixels) {
  const lab = toLab(picture)
  let [lightness, squares, b, chroma] = [0, 0, 0, 0]
  for (let i = 0; i < lab.length; i += 3) {
    lightness += lab[i]!
    squares += lab[i]! ** 2
    b += lab[i + 2]!
    chroma += Math.hypot(lab[i + 1]!, lab[i + 2]!)
  }
  const count = lab.length / 3
  return {
    lightness: lightness / count,
    spread: Math.sqrt(squares / count - (lightness / count) ** 2),
    b: b / count,
    chroma: chroma / count,
  }
}

describe('correct-colors', () => {
  const CASTS = { warm: [1.25, 1, 0.6], cool: [0.65, 0.95, 1.3], green: [0.8, 1.1, 0.8] } as const
  for (const [cast, gains] of Object.entries(CASTS))
    it(`takes a ${cast} cast off: from more than 7 to less than 4 CIEDE2000`, async (t) => {
      for (const name of ['astronaut.png', 'camera.png']) {
        const photo = await load(name)
        const tinted = relight(photo, gains)
        const [before, after] = [difference(photo, tinted), difference(photo, (await correct(tinted))[0]!)]
        t.diagnostic(`${name}: ${before.toFixed(1)} to ${after.toFixed(1)}`)
        assert.ok(before > 7 && after < 4, `${name}: ${String(before)} to ${String(after)}`)
      }
    })

  it('brings a photo of an eighth of the light within 5 of its mean CIE L*', async (t) => {
    for (const name of ['astronaut.png', 'coffee.png', 'grace_hopper.jpg']) {
      const photo = await load(name)
      const [was, is] = [means(photo), means((await correct(relight(photo, [0.12, 0.12, 0.12])))[0]!)]
      t.diagnostic(`${name}: ${was.lightness.toFixed(1)}, ${is.lightness.toFixed(1)}`)
      assert.ok(Math.abs(was.lightness - is.lightness) < 5, `${name}: ${String(was.lightness)} ${String(is.lightness)}`)
    }
  })

  it('changes a good photo by less than 3.5 CIEDE2000', async (t) => {
    for (const name of ['astronaut.png', 'coffee.png', 'grace_hopper.jpg', 'camera.png']) {
      const photo = await load(name)
      const changed = difference(photo, (await correct(photo))[0]!)
      t.diagnostic(`${name}: ${changed.toFixed(1)}`)
      assert.ok(changed < 3.5, `${name}: ${String(changed)}`)
    }
  })

  it('gives neutral, warm, vivid and soft, each what its name says', async () => {
    for (const name of ['astronaut.png', 'coffee.png']) {
      const [neutral, warm, vivid, soft] = (await correct(await load(name), 4)).map(means)
      assert.ok(warm!.b > neutral!.b + 1.5, `${name}: ${String(warm!.b)} ${String(neutral!.b)}`)
      assert.ok(vivid!.chroma > 1.05 * neutral!.chroma && vivid!.spread > neutral!.spread, name)
      assert.ok(soft!.spread < 0.95 * neutral!.spread && soft!.chroma < neutral!.chroma, name)
    }
  })

  it('keeps a grey photo grey in the neutral picture, and the order of its tones', async () => {
    const grey = await load('camera.png')
    const [neutral] = await correct(grey)
    const tone = new Map<number, number>()
    for (let at = 0; at < grey.data.length; at += 3) {
      const [red, green, blue] = neutral!.data.subarray(at, at + 3) as unknown as [number, number, number]
      assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) <= 2)
      tone.set(grey.data[at]!, green)
    }
    const tones = [...tone].sort(([a], [b]) => a - b).map(([, value]) => value)
    for (let i = 1; i < tones.length; i++) assert.ok(tones[i]! >= tones[i - 1]!)
  })
})
