import sharp from 'sharp'
import type { EffectMedia, EffectOutput } from '../../server/src/domain/operation.ts'
import { paintMakeup, readCouple, readFaces, readPhoto } from '../../server/test/helpers/portraits.ts'
import type { Row, Tile } from './draw-sheet.ts'

type Run = (operation: string, input: Record<string, unknown>, media: Record<string, EffectMedia>) => Promise<readonly EffectOutput[]>

const ASTRONAUT = 'astronaut.png'
const HOPPER = 'grace_hopper.jpg'
const LOOK = { lips: '#9c1030', lids: '#4a5a9c', cheeks: '#d05070' }
const OTHER_LOOK = { lips: '#a8482e', lids: '#7c5a34', cheeks: '#d98068' }
const AGES = [10, 18, 45, 60, 75, 88]
/** Around the faces, by their width: sheets are small, and what matters is the face. */
const ROOM = { side: 0.45, above: 0.55, below: 0.3 }

const asMedia = (bytes: Uint8Array): EffectMedia => ({ kind: 'image', mime: 'image/png', bytes: Uint8Array.from(bytes) })

/** Cuts results at the faces of the first picture, so that before and after show the same part. */
async function cutterFor(picture: Uint8Array): Promise<(bytes: Uint8Array) => Promise<Uint8Array>> {
  const { pixels, faces } = await readFaces(picture)
  const width = Math.max(...faces.map(({ box }) => box.width))
  const left = Math.max(0, Math.round(Math.min(...faces.map(({ box }) => box.left)) - ROOM.side * width))
  const top = Math.max(0, Math.round(Math.min(...faces.map(({ box }) => box.top)) - ROOM.above * width))
  const right = Math.min(pixels.width, Math.round(Math.max(...faces.map(({ box }) => box.left + box.width)) + ROOM.side * width))
  const bottom = Math.min(pixels.height, Math.round(Math.max(...faces.map(({ box }) => box.top + box.height)) + ROOM.below * width))
  return (bytes) =>
    sharp(bytes)
      .extract({ left, top, width: right - left, height: bottom - top })
      .png()
      .toBuffer()
}

/** Before and after of each operation on faces. */
export async function drawFaceRows(run: Run): Promise<Row[]> {
  const [astronaut, hopper, couple] = [await readPhoto(ASTRONAUT), await readPhoto(HOPPER), await readCouple()]
  const rows: Row[] = []
  const tile = async (cut: (bytes: Uint8Array) => Promise<Uint8Array>, bytes: Uint8Array, label: string): Promise<Tile> => ({
    picture: await cut(bytes),
    label,
  })

  const [cutAstronaut, cutHopper, cutCouple] = [await cutterFor(astronaut), await cutterFor(hopper), await cutterFor(couple)]
  const swapped: Tile[] = []
  for (const [cut, image, face, label] of [
    [cutAstronaut, astronaut, hopper, 'the face of the right'],
    [cutHopper, hopper, astronaut, 'the face of the left'],
  ] as const) {
    const [result] = await run('swap-face', { faces: ['face'], seed: 1 }, { image: asMedia(image), 'faces.0': asMedia(face) })
    swapped.push(await tile(cut, image, 'as it was'), await tile(cut, result!.bytes, label))
  }
  const both = { image: asMedia(couple), 'faces.0': asMedia(hopper), 'faces.1': asMedia(astronaut) }
  const [exchanged] = await run('swap-face', { faces: ['a', 'b'], mapping: [0, 1], seed: 1 }, both)
  swapped.push(await tile(cutCouple, couple, 'two people'), await tile(cutCouple, exchanged!.bytes, 'mapping [0, 1]'))
  rows.push({ title: 'swap-face', tiles: swapped })

  const madeUp: Tile[] = []
  for (const [cut, image, cutReference, reference, look] of [
    [cutAstronaut, astronaut, cutHopper, hopper, LOOK],
    [cutHopper, hopper, cutAstronaut, astronaut, OTHER_LOOK],
  ] as const) {
    const painted = await paintMakeup(reference, look)
    const [result] = await run('transfer-makeup', {}, { image: asMedia(image), reference: asMedia(painted) })
    madeUp.push(
      await tile(cutReference, painted, 'reference'),
      await tile(cut, image, 'as it was'),
      await tile(cut, result!.bytes, 'made up'),
    )
  }
  rows.push({ title: 'transfer-makeup', tiles: madeUp })

  for (const [cut, image] of [
    [cutAstronaut, astronaut],
    [cutHopper, hopper],
  ] as const) {
    const aged = await run('age-face', { ages: AGES }, { image: asMedia(image) })
    rows.push({ title: 'age-face', tiles: await Promise.all(aged.map(({ name, bytes }) => tile(cut, bytes, name.replace('-', ' ')))) })
  }
  return rows
}
