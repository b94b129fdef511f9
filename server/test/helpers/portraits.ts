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

/** The lower rims of the eyes, where lashes lie when they are closed. */
const CLOSED_LASHES = [
  [33, 7, 163, 144, 145, 153, 154, 155, 133],
  [263, 249, 390, 373, 374, 380, 381, 382, 362],
]

/** A portrait whose lids are painted over its eyes. */
export async function closeEyes(bytes: Uint8Array): Promise<Buffer> {
  const { pixels, faces } = await readFaces(bytes)
  const { mesh, box } = faces[0]!
  const lid = (ring: readonly number[]) => {
    const points = ring.map((index) => mesh[index]!)
    const [x, y] = (['x', 'y'] as const).map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length) as [
      number,
      number,
    ]
    return `M${points.map((point) => `${String(x + (point.x - x) * 1.25)} ${String(y + (point.y - y) * 1.56)}`).join(' ')}z`
  }
  const lashes = CLOSED_LASHES.map(
    (row) => `M${row.map((index) => `${String(mesh[index]!.x)} ${String(mesh[index]!.y - box.width * 0.003)}`).join(' L')}`,
  )
  const skin = `<g style="filter:blur(${String(box.width * 0.01)}px)"><path fill="#c39c80" d="${lid(FACE_PARTS.rightEye)}${lid(FACE_PARTS.leftEye)}"/></g>`
  const line = `<path fill="none" stroke="#4a3020" stroke-width="${String(box.width * 0.013)}" d="${lashes.join(' ')}"/>`
  const size = `width="${String(pixels.width)}" height="${String(pixels.height)}"`
  return sharp(bytes)
    .removeAlpha()
    .composite([{ input: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${skin}${line}</svg>`) }])
    .png()
    .toBuffer()
}
