/**
 * The library calls that dominate an operation, alone: decode, network or drawing, encode, and nothing of ours around them. Each takes the
 * files of the case. Run in a worker thread.
 */
import sharp from 'sharp'
import type { EffectMedia } from '../../server/src/domain/operation.ts'
import { decodeImage } from '../../server/src/imaging/decode.ts'
import { cutColours, tileGrid } from '../../server/src/imaging/tiles.ts'
import { composeScene } from '../../server/src/scenes/compose-scene.ts'
import { DRAWING_STYLES } from '../../server/src/scenes/draw/styles.ts'
import { parsePrompt } from '../../server/src/scenes/parse/parse-prompt.ts'
import { loadOpenCv } from '../../server/src/vision/opencv.ts'
import { loadUpscaler, RECEPTIVE_RADIUS } from '../../server/src/vision/super-resolution/esrgan.ts'
import { LOOKS, type Look } from './library-looks.ts'

type Media = Readonly<Record<string, EffectMedia>>

export interface LibraryCalls {
  readonly what: string
  readonly call: (media: Media) => Promise<unknown>
}

/** Decodes each picture, looks at it with the libraries that are named, and encodes so many pictures of the first one's size. */
function looking(looks: Readonly<Record<string, readonly Look[]>>, encodes = 1): LibraryCalls {
  const asked = [...new Set(Object.values(looks).flat())].map((look) => LOOKS[look].what)
  return {
    what: ['sharp', ...asked].join(', '),
    async call(media) {
      for (const [property, names] of Object.entries(looks)) {
        const picture = await decodeImage(media[property].bytes)
        for (const name of names) await LOOKS[name].look(picture)
      }
      const { width, height, channels, data } = await decodeImage(media['image'].bytes)
      for (let i = 0; i < encodes; i++) await sharp(data, { raw: { width, height, channels } }).png().toBuffer()
    },
  }
}

/** For what is our own algorithm between decoder and encoder. */
const codecOnly: LibraryCalls = {
  what: 'sharp decodes and encodes',
  call: (media) => sharp(media['image'].bytes).png().toBuffer(),
}
/** The network for people reads the whole picture, and the head once more. */
const hair = looking({ image: ['faces', 'people', 'people', 'colours'] })

/** What the effects hand to the network at once. */
const ENLARGED_TILE = 288

const enlarging: LibraryCalls = {
  what: 'sharp, ESRGAN on the same tiles',
  async call(media) {
    const { bytes } = media['image']
    const picture = await decodeImage(bytes)
    const upscale = await loadUpscaler(2)
    const { tiles, tileWidth, tileHeight } = tileGrid(picture.width, picture.height, ENLARGED_TILE)
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
}

let svg: Promise<string> | undefined
const scene = () =>
  (svg ??= composeScene(parsePrompt('A cat sleeps on the plane'), new Set(), { width: 512, height: 512 }, DRAWING_STYLES.flat, 1).then(
    (composed) => composed.svg,
  ))

export const libraryCalls: Readonly<Record<string, LibraryCalls>> = {
  'text-to-image': {
    what: 'sharp draws and encodes the same SVG',
    call: async () =>
      sharp(Buffer.from(await scene()))
        .png()
        .toBuffer(),
  },
  'upscale-image': enlarging,
  'enhance-image-x2': enlarging,
  'control-to-image': {
    what: 'sharp, OpenCV Canny',
    async call(media) {
      const cv = await loadOpenCv()
      const small = sharp(media['image'].bytes).resize(512, 512)
      const { data, info } = await small.greyscale().raw().toBuffer({ resolveWithObject: true })
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
  'correct-colors': codecOnly,
  'relight-image': looking({ image: ['faces', 'people', 'objects'] }),
  'remove-background': looking({ image: ['people', 'objects'] }),
  headshot: looking({ image: ['faces', 'people'] }),
  'find-faces': looking({ image: ['faces'] }, 0),
  'swap-face': looking({ image: ['faces'], 'faces.0': ['faces'] }),
  'transfer-makeup': looking({ image: ['faces'], reference: ['faces'] }),
  'age-face': looking({ image: ['faces', 'people'] }, 3),
  'change-hairstyle': hair,
  'put-on-wig': hair,
  'extend-hair': hair,
  'change-bangs': hair,
  'change-hair-volume': hair,
  'colorize-image': looking({ image: ['faces', 'objects', 'bodies', 'people', 'hands'] }),
  'replace-background': looking({ image: ['people', 'objects'], background: [] }),
  'blur-background': looking({ image: ['people', 'objects'] }),
}
