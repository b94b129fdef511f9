import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { EffectMedia, EffectOutput } from '../../server/src/domain/operation.ts'
import type { Row, Tile } from './draw-sheet.ts'

type Run = (operation: string, input: Record<string, unknown>, media: Record<string, EffectMedia>) => Promise<readonly EffectOutput[]>

/** What the sheet shows of each operation: some styles of every group. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'change-hairstyle': ['pixie', 'side-part', 'afro', 'bob', 'curly', 'long-waves', 'bun'],
  'put-on-wig': ['blonde-bob', 'black-bob', 'copper-waves', 'silver-lob', 'platinum-straight', 'red-shag'],
  'extend-hair': ['straight-shoulder', 'straight-chest', 'wavy-chest', 'curly-chest'],
  'change-bangs': ['blunt', 'micro', 'wispy', 'curtain'],
  'change-hair-volume': ['flat', 'sleek', 'medium', 'maximum'],
}
/** The operations want faces of 128 pixels; in the photo it is 93. */
const PART = { left: 65, top: 0, width: 320, height: 400 }
const HEIGHT = 600

/** The free portrait with bare hair, in styles of every operation on hair. */
export async function drawHairRows(run: Run): Promise<Row[]> {
  const photo = await readFile(new URL('../../photos/astronaut.png', import.meta.url))
  const bytes = Uint8Array.from(await sharp(photo).extract(PART).resize({ height: HEIGHT, kernel: 'cubic' }).png().toBuffer())
  const rows: Row[] = []
  for (const [operation, styles] of Object.entries(SHOWN)) {
    const tiles = styles.map(async (style): Promise<Tile[]> => {
      const pictures = await run(operation, { style, seed: 1 }, { image: { kind: 'image', mime: 'image/png', bytes } })
      return pictures.map((picture) => ({ picture: picture.bytes, label: style }))
    })
    rows.push({ title: operation, tiles: [{ picture: bytes, label: 'astronaut.png' }, ...(await Promise.all(tiles)).flat()] })
  }
  return rows
}
