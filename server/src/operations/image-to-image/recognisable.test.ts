import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import effect from './cpu.ts'

/** Small, as every length of a look and of a weather grows with the picture. */
const SIDE = 112
/** Strokes, cells and streaks are smaller than a pixel of the comparison, subjects are not. */
const COMPARED_SIDE = 40
const WINDOW = 7
/**
 * What each picture has at least, and all of one look on average. Looks that replace tones by lines, dots or thick strokes cannot be
 * held against the photograph by tone.
 */
const FLOORS = { 'no look': { each: 0.5, mean: 0.85 }, watercolour: { each: 0.25, mean: 0.6 } } as const

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

describe('a restyled photo at the usual strength', () => {
  for (const [look, floor] of Object.entries(FLOORS))
    it(`shows its subject at every hour and in every weather, in ${look}`, async () => {
      const found: { index: number; of: string }[] = []
      for (const photo of PHOTOS) {
        const file = await readFile(new URL(`../../../../photos/${photo}`, import.meta.url))
        const bytes = Uint8Array.from(await sharp(file).resize(SIDE, SIDE, { fit: 'outside' }).png().toBuffer())
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
