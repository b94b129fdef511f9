import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Preprocessor } from './control-map.ts'
import { findSegments } from './line-segments.ts'

/** Straight lines, white on black, as maps of M-LSD show them. Not that network: the segments that gradients tell of (`line-segments.ts`). */
export const mapStraightLines: Preprocessor = async (picture, { signal }) => {
  const { width, height } = picture
  const lines = (await findSegments(picture, signal)).map(
    ({ x1, y1, x2, y2 }) => `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}"/>`,
  )
  const stroke = Math.max(1.5, (2 * Math.min(width, height)) / 512)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%"/><g stroke="#fff" stroke-width="${stroke.toFixed(2)}" stroke-linecap="round">${lines.join('')}</g></svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { width, height, channels: 3, data: asBytes(data) }
}
