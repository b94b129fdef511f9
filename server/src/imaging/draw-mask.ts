import sharp from 'sharp'
import { boxBlur } from './box-blur.ts'
import { createPlane, type Plane } from './pixels.ts'

/** A closed outline: its corners in pixels of the mask. */
export type Ring = readonly { readonly x: number; readonly y: number }[]

/** How much of each pixel lies within at least one of the rings, 0..1. Rings may reach over the border. */
export async function drawMask(width: number, height: number, rings: readonly Ring[]): Promise<Plane> {
  const path = rings.map((ring) => `M${ring.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`).join(' ')}z`)
  const shapes = path.map((d) => `<path fill="#fff" d="${d}"/>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%"/>${shapes}</svg>`
  const bytes = await sharp(Buffer.from(svg)).extractChannel(0).raw().toBuffer()
  const mask = createPlane(width, height)
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = bytes[i] / 255
  return mask
}

/** Blurred about as by a Gaussian of that standard deviation, in pixels: three means over a square. Gives a new plane. */
export function softenPlane(plane: Plane, sigma: number): Plane {
  // The variance of a mean over 2r + 1 pixels is ((2r + 1)² - 1) / 12; three of them add up.
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2))
  return sigma < 0.3 ? plane : boxBlur(boxBlur(boxBlur(plane, radius), radius), radius)
}
