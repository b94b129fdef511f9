import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import type { EffectMedia } from '../../server/src/domain/operation.ts'

/** The files of a case by property: photos by name; `mask` is an ellipse in the middle. `pixels` scales them all to about that size. */
export async function loadPictures(names: Readonly<Record<string, string>>, pixels?: number): Promise<Record<string, EffectMedia>> {
  const photo = (name: string) => readFileSync(new URL(`../../photos/${name}`, import.meta.url))
  const size = await sizeOf(photo(names['image'] ?? 'coffee.png'), pixels)
  const loaded: Record<string, EffectMedia> = {}
  for (const [property, name] of Object.entries(names)) {
    const picture = name === 'mask' ? sharp(Buffer.from(ellipse(size))) : sharp(photo(name)).resize(size.width, size.height)
    loaded[property] = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(await picture.png({ compressionLevel: 1 }).toBuffer()) }
  }
  return loaded
}

async function sizeOf(bytes: Buffer, pixels: number | undefined): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes).metadata()
  const scale = pixels === undefined ? 1 : Math.sqrt(pixels / (width * height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

const ellipse = ({ width, height }: { width: number; height: number }): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/><ellipse cx="50%" cy="50%" rx="12%" ry="12%" fill="white"/></svg>`
