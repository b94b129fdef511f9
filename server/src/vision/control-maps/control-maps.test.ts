import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { coverSize } from '../../imaging/cover.ts'
import { decodeImage } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { CONTROLS, lumaOf, type Control } from './control-map.ts'
import { segmentByGraph } from './graph-segments.ts'
import { PREPROCESSORS } from './index.ts'
import { drawPoseMap } from './pose.ts'
import { readPose } from './read-pose.ts'
import { classOfColour, SCENE_CLASSES } from './scene-classes.ts'
import { JOINTS, type Skeleton } from './skeleton.ts'
import type { Segment } from './join-segments.ts'
import { findSegments } from './line-segments.ts'

const { signal } = new AbortController()
const photo = async (name: string) => decodeImage(await readFile(new URL(`../../../../photos/${name}`, import.meta.url)))
const map = (kind: Control, picture: Pixels, filter?: string) => PREPROCESSORS[kind](picture, { signal, ...(filter && { filter }) })

function paint(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set(colour(i % width, Math.floor(i / width)), i * 3)
  return { width, height, channels: 3, data }
}
const SQUARE = paint(200, 160, (x, y) => (x >= 60 && x < 140 && y >= 40 && y < 120 ? [220, 60, 50] : [40, 60, 90]))
const atRim = (i: number, slack: number) => {
  const [x, y] = [i % 200, Math.floor(i / 200)]
  const outside = Math.max(60 - x, x - 139, 40 - y, y - 119)
  return Math.abs(outside) <= slack
}

function distanceTo({ x1, y1, x2, y2 }: Segment, x: number, y: number): number {
  const length = Math.hypot(x2 - x1, y2 - y1)
  const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length ** 2))
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
}

describe('control maps', () => {
  for (const kind of CONTROLS)
    it(`${kind}: has the picture's size, and the same pixels each time`, async () => {
      const cat = await photo('chelsea.png')
      const [one, again] = [await map(kind, cat), await map(kind, cat)]
      assert.deepEqual([one.width, one.height, one.channels], [cat.width, cat.height, 3])
      assert.deepEqual(one, again)
    })

  for (const [kind, slack] of [
    ['canny', 2],
    ['scribble', 5],
    ['hed', 4],
    ['mlsd', 3],
  ] as const)
    // prettier-ignore
    it(`${kind}: shows the rim of a square and nothing else`, async () => {
      const luma = lumaOf(await map(kind, SQUARE))
      const drawn = [...luma.keys()].filter((i) => luma[i]! > 88)
      assert.ok(drawn.length > 200, `${String(drawn.length)} pixels`)
      assert.deepEqual(
        drawn.filter((i) => !atRim(i, slack)),
        [],
      )
    })

  it('canny: has black and white only', async () => {
    const values = new Set((await map('canny', await photo('coffee.png'))).data)
    assert.deepEqual([...values].toSorted(), [0, 255])
  })

  it('scribble: a drawing keeps its own strokes', async () => {
    const drawing = paint(120, 120, (x, y) => (Math.abs(Math.hypot(x - 60, y - 60) - 40) < 2.5 ? [10, 10, 10] : [250, 250, 250]))
    const strokes = lumaOf(await map('scribble', drawing))
    assert.deepEqual(strokes, lumaOf(drawing).map((value) => (value < 128 ? 255 : 0))) // prettier-ignore
  })

  it('straight lines: a slanted bar gives its two long sides within 2 pixels and 2 degrees', async () => {
    const bar = paint(200, 200, (x, y) =>
      Math.abs((x - 100) * 0.5 - (y - 100) * 0.866) < 8 && Math.abs(x - 100) < 70 ? [240, 240, 240] : [20, 20, 20],
    )
    const long = (await findSegments(bar, signal)).filter(({ x1, y1, x2, y2 }) => Math.hypot(x2 - x1, y2 - y1) > 120)
    assert.equal(long.length, 2)
    for (const { x1, y1, x2, y2 } of long) {
      const degrees = (Math.atan2(Math.abs(y2 - y1), Math.abs(x2 - x1)) * 180) / Math.PI
      assert.ok(Math.abs(degrees - 30) < 2, String(degrees))
      const across = Math.abs(((x1 + x2) / 2 - 100) * 0.5 - ((y1 + y2) / 2 - 100) * 0.866)
      assert.ok(Math.abs(across - 8) < 2, String(across))
    }
  })

  it('straight lines: of forty known segments in noise, nine tenths of the length are found within 2 pixels, and nothing in noise alone', async () => {
    const random = createRandom(5)
    const known = Array.from({ length: 40 }, (_, index) => {
      const [x, y, angle] = [40 + (index % 8) * 60, 50 + Math.floor(index / 8) * 100, random.between(0, Math.PI)]
      const [dx, dy] = [22 * Math.cos(angle), 22 * Math.sin(angle)]
      return { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy }
    })
    const grain = Float32Array.from({ length: 512 * 512 }, () => random.between(-8, 8))
    const picture = (lines: readonly Segment[]) =>
      paint(512, 512, (x, y) => {
        const value = 128 + grain[y * 512 + x]! + (lines.some((line) => distanceTo(line, x, y) < 2) ? 90 : 0)
        return [value, value, value]
      })
    const found = await findSegments(picture(known), signal)
    const points = known.flatMap(({ x1, y1, x2, y2 }) =>
      Array.from({ length: 45 }, (_, k) => ({ x: x1 + ((x2 - x1) * k) / 44, y: y1 + ((y2 - y1) * k) / 44 })),
    )
    const met = points.filter(({ x, y }) => found.some((line) => distanceTo(line, x, y) <= 2 + 2))
    assert.ok(met.length >= 0.9 * points.length, `${String(met.length)} of ${String(points.length)}`)
    assert.deepEqual(await findSegments(picture([]), signal), [])
  })

  it("straight lines: the rocket, the masts beside it and the pad's towers are found, each in a line of at least 60 pixels", async () => {
    const long = (await findSegments(await photo('rocket.jpg'), signal)).filter(
      ({ x1, y1, x2, y2 }) => Math.hypot(x2 - x1, y2 - y1) >= 60 && Math.abs(y2 - y1) > 4 * Math.abs(x2 - x1),
    )
    for (const x of [85, 201, 314, 448, 573]) assert.ok(long.some(({ x1, x2 }) => Math.abs((x1 + x2) / 2 - x) < 14), String(x)) // prettier-ignore
  })

  it('openpose: sees nobody in a rocket, however small it is shown', async () => {
    const rocket = await photo('rocket.jpg')
    for (const side of [256, 512])
      assert.ok((await map('openpose', await coverSize(rocket, side, side))).data.every((value) => value === 0))
  })

  it('openpose: what is drawn can be read again, two people and all joints, within a pixel and a half', async () => {
    const person = (dx: number): Skeleton =>
      Object.fromEntries(JOINTS.map((joint, index) => [joint, { x: dx + 20 + (index % 4) * 40, y: 30 + Math.floor(index / 4) * 80 }]))
    const people = [person(0), person(300)]
    const read = readPose(await drawPoseMap({ width: 512, height: 512 }, { skeletons: people }))
    assert.equal(read.length, 2)
    for (const [index, skeleton] of read.entries())
      for (const joint of JOINTS) {
        const [found, drawn] = [skeleton[joint]!, people[index]![joint]!]
        assert.ok(Math.hypot(found.x - drawn.x, found.y - drawn.y) < 1.5, joint)
      }
  })

  it('openpose: finds the astronaut, and nobody in a cup of coffee', async () => {
    const [skeleton] = readPose(await map('openpose', await photo('astronaut.png'), 'openpose'))
    for (const [joint, x, y] of [
      ['nose', 223, 120],
      ['rightShoulder', 100, 238],
      ['leftShoulder', 325, 260],
    ] as const)
      // prettier-ignore
      assert.ok(Math.hypot(skeleton![joint]!.x - x, skeleton![joint]!.y - y) < 25, joint)
    assert.ok((await map('openpose', await photo('coffee.png'))).data.every((value) => value === 0))
  })

  it('depth: the cup is nearer than the table behind it, the rocket nearer than its sky', async () => {
    const mean = ({ width, data }: Pixels, left: number, top: number) => {
      let sum = 0
      for (let y = top; y < top + 20; y++) for (let x = left; x < left + 20; x++) sum += data[(y * width + x) * 3]!
      return sum / 400
    }
    const coffee = await map('depth', await photo('coffee.png'))
    assert.ok(mean(coffee, 280, 190) > mean(coffee, 20, 20) + 60)
    const rocket = await map('depth', await photo('rocket.jpg'))
    assert.ok(mean(rocket, 313, 300) > mean(rocket, 420, 60) + 60)
  })

  it('normal: vectors of length one that look at the viewer', async () => {
    const { data } = await map('normal', await photo('coffee.png'))
    for (let at = 0; at < data.length; at += 3 * 97) {
      const [x, y, z] = [0, 1, 2].map((channel) => data[at + channel]! / 127.5 - 1) as [number, number, number]
      assert.ok(Math.abs(Math.hypot(x, y, z) - 1) < 0.02)
      assert.ok(z > 0)
    }
  })

  it('seg: knows the sky and says of nothing else what it does not know', async () => {
    const sky = paint(200, 200, (_x, y) => (y < 110 ? [90, 150, 230] : [120, 90, 60]))
    const { data } = await map('seg', sky)
    assert.equal(classOfColour(data[0]!, data[1]!, data[2]!), 'sky')
    const last = data.length - 3
    assert.equal(classOfColour(data[last]!, data[last + 1]!, data[last + 2]!), 'floor')
    assert.equal(classOfColour(200, 200, 200), undefined)
    for (const [name, [red, green, blue]] of Object.entries(SCENE_CLASSES)) assert.equal(classOfColour(red, green, blue), name)
  })

  it('segments: two plain halves are two segments', () => {
    const halves = paint(60, 40, (x) => (x < 25 ? [200, 40, 40] : [40, 40, 200]))
    const { labels, count } = segmentByGraph(halves, 300, 10)
    assert.equal(count, 2)
    assert.ok(labels.every((label, i) => label === (i % 60 < 25 ? 0 : 1)))
  })
})
