/** Looks that keep the photograph and change its tones. */
import { boxBlur } from '../../../imaging/box-blur.ts'
import { checkpoint } from '../../../imaging/checkpoint.ts'
import { blur, createNoise, kuwahara, lumaOf, mapPixels } from './filters.ts'
import { unitOf, type Paint } from './look.ts'

/** A soft S-curve over 0..255. */
function contrast(value: number, share: number): number {
  const t = value / 255
  return 255 * (t + share * (t * t * (3 - 2 * t) - t))
}

export const toneBlackAndWhite: Paint = ({ picture, amount, seed, signal }) => {
  const grain = createNoise(picture.width, picture.height, Math.max(1, unitOf(picture)), seed)
  // Red and green weigh most, as on panchromatic film behind a yellow filter.
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const tone = contrast(0.36 * r + 0.54 * g + 0.1 * b, 0.3 + 0.5 * amount) + grain(x, y) * 5 * amount
    write(tone, tone, tone)
  })
}

export const toneSepia: Paint = ({ picture, amount, seed, signal }) => {
  const { width, height } = picture
  const grain = createNoise(width, height, Math.max(1, 1.2 * unitOf(picture)), seed)
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const tone = contrast(0.299 * r + 0.587 * g + 0.114 * b, 0.35) + grain(x, y) * 6 * amount
    write(tone * 0.9 + 30, tone * 0.8 + 18, tone * 0.62 + 6)
  })
}

/** A print of the seventies: faded blacks, warm lights, green shadows, light leaking in, grain and dark corners. */
export const fadeVintage: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const soft = await blur(picture, 0.7 * unit)
  const grain = createNoise(width, height, Math.max(1, 1.25 * unit), seed + 1)
  const stain = createNoise(width, height, 150 * unit, seed + 2)
  const leakFrom = seed % 2 === 0 ? 0 : 1
  return mapPixels(soft, signal, (r, g, b, x, y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const [u, v] = [x / width, y / height]
    const distance = (u - 0.5) ** 2 + (v - 0.5) ** 2
    const corner = 1 - 1.1 * amount * Math.max(0, distance - 0.14)
    const leak = Math.max(0, 1 - Math.hypot(u - leakFrom, (v - 0.3) * 0.7) * 2.1) ** 2 * 90 * amount
    const mute = (value: number) => luma + (value - luma) * (0.62 - 0.12 * amount)
    const noise = grain(x, y) * 12 * amount + stain(x, y) * 7
    const red = mute(r) * 0.82 + 48
    const green = mute(g) * 0.78 + 36 - (luma > 128 ? 0 : -3)
    const blue = mute(b) * 0.62 + 42 - luma * 0.02
    write((red + noise) * corner + leak, (green + noise) * corner + leak * 0.5, (blue + noise) * corner + leak * 0.16)
  })
}

/** Outlines of coloured light in the dark: cyan and pink where the picture has no colour of its own. */
export const lightNeon: Paint = async ({ picture, amount, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const flat = await kuwahara(picture, 4 * unit, signal)
  await checkpoint(signal)
  const luma = boxBlur(lumaOf(flat), Math.max(1, Math.round(1.1 * unit))).data
  const edge = new Float32Array(width * height)
  const step = Math.max(1, Math.round(unit))
  for (let y = step; y < height - step; y++)
    for (let x = step; x < width - step; x++) {
      const at = y * width + x
      const slope = Math.hypot(luma[at + step] - luma[at - step], luma[at + step * width] - luma[at - step * width])
      edge[at] = Math.max(0, Math.min(1, (slope - 9) / 42))
    }
  await checkpoint(signal)
  const tubes = await mapPixels(flat, signal, (r, g, b, x, y, write) => {
    const light = edge[y * width + x]
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)]
    const chroma = most - least
    // Greys have no hue; they take turns across the picture, as signs in a street do.
    const turn = 0.5 + 0.5 * Math.sin((x / width) * 7 + (y / height) * 4)
    const own = Math.min(1, chroma / 60)
    const pick = (value: number, cyan: number, pink: number) => {
      const pure = chroma === 0 ? 0 : ((value - least) / chroma) * 255
      return (pure * own + (cyan * turn + pink * (1 - turn)) * (1 - own)) * light
    }
    write(pick(r, 60, 255), pick(g, 235, 60), pick(b, 255, 210))
  })
  const near = await blur(tubes, 2.4 * unit)
  await checkpoint(signal)
  const far = await blur(tubes, 11 * unit)
  await checkpoint(signal)
  return mapPixels(flat, signal, (r, g, b, x, y, write) => {
    const at = (y * width + x) * 3
    const tone = 0.299 * r + 0.587 * g + 0.114 * b
    const dark = 0.42 - 0.2 * amount
    const glow = (channel: number) => tubes.data[at + channel] * 0.95 + near.data[at + channel] * 1.1 + far.data[at + channel] * 1.5
    const core = Math.min(1, edge[y * width + x] * 0.5)
    write(
      (tone * 0.62 + r * 0.3) * dark + 10 + glow(0) + core * 70,
      (tone * 0.38 + g * 0.3) * dark + 4 + glow(1) + core * 70,
      (tone * 0.95 + b * 0.3) * dark + 26 + glow(2) + core * 70,
    )
  })
}
