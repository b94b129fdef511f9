import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Point } from '../../vision/geometry.ts'
import { readPose } from '../../vision/control-maps/read-pose.ts'
import type { Skeleton } from '../../vision/control-maps/skeleton.ts'
import type { Drawing } from './drawing.ts'
import { drawFigure } from './figure.ts'
import { completeSkeleton, REST_POSE, restAt } from './complete-skeleton.ts'

/**
 * A figure on every skeleton of the map, dressed in the prompt's colours, in the prompt's place. What the map does not show of a body is added
 * where bodies have it. Below full strength the pose tends to standing at ease.
 */
export const drawFigures: Drawing = async (map, setting, strength, signal) => {
  const { width, height, backdrop } = setting
  const skeletons = readPose(map).map((seen) => {
    const whole = completeSkeleton(seen)
    return strength >= 1 ? whole : towards(restAt(whole, REST_POSE), whole, strength)
  })
  const farFirst = skeletons.toSorted((a, b) => footOf(a) - footOf(b))
  signal.throwIfAborted()
  const figures = farFirst.map((skeleton, index) => drawFigure(skeleton, setting, index))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${figures.join('')}</svg>`
  const drawn = sharp(backdrop.data, { raw: backdrop }).composite([{ input: Buffer.from(svg) }])
  return { width, height, channels: 3, data: asBytes(await drawn.removeAlpha().raw().toBuffer()) }
}

const footOf = (skeleton: Skeleton) => Math.max(...Object.values(skeleton).map(({ y }) => y))

function towards<Joints extends Record<string, Point>>(from: Joints, to: Joints, share: number): Joints {
  const mixed = Object.entries(to).map(([joint, point]) => {
    const start = from[joint]
    return [joint, { x: start.x + (point.x - start.x) * share, y: start.y + (point.y - start.y) * share }]
  })
  return Object.fromEntries(mixed) as Joints
}
