import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { adoptZones } from './adopt-zones.ts'
import { measureFineDetail } from './fine-detail.ts'
import type { Looks } from './part-layers.ts'

const WIDTH = 120
const HEIGHT = 100
type Colour = readonly [number, number, number]
type Box = readonly [left: number, top: number, width: number, height: number]
const ORANGE: Colour = [70, 25, 50]
const WOOD: Colour = [40, 28, 32]
const SOIL: Colour = [36, 19, 20]

/** Boxes of one colour before grainy wood. */
async function paint(boxes: readonly (readonly [Box, Colour])[]): Promise<Looks> {
  const random = createRandom(1)
  const lab = new Float32Array(WIDTH * HEIGHT * 3)
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const grain = random.between(-8, 8)
    lab.set([WOOD[0] + grain, WOOD[1] + grain / 4, WOOD[2] + grain / 2], i * 3)
  }
  for (const [box, colour] of boxes) for (const i of placesOf(box)) lab.set(colour, i * 3)
  return { width: WIDTH, height: HEIGHT, lab, detail: await measureFineDetail(lab, WIDTH, HEIGHT) }
}

function placesOf([left, top, width, height]: Box): number[] {
  return Array.from({ length: width * height }, (_, k) => (top + Math.floor(k / width)) * WIDTH + left + (k % width))
}

function maskOf(...boxes: readonly Box[]): Plane {
  const mask = createPlane(WIDTH, HEIGHT)
  for (const box of boxes) for (const i of placesOf(box)) mask.data[i] = 1
  return mask
}

const POT: Box = [40, 50, 40, 30]
const TOP: Box = [45, 38, 30, 12]

describe('adoptZones', () => {
  it('adds a flat zone at the subject that the wood around is never like', async () => {
    const adopted = adoptZones(maskOf(POT), await paint([[POT, ORANGE], [TOP, SOIL]])) // prettier-ignore
    assert.deepEqual(adopted.data, maskOf(POT, TOP).data)
  })

  it('leaves such a zone where it does not touch the subject', async () => {
    const apart: Box = [45, 20, 30, 12]
    const adopted = adoptZones(maskOf(POT), await paint([[POT, ORANGE], [apart, SOIL]])) // prettier-ignore
    assert.deepEqual(adopted.data, maskOf(POT).data)
  })

  it('leaves a zone of the background that the background has elsewhere too', async () => {
    const others: Box[] = [[5, 5, 30, 20], [85, 5, 30, 20], [5, 60, 30, 20], [85, 60, 30, 20], [45, 5, 30, 20]] // prettier-ignore
    const adopted = adoptZones(maskOf(POT), await paint([[POT, ORANGE], ...[TOP, ...others].map((box) => [box, SOIL] as const)]))
    assert.deepEqual(adopted.data, maskOf(POT).data)
  })

  it('leaves what is seen through a hole of the subject', async () => {
    const hole: Box = [55, 58, 10, 12]
    const mask = maskOf(POT)
    for (const i of placesOf(hole)) mask.data[i] = 0
    const adopted = adoptZones(mask, await paint([[POT, ORANGE], [hole, SOIL]])) // prettier-ignore
    assert.deepEqual(adopted.data, mask.data)
  })
})
