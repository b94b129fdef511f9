/**
 * The library calls that dominate an operation, alone: decode, network or drawing, encode, and nothing of ours around them. Each takes the
 * bytes of the picture. Run in a worker thread.
 */
import sharp from 'sharp'
import { decodeImage } from '../../server/src/imaging/decode.ts'
import { cutColours, tileGrid } from '../../server/src/imaging/tiles.ts'
import { composeScene } from '../../server/src/scenes/compose-scene.ts'
import { DRAWING_STYLES } from '../../server/src/scenes/draw/styles.ts'
import { parsePrompt } from '../../server/src/scenes/parse/parse-prompt.ts'
import { loadOpenCv } from '../../server/src/vision/opencv.ts'
import { findObjects } from '../../server/src/vision/objects.ts'
import { findPerson } from '../../server/src/vision/person-mask.ts'
import { loadUpscaler, RECEPTIVE_RADIUS } from '../../server/src/vision/super-resolution/esrgan.ts'

type Call = (bytes: Uint8Array) => Promise<unknown>
/** For what is our own algorithm between decoder and encoder. */
const codecOnly = { what: 'sharp decodes and encodes', call: (bytes: Uint8Array) => sharp(bytes).png().toBuffer() }

let svg: Promise<string> | undefined
const scene = () =>
  (svg ??= composeScene(parsePrompt('A cat sleeps on the plane'), new Set(), { width: 512, height: 512 }, DRAWING_STYLES.flat, 1).then(
    (composed) => composed.svg,
  ))

export const libraryCalls: Readonly<Record<string, { readonly what: string; readonly call: Call }>> = {
  'text-to-image': {
    what: 'sharp draws and encodes the same SVG',
    call: async () =>
      sharp(Buffer.from(await scene()))
        .png()
        .toBuffer(),
  },
  'upscale-image': {
    what: 'sharp, ESRGAN on the same tiles',
    async call(bytes) {
      const picture = await decodeImage(bytes)
      const upscale = await loadUpscaler(2)
      const { tiles, tileWidth, tileHeight } = tileGrid(picture.width, picture.height, 160)
      const margin = RECEPTIVE_RADIUS + 2
      for (const tile of tiles) {
        const part = { left: tile.left - margin, top: tile.top - margin, width: tileWidth + 2 * margin, height: tileHeight + 2 * margin }
        await upscale(cutColours(picture, part), part.width, part.height)
      }
      return sharp(bytes)
        .resize(picture.width * 2)
        .png()
        .toBuffer()
    },
  },
  'remove-background': {
    what: 'sharp, the networks for people and objects',
    async call(bytes) {
      const picture = await decodeImage(bytes)
      await findPerson(picture)
      await findObjects(picture)
      return sharp(bytes).ensureAlpha().png().toBuffer()
    },
  },
  'control-to-image': {
    what: 'sharp, OpenCV Canny',
    async call(bytes) {
      const cv = await loadOpenCv()
      const { data, info } = await sharp(bytes).resize(512, 512).greyscale().raw().toBuffer({ resolveWithObject: true })
      const grey = cv.matFromArray(info.height, info.width, cv.CV_8UC1, data as unknown as number[])
      const edges = new cv.Mat()
      cv.Canny(grey, edges, 100, 200)
      const made = await sharp(edges.data, { raw: { width: info.width, height: info.height, channels: 1 } })
        .png()
        .toBuffer()
      grey.delete()
      edges.delete()
      return made
    },
  },
  'image-to-image': codecOnly,
  inpaint: codecOnly,
  'enhance-image': codecOnly,
  headshot: codecOnly,
}
