export interface PictureCase {
  /** Where it is not the name of the case. */
  readonly operation?: string
  readonly input: Readonly<Record<string, unknown>>
  /** Free photos by property (`faces.0` is the first of a list); `mask` is an ellipse in the middle of `image`. */
  readonly media: Readonly<Record<string, string>>
  /** About so many pixels for each photo, rather than its own. */
  readonly pixels?: number
}

const enhance = (scale: number) => ({ denoise: 'auto', light: 'auto', colour: 'auto', sharpen: 'auto', scale })
const portrait = { image: 'astronaut.png' }
/** Operations on hair ask for a larger face than the photo has. */
const hair = (style: string): PictureCase => ({ input: { style, seed: 1 }, media: portrait, pixels: 700_000 })

/** What is measured, by the names of operations. */
export const PICTURE_CASES: Readonly<Record<string, PictureCase>> = {
  'text-to-image': { input: { prompt: 'A cat sleeps on the plane', width: 512, height: 512, count: 1, seed: 1 }, media: {} },
  'image-to-image': { input: { prompt: 'watercolour at sunset', strength: 0.7, count: 1, seed: 1 }, media: { image: 'coffee.png' } },
  inpaint: { input: { strength: 1, count: 1, seed: 1 }, media: { image: 'coffee.png', mask: 'mask' } },
  'control-to-image': {
    input: {
      prompt: 'a cat in a garden',
      control: 'canny',
      preprocess: 'auto',
      controlStrength: 1,
      strength: 1,
      width: 512,
      height: 512,
      count: 1,
      seed: 1,
    },
    media: { image: 'chelsea.png' },
  },
  'upscale-image': { input: { factor: 2, faces: false }, media: { image: 'chelsea.png' } },
  'enhance-image': { input: enhance(1), media: { image: 'coffee.png' } },
  'enhance-image-x2': { operation: 'enhance-image', input: enhance(2), media: { image: 'chelsea.png' } },
  'remove-background': { input: { subject: 'auto' }, media: portrait },
  headshot: {
    input: { template: 'studio-grey', width: 512, height: 640, keepHair: true, keepPose: true, seed: 1 },
    media: portrait,
  },
  'find-faces': { input: {}, media: portrait },
  'swap-face': { input: { faces: ['file'], seed: 1 }, media: { ...portrait, 'faces.0': 'grace_hopper.jpg' } },
  'transfer-makeup': { input: { strength: 1 }, media: { ...portrait, reference: 'grace_hopper.jpg' } },
  'age-face': { input: { ages: [20, 70] }, media: portrait },
  'change-hairstyle': hair('bob'),
  'put-on-wig': hair('copper-waves'),
  'extend-hair': hair('wavy-chest'),
  'change-bangs': hair('curtain'),
  'change-hair-volume': hair('high'),
  'colorize-image': { input: { count: 1 }, media: portrait },
  'relight-image': { input: { light: 'golden', intensity: 0.6 }, media: portrait },
  'correct-colors': { input: { count: 1 }, media: { image: 'coffee.png' } },
  'replace-background': { input: { subject: 'auto', seed: 1 }, media: { ...portrait, background: 'coffee.png' } },
  'blur-background': { input: { subject: 'auto', intensity: 0.5 }, media: portrait },
}
