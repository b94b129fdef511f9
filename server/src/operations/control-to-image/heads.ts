import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import { FACE_PARTS, type FacePart } from '../../vision/face-parts.ts'
import type { Face } from '../../vision/faces.ts'
import { hexOf, mixRgb, scaleRgb, type Rgb } from './colours.ts'
import type { Paints } from './paints.ts'

type Size = { readonly width: number; readonly height: number }

/** Shares of each pixel that are hair and skin, 0..1 and as soft as brushwork. */
export interface HeadParts {
  readonly hair: Float32Array
  readonly skin: Float32Array
}

const n = (value: number) => value.toFixed(1)
const ring = ({ mesh }: Face, part: FacePart) => `M${FACE_PARTS[part].map((index) => `${n(mesh[index].x)} ${n(mesh[index].y)}`).join('L')}Z`

/** Where skin and hair of faces are: the mesh has the face, hair is around its upper part. Whether that belongs to the subject is another question. */
export async function findHeadParts(faces: readonly Face[], { width, height }: Size): Promise<HeadParts> {
  const shapes = faces.map((face) => {
    const { left, top, width: w, height: h } = face.box
    const [x, y] = [left + w / 2, top + h / 2]
    const neck = `M${n(x - 0.3 * w)} ${n(y + 0.2 * h)}L${n(x + 0.3 * w)} ${n(y + 0.2 * h)}L${n(x + 0.36 * w)} ${n(y + 0.74 * h)}L${n(x - 0.36 * w)} ${n(y + 0.74 * h)}Z`
    const hair = `<ellipse cx="${n(x)}" cy="${n(y - 0.24 * h)}" rx="${n(0.86 * w)}" ry="${n(0.82 * h)}" fill="#f00"/>`
    return `<g transform="rotate(${n(face.pose.roll)} ${n(x)} ${n(y)})">${hair}<path d="${neck}" fill="#0f0"/></g><path d="${ring(face, 'oval')}" fill="#0f0"/>`
  })
  const drawn = await raster(shapes.join(''), width, height, '#000')
  const soft = await sharp(drawn, { raw: { width, height, channels: 3 } })
    .blur(Math.max(0.6, Math.min(width, height) / 300))
    .raw()
    .toBuffer()
  const plane = (channel: number) => Float32Array.from({ length: width * height }, (_, i) => soft[i * 3 + channel] / 255)
  return { hair: plane(0), skin: plane(1) }
}

/** Eyes, brows and lips of faces, as SVG shapes: what the eye of a viewer looks for first. */
export function drawFeatures(faces: readonly Face[], { skin, hair, lips, eyes }: Paints, opacity: number): string {
  const white = mixRgb(skin, [255, 252, 248], 0.75)
  const dark: Rgb = scaleRgb(mixRgb(hair, eyes, 0.3), 0.6)
  return faces
    .map((face) => {
      const sides = (['right', 'left'] as const).map((side) => {
        const { centre, radius } = face.iris[side]
        const clip = `eye${side}${n(centre.x)}`.replace('.', '')
        const iris = (r: number, fill: Rgb) => `<circle cx="${n(centre.x)}" cy="${n(centre.y)}" r="${n(r)}" fill="${hexOf(fill)}"/>`
        return (
          `<clipPath id="${clip}"><path d="${ring(face, `${side}Eye`)}"/></clipPath><path d="${ring(face, `${side}Eye`)}" fill="${hexOf(white)}" stroke="${hexOf(dark)}" stroke-width="${n(radius * 0.3)}"/>` +
          `<g clip-path="url(#${clip})">${iris(radius, eyes)}${iris(radius * 0.5, scaleRgb(eyes, 0.35))}</g><path d="${ring(face, `${side}Brow`)}" fill="${hexOf(mixRgb(hair, skin, 0.2))}"/>`
        )
      })
      const mouth = `<path d="${ring(face, 'lips')}" fill="${hexOf(lips)}"/><path d="${ring(face, 'mouth')}" fill="${hexOf(mixRgb(lips, white, 0.6))}"/>`
      return `<g opacity="${opacity.toFixed(2)}">${sides.join('')}${mouth}</g>`
    })
    .join('')
}

/** Lays SVG shapes on colours (height × width × 3, 0..255), which are changed. */
export async function overlay(colours: Float32Array | Uint8Array, shapes: string, { width, height }: Size): Promise<void> {
  if (shapes === '') return
  const drawn = await raster(shapes, width, height)
  for (let i = 0; i < width * height; i++) {
    const alpha = drawn[i * 4 + 3] / 255
    if (alpha === 0) continue
    for (let channel = 0; channel < 3; channel++) colours[i * 3 + channel] += (drawn[i * 4 + channel] - colours[i * 3 + channel]) * alpha
  }
}

async function raster(shapes: string, width: number, height: number, background?: string): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${shapes}</svg>`
  const drawn = sharp(Buffer.from(svg))
  return asBytes(await (background === undefined ? drawn.ensureAlpha() : drawn.flatten({ background })).raw().toBuffer())
}
