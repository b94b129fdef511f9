import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect } from '../../domain/operation.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import type { Face } from '../../vision/faces.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { loadImage } from '../load-image.ts'

const effect: CpuEffect = async (_input, media, { signal, onProgress }) => {
  const file = media['image']
  if (!file) throw new AtelierError('invalid_input', 'The input needs "image".', { details: { field: 'image' } })
  const picture = await loadImage(media, 'image')
  onProgress(0.2)
  await checkpoint(signal)
  const faces = await analysePicture(picture).faces()
  await checkpoint(signal)
  const told = faces.toSorted((a, b) => a.box.left - b.box.left).map((face) => describe(face, picture))
  return { outputs: [{ ...file, name: 'image' }], warnings: [], data: { faces: told } }
}
export default effect

function describe({ box, pose, age, score }: Face, { width, height }: Pixels) {
  const within = (value: number, limit: number) => Math.max(0, Math.min(limit, Math.round(value)))
  return {
    box: [within(box.left, width), within(box.top, height), within(box.left + box.width, width), within(box.top + box.height, height)],
    yaw: tenths(pose.yaw),
    pitch: tenths(pose.pitch),
    roll: tenths(pose.roll),
    age: Math.round(age),
    score: Math.round(score * 100) / 100,
  }
}

function tenths(degrees: number): number {
  return Math.round(degrees * 10) / 10
}
