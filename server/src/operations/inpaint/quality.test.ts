/** What a removed thing gives back, by numbers: drawn things are pasted over pictures, removed with a mask a little larger, and compared. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { grow } from '../../imaging/hole-filling/level.ts'
import { decodeImage } from '../../imaging/decode.ts'
import { fillHole } from '../../imaging/hole-filling/fill-hole.ts'
import { pasteCutout } from '../../imaging/paste-cutout.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { drawObjects } from '../../scenes/draw/draw-objects.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'
import { loadOpenCv, type OpenCv } from '../../vision/opencv.ts'

const GROWN_BY = 3
/** dB; identical pixels would be infinite and drown a mean. */
const PERFECT = 60
const THINGS = ['an apple', 'a duck', 'a teapot']

/** Places of the middle of the thing, in shares of the picture, in what is background there. */
const PHOTOS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'astronaut.png': [[0.2, 0.08], [0.62, 0.36], [0.64, 0.12]],
  'camera.png': [[0.2, 0.12], [0.75, 0.75], [0.85, 0.2]],
  'chelsea.png': [[0.92, 0.2], [0.9, 0.85], [0.35, 0.15]],
  'coffee.png': [[0.88, 0.25], [0.85, 0.8], [0.1, 0.75]],
  'grace_hopper.jpg': [[0.85, 0.2], [0.9, 0.4], [0.8, 0.55]],
  'rocket.jpg': [[0.3, 0.2], [0.65, 0.4], [0.5, 0.12]],
} // prettier-ignore

function paint(colour: (x: number, y: number) => readonly number[]): Pixels {
  const [width, height] = [256, 224]
  const values = Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width))).flat()
  return { width, height, channels: 3, data: Uint8Array.from(values, (value) => Math.max(0, Math.min(255, value))) }
}

const random = createRandom(11)
const grain = (amount: number) => (random.next() - 0.5) * amount
/** The best that can be had is limited by the grain: what is copied has grain of its own. */
const TEXTURES: Readonly<Record<string, Pixels>> = {
  bricks: paint((x, y) => {
    const row = Math.floor(y / 20)
    const shift = (row % 2) * 20
    if ((x + shift) % 40 < 3 || y % 20 < 3) return [190, 185, 175].map((value) => value + grain(12))
    return [165, 78, 58].map((value) => value + grain(12))
  }),
  stripes: paint((x, y) => [128, 120, 90].map((value, channel) => value + [70, 40, -35][channel] * Math.sin((x + 0.6 * y) * 0.25))),
  tiles: paint((x, y) => ((x >> 4) + (y >> 4)) % 2 ? [230, 225, 210] : [60, 70, 110]), // prettier-ignore
  dusk: paint((_x, y) => [80 + 0.4 * y, 120 + 0.3 * y, 220 - 0.2 * y]),
  weave: paint((x, y) => (Math.floor(x / 6) % 2 === Math.floor(y / 6) % 2 ? [200 - (x % 6) * 12, 170, 120] : [120, 90 + (y % 6) * 10, 60])),
  horizon: paint((_x, y) => (y < 112 ? [150, 190, 235] : [90, 125, 60]).map((value) => value + grain(8))),
}

let cv: OpenCv
before(async () => {
  cv = await loadOpenCv()
})

/** The baseline: Telea 2004, "An Image Inpainting Technique Based on the Fast Marching Method". */
function telea(picture: Pixels, hole: Uint8Array): Pixels {
  const { width, height, channels, data } = picture
  const [source, mask, target] = [new cv.Mat(height, width, cv.CV_8UC3), new cv.Mat(height, width, cv.CV_8UC1), new cv.Mat()]
  try {
    for (let at = 0; at < hole.length; at++)
      for (let channel = 0; channel < 3; channel++) source.data[at * 3 + channel] = data[at * channels + channel]
    mask.data.set(hole.map((flag) => flag * 255))
    cv.inpaint(source, mask, target, 5, cv.INPAINT_TELEA)
    return { width, height, channels: 3, data: Uint8Array.from(target.data as Uint8Array) }
  } finally {
    for (const mat of [source, mask, target]) mat.delete()
  }
}

/** Peak signal to noise in the hole, dB. */
function psnr(a: Pixels, b: Pixels, hole: Uint8Array): number {
  let [sum, count] = [0, 0]
  for (let at = 0; at < hole.length; at++)
    if (hole[at])
      for (let channel = 0; channel < 3; channel++, count++)
        sum += (a.data[at * a.channels + channel] - b.data[at * b.channels + channel]) ** 2
  return Math.min(PERFECT, 10 * Math.log10((255 * 255 * count) / sum))
}

/** Pastes each thing at each place, removes it again; the means of ours and of the baseline. */
async function measure(picture: Pixels, places: readonly (readonly [number, number])[]): Promise<{ ours: number; theirs: number }> {
  const { width, height } = picture
  const sum = { ours: 0, theirs: 0 }
  for (const [index, [x, y]] of places.entries()) {
    const drawing = await drawObjects(parsePrompt(THINGS[index % THINGS.length]), 1)
    assert.ok(drawing)
    const thing = await drawing.rasterise(Math.round(Math.min(width, height) * 0.15))
    const place = { left: Math.round(x * width - thing.width / 2), top: Math.round(y * height - thing.height / 2) }
    const spoiled: Pixels = { ...picture, data: picture.data.slice() }
    pasteCutout(spoiled, thing, place)
    const outline = new Uint8Array(width * height)
    for (let at = 0; at < outline.length; at++)
      for (let channel = 0; channel < 3; channel++)
        if (spoiled.data[at * picture.channels + channel] !== picture.data[at * picture.channels + channel]) outline[at] = 1
    const hole = grow(outline, width, height, GROWN_BY)
    const options = { seed: 1, signal: new AbortController().signal, onProgress: () => undefined }
    sum.ours += psnr(await fillHole(spoiled, hole, options), picture, hole) / places.length
    sum.theirs += psnr(telea(spoiled, hole), picture, hole) / places.length
  }
  return sum
}

describe('removing a pasted thing gives back what was behind it', () => {
  // Decibels, at least: in the hole, as the mean over the places.
  const FLOORS: Readonly<Record<string, number>> = { bricks: 28, stripes: 45, tiles: 45, dusk: 45, weave: 45, horizon: 30 }
  for (const [name, texture] of Object.entries(TEXTURES))
    it(`${name}: at least ${String(FLOORS[name])} dB, and more than Telea`, async (test) => {
      const { ours, theirs } = await measure(texture, [[0.3, 0.35], [0.7, 0.5], [0.45, 0.7]]) // prettier-ignore
      test.diagnostic(`${name}: ${ours.toFixed(1)} dB, Telea ${theirs.toFixed(1)} dB`)
      assert.ok(ours >= FLOORS[name], `${ours.toFixed(1)} dB`)
      assert.ok(ours > theirs, `Telea ${theirs.toFixed(1)} dB, ours ${ours.toFixed(1)} dB`)
    })

  const PHOTO_FLOORS: Readonly<Record<string, number>> = {
    'astronaut.png': 20,
    'camera.png': 30,
    'chelsea.png': 20,
    'coffee.png': 19,
    'grace_hopper.jpg': 24,
    'rocket.jpg': 35,
  }
  it(`photos: at least ${Object.entries(PHOTO_FLOORS)
    .map(([name, floor]) => `${name} ${String(floor)}`)
    .join(', ')} dB`, async (test) => {
    const sum = { ours: 0, theirs: 0 }
    for (const [name, places] of Object.entries(PHOTOS)) {
      const picture = await decodeImage(await readFile(new URL(`../../../../photos/${name}`, import.meta.url)))
      const { ours, theirs } = await measure(picture, places)
      test.diagnostic(`${name}: ${ours.toFixed(1)} dB, Telea ${theirs.toFixed(1)} dB`)
      assert.ok(ours >= PHOTO_FLOORS[name], `${name}: ${ours.toFixed(1)} dB`)
      sum.ours += ours / 6
      sum.theirs += theirs / 6
    }
    test.diagnostic(`mean: ${sum.ours.toFixed(1)} dB, Telea ${sum.theirs.toFixed(1)} dB`)
    // Decibels reward grey: where nothing repeats, a smear is hard to beat. On the whole texture must win all the same.
    assert.ok(sum.ours > sum.theirs, `Telea ${sum.theirs.toFixed(1)} dB, ours ${sum.ours.toFixed(1)} dB`)
  })

  // Drawn by lot, never tuned on; whatever lies there, edges of things and faces too. Nothing is pasted: what is missing is the truth.
  it('at 48 random places of the photos: more than Telea by at least 0.4 dB on average', async (test) => {
    const sum = { ours: 0, theirs: 0 }
    for (const [index, name] of Object.keys(PHOTOS).entries()) {
      const picture = await decodeImage(await readFile(new URL(`../../../../photos/${name}`, import.meta.url)))
      const { width, height } = picture
      const shorter = Math.min(width, height)
      const lot = createRandom(7000 + index)
      for (let place = 0; place < 8; place++) {
        const [rx, ry] = [shorter * lot.between(0.05, 0.1), shorter * lot.between(0.05, 0.1)]
        const [x, y] = [lot.between(rx + 2, width - rx - 2), lot.between(ry + 2, height - ry - 2)]
        const hole = Uint8Array.from({ length: width * height }, (_, at) => (((at % width) - x) / rx) ** 2 + ((Math.floor(at / width) - y) / ry) ** 2 < 1 ? 1 : 0) // prettier-ignore
        const data = picture.data.map((value, at) => (hole[Math.floor(at / picture.channels)] ? 255 : value))
        const options = { seed: 1, signal: new AbortController().signal, onProgress: () => undefined }
        sum.ours += psnr(await fillHole({ ...picture, data }, hole, options), picture, hole) / 48
        sum.theirs += psnr(telea({ ...picture, data }, hole), picture, hole) / 48
      }
    }
    test.diagnostic(`${sum.ours.toFixed(2)} dB, Telea ${sum.theirs.toFixed(2)} dB`)
    assert.ok(sum.ours >= sum.theirs + 0.4, `${sum.ours.toFixed(2)} dB, Telea ${sum.theirs.toFixed(2)} dB`)
  })
})
