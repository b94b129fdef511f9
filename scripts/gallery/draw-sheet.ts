import sharp from 'sharp'

export interface Tile {
  readonly picture: Uint8Array
  readonly label: string
}

export interface Row {
  /** Over the whole row; left out where the labels say enough. */
  readonly title?: string
  readonly tiles: readonly Tile[]
}

const LABEL_HEIGHT = 22
const TITLE_HEIGHT = 26
const GAP = 6
const CHECKS =
  '<defs><pattern id="c" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="#fff"/><path fill="#d5d5dc" d="M0 0h8v8H0zM8 8h8v8H8z"/></pattern></defs>'

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function text(words: string, width: number, height: number, largest: number, weight: number): Buffer {
  // Small enough to fit, but not too small to be read.
  const size = Math.max(9, Math.min(largest, width / (words.length * 0.6)))
  const fits = Math.floor(width / (size * 0.53))
  const shown = words.length > fits ? `${words.slice(0, fits - 1)}…` : words
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><text x="2" y="${String(height * 0.7)}" font-family="DejaVu Sans, sans-serif" font-size="${String(size)}" font-weight="${String(weight)}" fill="#2a2a33">${escape(shown)}</text></svg>`,
  )
}

/** Rows of labelled pictures as one WebP of at most `maxBytes`; what is transparent shows a chequered ground. `height`: pixels of each picture. */
export async function drawSheet(rows: readonly Row[], height: number, maxBytes: number): Promise<Buffer> {
  const layers: { input: Buffer; left: number; top: number }[] = []
  let y = GAP
  let sheetWidth = 0
  for (const { title, tiles } of rows) {
    const pictures = await Promise.all(
      tiles.map(({ picture }) => sharp(picture).resize({ height }).png().toBuffer({ resolveWithObject: true })),
    )
    const rowWidth = pictures.reduce((sum, { info }) => sum + info.width + GAP, GAP)
    sheetWidth = Math.max(sheetWidth, rowWidth)
    if (title !== undefined) {
      layers.push({ input: text(title, Math.max(rowWidth, 640) - GAP * 2, TITLE_HEIGHT, 14, 700), left: GAP, top: y })
      y += TITLE_HEIGHT
      sheetWidth = Math.max(sheetWidth, 640)
    }
    let x = GAP
    for (const [index, { data, info }] of pictures.entries()) {
      const checks = Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${String(info.width)}" height="${String(height)}">${CHECKS}<rect width="100%" height="100%" fill="url(#c)"/></svg>`,
      )
      if (info.channels === 4) layers.push({ input: checks, left: x, top: y })
      layers.push({ input: data, left: x, top: y })
      layers.push({ input: text(tiles[index]?.label ?? '', info.width, LABEL_HEIGHT, 12, 400), left: x, top: y + height })
      x += info.width + GAP
    }
    y += height + LABEL_HEIGHT + GAP
  }
  const sheet = await sharp({ create: { width: sheetWidth, height: y, channels: 3, background: '#ffffff' } })
    .composite(layers)
    .png()
    .toBuffer()
  for (let quality = 82; ; quality -= 8) {
    const packed = await sharp(sheet).webp({ quality, effort: 5 }).toBuffer()
    if (packed.byteLength <= maxBytes || quality <= 42) return packed
  }
}
