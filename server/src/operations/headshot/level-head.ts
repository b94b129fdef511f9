import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import type { Face } from '../../vision/faces.ts'

/** Degrees. Less is not seen; more would cut too much off. */
const MIN_ROLL = 1.5
const MAX_ROLL = 25

/**
 * The picture turned so that the face stands upright, cut to what is picture everywhere; undefined where that is not needed or would cut into
 * the head. Alpha is dropped.
 */
export async function levelHead(picture: Pixels, face: Face): Promise<Pixels | undefined> {
  const { width, height, channels } = picture
  const roll = face.pose.roll
  if (Math.abs(roll) < MIN_ROLL || Math.abs(roll) > MAX_ROLL) return undefined
  const angle = (Math.abs(roll) * Math.PI) / 180
  // The largest upright rectangle of the same aspect within the turned one, around the same middle.
  const share = 1 / (Math.cos(angle) + Math.sin(angle) * Math.max(width / height, height / width))
  const kept = { width: Math.floor(width * share), height: Math.floor(height * share) }
  const { left, top, width: faceWidth, height: faceHeight } = face.box
  const [x, y] = [left + faceWidth / 2 - width / 2, top + faceHeight / 2 - height / 2]
  const turn = (-roll * Math.PI) / 180
  const turned = { x: x * Math.cos(turn) - y * Math.sin(turn), y: x * Math.sin(turn) + y * Math.cos(turn) }
  const fits = Math.abs(turned.x) + faceWidth * 0.8 < kept.width / 2 && Math.abs(turned.y) + faceHeight * 0.9 < kept.height / 2
  if (!fits) return undefined
  const image = sharp(picture.data, { raw: { width, height, channels }, limitInputPixels: false }).removeAlpha()
  const { data: whole, info } = await image.rotate(-roll, { background: '#000' }).raw().toBuffer({ resolveWithObject: true })
  const area = { left: Math.floor((info.width - kept.width) / 2), top: Math.floor((info.height - kept.height) / 2), ...kept }
  const data = await sharp(whole, { raw: { width: info.width, height: info.height, channels: 3 }, limitInputPixels: false })
    .extract(area)
    .raw()
    .toBuffer()
  return { ...kept, channels: 3, data: asBytes(data) }
}
