import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import effect from './cpu.ts'
import { PHOTO_LOOKS, type PhotoLookId } from './looks/index.ts'

/** Small, as every length of a look and of a weather grows with the picture. */
const SIDE = 112
/** Strokes, cells and streaks are smaller than a pixel of the comparison, subjects are not. */
const COMPARED_SIDE = 40
const WINDOW = 7
/**
 * In weather: what each picture has at least, and all of one look on average. It proves that coarse shapes of light and dark stay where they
 * were, which a lost subject does not leave; it proves nothing of likeness to a person, nor of beauty.
 */
const FLOORS = { 'no look': { each: 0.5, mean: 0.85 }, watercolour: { each: 0.25, mean: 0.6 } } as const

/** By fair weather, each look: at least so much for each photo, and on average. A photo whose subject is blurred away has 0.33 on average. */
const LOOK_FLOORS: Readonly<Record<PhotoLookId, readonly [each: number, mean: number]>> = {
  watercolour: [0.58, 0.74], 'oil-painting': [0.78, 0.86], 'pencil-sketch': [0.42, 0.62], 'line-drawing': [0.4, 0.53], flat: [0.68, 0.78],
  comic: [0.64, 0.76], 'pixel-art': [0.8, 0.9], 'low-poly': [0.83, 0.87], 'neon-night': [0, 0.28], vintage: [0.86, 0.9], 'paper-cut': [0.66, 0.76],
  pointillism: [0.85, 0.9], 'stained-glass': [0.58, 0.68], 'black-and-white': [0.88, 0.92], sepia: [0.88, 0.92],
} // prettier-ignore
/** Lines of light on black: tones are turned over, outlines are not. */
const BY_OUTLINES: ReadonlySet<string> = new Set(['neon-night'])

const PHOTOS = ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png', 'grace_hopper.jpg', 'rocket.jpg']
const HOURS = ['', 'at night', 'at sunset', 'at dawn', 'by day']
const WEATHERS = ['', 'clear', 'cloudy', 'rain', 'storm', 'snow', 'fog']

interface Luma {
  readonly values: Uint8Array
  readonly width: number
  readonly height: number
}

async function lumaOf(image: Uint8Array): Promise<Luma> {
  const small = sharp(image).resize(COMPARED_SIDE, COMPARED_SIDE, { fit: 'outside' }).toColourspace('b-w').raw()
  const { data, info } = await small.toBuffer({ resolveWithObject: true })
  return { values: data, width: info.width, height: info.height }
}

/**
 * Mean over square windows of contrast and structure as SSIM compares them. Its third factor, the mean luma, is left out: night is
 * there to change it. Source: Wang, Bovik, Sheikh, Simoncelli 2004, eq. 9 and 10.
 */
function likeness(a: Luma, b: Luma): number {
  const c2 = (0.03 * 255) ** 2
  const n = WINDOW * WINDOW
  let [sum, windows] = [0, 0]
  for (let top = 0; top + WINDOW <= a.height; top++)
    for (let left = 0; left + WINDOW <= a.width; left++, windows++) {
      let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0]
      for (let y = top; y < top + WINDOW; y++)
        for (let x = left; x < left + WINDOW; x++) {
          const [p, q] = [a.values[y * a.width + x], b.values[y * a.width + x]]
          sa += p
          sb += q
          saa += p * p
          sbb += q * q
          sab += p * q
        }
      const covariance = sab / n - (sa / n) * (sb / n)
      const variances = saa / n - (sa / n) ** 2 + sbb / n - (sb / n) ** 2
      sum += (2 * covariance + c2) / (variances + c2)
    }
  return sum / windows
}

/** How much each place differs from the next to the right and below, 0..255. */
function outlinesOf({ values, width, height }: Luma): Luma {
  const outlines = values.map((value, at) => {
    const right = (at + 1) % width === 0 ? value : values[at + 1]
    const below = at + width < values.length ? values[at + width] : value
    return Math.min(255, Math.abs(right - value) + Math.abs(below - value))
  })
  return { values: outlines, width, height }
}

const readPhoto = async (photo: string) => {
  const file = await readFile(new URL(`../../../../photos/${photo}`, import.meta.url))
  return Uint8Array.from(await sharp(file).resize(SIDE, SIDE, { fit: 'outside' }).png().toBuffer())
}

describe('a restyled photo', () => {
  const indexOf = async (look: string, bytes: Uint8Array, result: Uint8Array) => {
    const view = BY_OUTLINES.has(look) ? outlinesOf : (luma: Luma) => luma
    return likeness(view(await lumaOf(bytes)), view(await lumaOf(result)))
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

  for (const [look, [each, average]] of Object.entries(LOOK_FLOORS))
    it(`keeps the shapes of its subject in the look ${look}, more than one whose subject is gone`, async (test) => {
      const prompt = PHOTO_LOOKS[look as PhotoLookId].words[0]
      const [found, gone]: [number[], number[]] = [[], []]
      for (const photo of PHOTOS) {
        const bytes = await readPhoto(photo)
        const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
        const context = { signal: new AbortController().signal, onProgress: () => undefined }
        const { outputs } = await effect({ prompt, strength: 0.8, count: 1, seed: 3 }, media, context)
        found.push(await indexOf(look, bytes, outputs[0].bytes))
        gone.push(await indexOf(look, bytes, await sharp(bytes).blur(14).png().toBuffer()))
      }
      test.diagnostic(`${look}: ${found.map((index) => index.toFixed(2)).join(' ')}; gone ${mean(gone).toFixed(2)}`)
      assert.ok(Math.min(...found) >= each && mean(found) >= average)
      assert.ok(mean(gone) < average, 'the floor would not notice')
    })
})

describe('a restyled photo at the usual strength', () => {
  for (const [look, floor] of Object.entries(FLOORS))
    it(`shows its subject at every hour and in every weather, in ${look}`, async () => {
      const found: { index: number; of: string }[] = []
      for (const photo of PHOTOS) {
        const bytes = await readPhoto(photo)
        const original = await lumaOf(bytes)
        for (const hour of HOURS)
          for (const weather of WEATHERS) {
            const prompt = [look === 'no look' ? '' : look, hour, weather].filter((words) => words !== '').join(', ')
            if (prompt === '') continue
            const media = { image: { kind: 'image' as const, mime: 'image/png', bytes } }
            const context = { signal: new AbortController().signal, onProgress: () => undefined }
            const { outputs } = await effect({ prompt, strength: 0.8, count: 1, seed: 3 }, media, context)
            found.push({ index: likeness(original, await lumaOf(outputs[0].bytes)), of: `${photo}, ${prompt}` })
          }
      }
      found.sort((a, b) => a.index - b.index)
      const told = found.slice(0, 5).map(({ index, of }) => `${of}: ${index.toFixed(2)}`).join('; ') // prettier-ignore
      assert.ok(found[0].index > floor.each, told)
      assert.ok(found.reduce((sum, { index }) => sum + index, 0) / found.length > floor.mean, told)
    })
})
