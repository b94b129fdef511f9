import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import { textToImage } from '../../operations/text-to-image/definition.ts'
import type { PictureScreen } from '../../ports/picture-screen.ts'
import { createBuiltinEngine } from './engine.ts'
import { createBuiltinScreen } from './picture-screen.ts'

/** The default of ATELIER_NSFW_THRESHOLD. */
const THRESHOLD = 0.97
const photos = join(import.meta.dirname, '../../../../photos')

let screen: PictureScreen
before(() => {
  screen = createBuiltinScreen()
})
after(() => screen.close())

test('free photos score below the threshold, the same each time, and the bytes stay the caller’s', async () => {
  const files = readdirSync(photos).filter((name) => /\.(png|jpg)$/.test(name))
  assert.ok(files.length >= 6)
  for (const file of files) {
    const bytes = readFileSync(join(photos, file))
    const size = bytes.length
    const score = await screen.score(bytes)
    assert.ok(score >= 0 && score < 0.5, `${file}: ${String(score)}`)
    assert.equal(await screen.score(bytes), score)
    assert.equal(bytes.length, size)
  }
})

test('scenes that the composer draws score below the threshold', async (t) => {
  const engine = createBuiltinEngine({ operations: [textToImage], threads: 1 })
  const prompts = [
    'a cat sleeps on the plane',
    'two children playing in a park',
    'a girl in a red dress reading',
    'a swimsuit at the beach',
    'a baby in a bathtub, watercolour',
    'a woman dancing, line drawing',
    'an old man and a dog, pixel art',
    'a couple at their wedding, vintage',
  ]
  try {
    for (const [seed, prompt] of prompts.entries()) {
      const input = { prompt, width: 256, height: 256, count: 1, seed, steps: 30, guidanceScale: 7.5 }
      const context = { signal: new AbortController().signal, onProgress: () => undefined }
      const { outputs } = await engine.run({ jobId: 'job_test', operation: 'text-to-image', input, media: {} }, context)
      const score = await screen.score(outputs[0]!.bytes)
      t.diagnostic(`${score.toFixed(3)} ${prompt}`)
      assert.ok(score < THRESHOLD, `${prompt}: ${String(score)}`)
    }
  } finally {
    await engine.close()
  }
})

test('a picture is looked at in all of its frames, and under its transparency', async () => {
  const side = 64
  const raw = { width: side, height: side, channels: 4 as const }
  const load = (file: string) => sharp(join(photos, file)).resize(side, side).toColourspace('srgb').ensureAlpha().raw().toBuffer()
  const toPng = (pixels: Buffer) => sharp(pixels, { raw }).png().toBuffer()
  const scoreOf = async (pixels: Buffer) => screen.score(await toPng(pixels))
  // Two photos with scores far apart, and both far from those of a white and of a black picture.
  const [low, high] = [await load('rocket.jpg'), await load('camera.png')]
  const [lowest, highest] = [await scoreOf(low), await scoreOf(high)]
  const clear = (pixels: Buffer) => Buffer.from(pixels.map((value, i) => (i % 4 === 3 ? 0 : value)))
  assert.ok(lowest < 0.01 && highest > 0.1, `${String(lowest)} ${String(highest)}`)

  assert.equal(await scoreOf(clear(high)), highest)
  const animation = await sharp([await toPng(low), await toPng(high)], { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer()
  assert.equal((await sharp(animation).metadata()).pages, 2)
  assert.ok((await screen.score(animation)) > 0.1)
})

test('what cannot be decoded, a thread that dies and one that never answers are errors, and the next picture is looked at again', async () => {
  await assert.rejects(screen.score(Buffer.from('no picture')))
  const broken = createBuiltinScreen({ workerFile: new URL('./fixtures/broken-screen-worker.ts', import.meta.url), timeoutMs: 1500 })
  try {
    for (const kind of [0, 1, 2, 0]) await assert.rejects(broken.score(Uint8Array.of(kind)))
    const [silent, behind] = await Promise.allSettled([broken.score(Uint8Array.of(2)), broken.score(Uint8Array.of(0))])
    assert.equal(silent.status, 'rejected')
    assert.match(String(behind.status === 'rejected' && behind.reason), /broken/, 'waiting behind it is no time-out')
  } finally {
    await broken.close()
  }
  assert.ok((await screen.score(readFileSync(join(photos, 'coffee.png')))) < THRESHOLD)
})
