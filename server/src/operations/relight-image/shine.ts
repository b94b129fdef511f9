import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import type { Lamp } from './lights.ts'
import type { Shape } from './shape.ts'

/** Factors of linear light, per channel. */
export type Gains = readonly [Plane, Plane, Plane]

/** Light reaches round edges a little: skin is not stone. */
const WRAP = 0.4
const MIN_GAIN = 0.3
const MAX_GAIN = 2
/** How bright an outline gets that light from behind catches, and how thick it is, in shares of the shorter side. */
const RIM_GAIN = 1.6
const RIM_REACH = 0.014
/** How far light leaks from a subject's shading into what is next to it, by the same: without it, outlines look cut. */
const SOFTNESS = 0.004

/** What a lamp does to a shape. `intensity` 0..1. The subject keeps its mean light. */
export function shine(shape: Shape, lamp: Lamp, intensity: number): Gains {
  const { width, height } = shape.x
  const length = Math.hypot(...lamp.from)
  const [lx, ly, lz] = lamp.from.map((value) => value / length)
  const soft = (value: number) => Math.max(0, (value + WRAP) / (1 + WRAP))
  const shade = createPlane(width, height)
  let [sum, weight] = [0, 1e-6]
  for (let i = 0; i < shade.data.length; i++) {
    shade.data[i] = soft(shape.x.data[i] * lx + shape.y.data[i] * ly + shape.z.data[i] * lz)
    sum += shape.subject.data[i] * shade.data[i]
    weight += shape.subject.data[i]
  }
  const mean = weight > 1 ? sum / weight : soft(lz)
  const rim = rimOf(shape, lamp)
  const gains: Gains = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const direct = shade.data[i] / mean
      const onSubject = lamp.ambient + (1 - lamp.ambient) * direct + RIM_GAIN * lamp.rim * rim[i]
      const towards = 2 * ((x / width - 0.5) * lx + (y / height - 0.5) * ly)
      const onWall = lamp.behind.gain * (1 + lamp.behind.slope * towards)
      const gain = onWall + shape.subject.data[i] * (onSubject - onWall)
      const lit = Math.max(0, Math.min(1, 0.5 * direct + 0.25 * (1 + towards)))
      for (let channel = 0; channel < 3; channel++) {
        const colour = lamp.shaded[channel] + lit * (lamp.lit[channel] - lamp.shaded[channel])
        gains[channel].data[i] = 1 + intensity * (Math.max(MIN_GAIN, Math.min(MAX_GAIN, gain)) * colour - 1)
      }
    }
  const radius = Math.max(1, Math.round(SOFTNESS * Math.min(width, height)))
  return [boxBlur(gains[0], radius), boxBlur(gains[1], radius), boxBlur(gains[2], radius)]
}

/** The band inside the outline that faces the lamp, 0..1. */
function rimOf({ x, y, subject }: Shape, { from }: Lamp): Float32Array {
  const radius = Math.max(1, Math.round(RIM_REACH * Math.min(x.width, x.height)))
  const inside = boxBlur(boxBlur(subject, radius), radius).data
  const length = Math.hypot(from[0], from[1])
  return x.data.map((nx, i) => {
    const tilt = Math.hypot(nx, y.data[i]) + 1e-6
    const facing = Math.max(0, 0.35 + (0.65 * (nx * from[0] + y.data[i] * from[1])) / (tilt * Math.max(0.2, length)))
    return subject.data[i] * Math.max(0, 2 * (1 - inside[i]) - 0.35) * facing
  })
}
