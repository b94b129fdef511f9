import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { decodeImage } from '../../src/imaging/decode.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
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
