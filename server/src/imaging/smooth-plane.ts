import { boxBlur } from './box-blur.ts'
import { createPlane, type Plane } from './pixels.ts'

/**
 * Smooths what varies by less than about `amplitude` (in the plane's own unit) within squares of side 2 * radius + 1, and keeps edges that are
 * higher. Gives a new plane.
 * Source: He, Sun, Tang 2013, "Guided Image Filtering", section 3.4: the filter guided by its own input, epsilon the amplitude squared.
 */
export function smoothPlane(plane: Plane, radius: number, amplitude: number): Plane {
  const { width, height, data } = plane
  const squares = createPlane(width, height)
  for (let i = 0; i < data.length; i++) squares.data[i] = data[i] * data[i]
  const mean = boxBlur(plane, radius)
  const meanSquare = boxBlur(squares, radius)
  const slope = createPlane(width, height)
  const offset = createPlane(width, height)
  for (let i = 0; i < data.length; i++) {
    const variance = Math.max(0, meanSquare.data[i] - mean.data[i] * mean.data[i])
    slope.data[i] = variance / (variance + amplitude * amplitude)
    offset.data[i] = mean.data[i] * (1 - slope.data[i])
  }
  const [a, b] = [boxBlur(slope, radius), boxBlur(offset, radius)]
  for (let i = 0; i < data.length; i++) b.data[i] += a.data[i] * data[i]
  return b
}
