import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Plane } from '../pixels.ts'
import type { Random } from '../random.ts'

/** Noise whose grains are about `size` pixels, with a standard deviation of 1 and a mean of 0. */
export function drawNoise(width: number, height: number, size: number, random: Random): Plane {
  const noise = createPlane(width, height)
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = random.next() - 0.5
  const grains = softenPlane(noise, size / 2)
  let [sum, squares] = [0, 0]
  for (const value of grains.data) {
    sum += value
    squares += value * value
  }
  const mean = sum / grains.data.length
  const deviation = Math.sqrt(Math.max(1e-12, squares / grains.data.length - mean * mean))
  for (let i = 0; i < grains.data.length; i++) grains.data[i] = (grains.data[i] - mean) / deviation
  return grains
}
