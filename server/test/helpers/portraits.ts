import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { decodeImage } from '../../src/imaging/decode.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { FACE_PARTS } from '../../src/vision/face-parts.ts'
import { findFaces, type Face } from '../../src/vision/faces.ts'
import type { Point } from '../../src/vision/geometry.ts'

/** A photo of the folder of free photos. */
export const readPhoto = (name: string): Promise<Buffer> => readFile(new URL(`../../../photos/${name}`, import.meta.url))

/** The two portraits side by side, as if two people sat for one picture: `astronaut.png` on the left. */
export async function readCouple(): Promise<Buffer> {
  const second = await sharp(await readPhoto('grace_hopper.jpg'))
    .resize({ width: 360, height: 512, fit: 'cover' })
    .png()
    .toBuffer()
  return sharp(await readPhoto('astronaut.png'))
    .removeAlpha()
    .extend({ right: 360 })
    .composite([{ input: second, left: 512, top: 0 }])
    .png()
    .toBuffer()
}

/** The picture and its faces, from left to right. */
export async function readFaces(bytes: Uint8Array): Promise<{ pixels: Pixels; faces: Face[] }> {
  const pixels = await decodeImage(bytes)
  return { pixels, faces: (await findFaces(pixels)).sort((a, b) => a.box.left - b.box.left) }
}

/** Root mean square distance of the 468 points of two meshes, by the width of the first face. */
export function meshError(expected: Face, seen: Face): number {
  const squares = expected.mesh.slice(0, 468).map(({ x, y }, i) => (x - seen.mesh[i]!.x) ** 2 + (y - seen.mesh[i]!.y) ** 2)
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length) / expected.box.width
}

/** Whether a position lies within a closed outline. */
export function isWithin(outline: readonly Point[], x: number, y: number): boolean {
  let isInside = false
  for (const [i, a] of outline.entries()) {
    const b = outline[(i + 1) % outline.length]!
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) isInside = !isInside
  }
  return isInside
}

/** Closed outlines of make-up on a face, by mesh points. Chosen here, apart from the regions that the operation knows. */
const PAINT = {
  lips: [FACE_PARTS.lips],
  lids: [
    [33, 246, 161, 160, 159, 158, 157, 173, 133, 190, 222, 223, 224, 225],
    [263, 466, 388, 387, 386, 385, 384, 398, 362, 414, 442, 443, 444, 445],
  ],
  cheeks: [
    [117, 118, 101, 205, 187, 123],
    [346, 347, 330, 425, 411, 352],
  ],
} as const

export type Paint = Readonly<Record<keyof typeof PAINT, string>>

/** Paints make-up of known colours on the face of a photo: lips and lids cover, cheeks let the skin shine through. Shading stays below it. */
export async function paintMakeup(bytes: Uint8Array, colours: Paint): Promise<Buffer> {
  const { pixels, faces } = await readFaces(bytes)
  const [{ mesh, box }] = faces as [Face]
  const path = (ring: readonly number[]) => `M${ring.map((i) => `${mesh[i]!.x.toFixed(2)} ${mesh[i]!.y.toFixed(2)}`).join(' ')}z`
  const shape = (
    rings: readonly (readonly number[])[],
    fill: string,
    opacity: number,
    blur: number,
    holes: readonly (readonly number[])[] = [],
  ) =>
    `<g style="filter:blur(${String(blur * box.width)}px)"><path fill-rule="evenodd" fill="${fill}" fill-opacity="${String(opacity)}" d="${[...rings, ...holes].map(path).join('')}"/></g>`
  const svg = [
    shape(PAINT.cheeks, colours.cheeks, 0.45, 0.04),
    shape(PAINT.lids, colours.lids, 0.75, 0.012),
    shape(PAINT.lips, colours.lips, 0.8, 0.004, [FACE_PARTS.mouth]),
  ]
  const size = `width="${String(pixels.width)}" height="${String(pixels.height)}"`
  return sharp(bytes)
    .removeAlpha()
    .composite([{ input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${svg.join('')}</svg>`) }])
    .png()
    .toBuffer()
}
