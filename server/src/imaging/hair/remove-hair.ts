import { checkpoint } from '../checkpoint.ts'
import { softenPlane } from '../draw-mask.ts'
import { fillHole } from '../hole-filling/fill-hole.ts'
import { interpolate } from '../hole-filling/membrane.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'
import type { Random } from '../random.ts'
import { CHIN_Y, meetSkull, type Head } from './head.ts'
import { drawEar, earMask } from './draw-ears.ts'
import type { HairLight } from './light-strands.ts'
import { smooth } from './paint-hair.ts'

export interface BareHead {
  /** The picture as it would be without the hair, where `gone` is above 0. */
  readonly picture: Pixels
  /** How much of each pixel is head or neck, hair or none; 0..1. */
  readonly headMask: Plane
}

export interface RemovalTask {
  readonly picture: Pixels
  readonly head: Head
  /** What is taken away, 0..1. */
  readonly gone: Plane
  /** All the hair there is: nothing is learned from it. */
  readonly hair: Plane
  readonly body: Plane
  /** Skin of the face without eyes, brows and lips; and the whole oval. */
  readonly skin: Plane
  readonly oval: Plane
  readonly light: HairLight
  /** Ears that hair hid, to be drawn: -1 left in the picture, 1 right. */
  readonly ears: readonly (-1 | 1)[]
}

/** Units around hair that its shadow and its blurred rim reach. */
const RIM = 0.4

/**
 * Takes hair away: behind it comes the background, filled from around; on the head skin, spread from the face and shaded as the skull is
 * round. Pixels where `gone` is 0 keep their colours.
 */
export async function removeHair(task: RemovalTask, random: Random, seed: number, signal: AbortSignal): Promise<BareHead> {
  const { picture, head, gone } = task
  const headMask = drawHead(task)
  const result: Pixels = { ...picture, data: picture.data.slice() }
  const skin = spreadSkin(task, random)
  await checkpoint(signal)
  const background = await fillBehind(task, headMask, seed, signal)
  const { width } = picture
  const hairLow = head.y - (CHIN_Y + 0.5) * head.unit
  for (let i = 0; i < gone.data.length; i++) {
    const share = gone.data[i]
    if (share <= 0) continue
    const onHead = Math.floor(i / width) < hairLow ? headMask.data[i] : 0
    for (let k = 0; k < 3; k++) {
      const bare = skin[i * 3 + k] * onHead + background.data[i * 3 + k] * (1 - onHead)
      result.data[i * 3 + k] = Math.max(0, Math.min(255, Math.round(picture.data[i * 3 + k] * (1 - share) + bare * share)))
    }
  }
  for (const side of task.ears) {
    const share = createPlane(width, picture.height)
    const ear = earMask(head, side, width, picture.height)
    for (let i = 0; i < share.data.length; i++) share.data[i] = gone.data[i] * (1 - headMask.data[i])
    drawEar(result, head, side, skin, share, task.light)
    for (let i = 0; i < share.data.length; i++) headMask.data[i] = Math.max(headMask.data[i], ear.data[i])
  }
  return { picture: result, headMask }
}

/** Skull and face. */
function drawHead({ picture: { width, height }, head, oval }: RemovalTask): Plane {
  const mask = createPlane(width, height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) mask.data[y * width + x] = meetSkull(head, x + 0.5, y + 0.5) ? 1 : 0
  const soft = softenPlane(mask, 1)
  for (let i = 0; i < soft.data.length; i++) soft.data[i] = Math.max(soft.data[i], smooth(oval.data[i] * 1.6))
  return soft
}

function spreadSkin({ picture, head, hair, skin, light }: RemovalTask, random: Random): Float32Array {
  const { width, height, channels, data } = picture
  const shadowed = softenPlane(hair, head.unit * RIM)
  const values = new Float32Array(width * height * 3)
  const weight = new Float32Array(width * height)
  for (let i = 0; i < weight.length; i++) {
    if (skin.data[i] < 0.9 || shadowed.data[i] > 0.03) continue
    weight[i] = 1
    for (let k = 0; k < 3; k++) values[i * 3 + k] = data[i * channels + k] / roundness(head, light, i % width, Math.floor(i / width))
  }
  interpolate(values, weight, width, height, 3)
  const noise = createPlane(width, height)
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = random.next() + random.next() + random.next() - 1.5
  const grain = softenPlane(noise, 0.7)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const shade = roundness(head, light, x, y)
      for (let k = 0; k < 3; k++) values[i * 3 + k] = values[i * 3 + k] * shade + grain.data[i] * 7
    }
  return values
}

/** How light the round head is at a pixel: 1 where it faces the camera, less where it turns away from camera and light. */
function roundness(head: Head, { from }: HairLight, x: number, y: number): number {
  const normal = meetSkull(head, x + 0.5, y + 0.5, 0.3)?.normal ?? [0, 0, 0.3]
  const aside = normal[0] * from[0]
  return 0.66 + 0.34 * smooth(normal[2] / 0.85) + 0.1 * aside
}

/** The background behind the hair: nothing of the person is copied there, for the person is filled with what surrounds it first. */
async function fillBehind(
  { picture, head, gone, hair, body }: RemovalTask,
  headMask: Plane,
  seed: number,
  signal: AbortSignal,
): Promise<Pixels> {
  const { width, height, channels, data } = picture
  const person = createPlane(width, height)
  const low = head.y - CHIN_Y * head.unit
  for (let i = 0; i < person.data.length; i++) {
    const isHigh = Math.floor(i / width) < low
    person.data[i] = Math.max(hair.data[i], isHigh ? Math.max(body.data[i], headMask.data[i]) : 0)
  }
  const near = softenPlane(person, head.unit * RIM)
  const around = softenPlane(body, head.unit * RIM)
  const values = new Float32Array(width * height * 3)
  const weight = new Float32Array(width * height)
  for (let i = 0; i < weight.length; i++) {
    weight[i] = near.data[i] < 0.02 && around.data[i] < 0.02 ? 1 : 0
    for (let k = 0; k < 3; k++) values[i * 3 + k] = data[i * channels + k]
  }
  interpolate(values, weight, width, height, 3)
  await checkpoint(signal)
  const prepared: Pixels = { width, height, channels: 3, data: new Uint8Array(width * height * 3) }
  const hole = new Uint8Array(width * height)
  let isNeeded = false
  for (let i = 0; i < hole.length; i++) {
    const isPerson = near.data[i] >= 0.02
    for (let k = 0; k < 3; k++) prepared.data[i * 3 + k] = isPerson ? Math.round(values[i * 3 + k]) : data[i * channels + k]
    const isBehind = Math.floor(i / width) >= low || headMask.data[i] < 0.98
    if (isBehind && gone.data[i] > 0) hole[i] = 1
    if (hole[i]) isNeeded = true
  }
  if (!isNeeded) return prepared
  return fillHole(prepared, hole, { seed, signal, onProgress: () => undefined })
}
