import type { Source } from './operation-sheets.ts'

/** A row of a sheet that shows several operations. */
export interface MixedRow {
  readonly operation: string
  readonly source: Source & { readonly grey?: boolean }
  readonly trials: readonly {
    readonly label: string
    readonly input: Readonly<Record<string, unknown>>
    /** More files of the input: photos by property. */
    readonly photos?: Readonly<Record<string, string>>
  }[]
}

export interface MixedSheet {
  readonly name: string
  readonly title: string
  readonly caption: string
  readonly rows: readonly MixedRow[]
}

const grey = (photo: string) => ({ photo, side: 400, grey: true })
const colour = (photo: string) => ({ photo, side: 400 })
const palettes = (photo: string): MixedRow => ({
  operation: 'colorize-image',
  source: grey(photo),
  trials: [{ label: 'palettes 1 to 4', input: { count: 4 } }],
})
const lamps = ['auto', 'left', 'top', 'front', 'golden']

export const MIXED_SHEETS: readonly MixedSheet[] = [
  {
    name: 'colours',
    title: 'Colour and light',
    caption:
      '`colorize-image` on photos whose colours were taken away (rows 1 to 6; each picture of a job has another palette), `correct-colors` (neutral, warm, vivid, soft), `relight-image`. Left: what came in. Fidelity: algorithm.',
    rows: [
      ...['astronaut.png', 'grace_hopper.jpg', 'camera.png', 'chelsea.png', 'coffee.png', 'rocket.jpg'].map(palettes),
      ...['astronaut.png', 'rocket.jpg'].map((photo) => ({
        operation: 'correct-colors',
        source: colour(photo),
        trials: [{ label: 'neutral, warm, vivid, soft', input: { count: 4 } }],
      })),
      ...['astronaut.png', 'coffee.png'].map((photo) => ({
        operation: 'relight-image',
        source: colour(photo),
        trials: lamps.slice(photo === 'coffee.png' ? 1 : 0).map((light) => ({ label: light, input: { light, intensity: 0.8 } })),
      })),
    ],
  },
  {
    name: 'backgrounds',
    title: 'Backgrounds',
    caption:
      '`blur-background` at three intensities and `replace-background` by a colour, a photo and a drawn scene. Left: the photo as it came in. Fidelity: as that of the cut-out.',
    rows: [
      ...['astronaut.png', 'camera.png', 'coffee.png', 'rocket.jpg'].map((photo) => ({
        operation: 'blur-background',
        source: colour(photo),
        trials: [0.25, 0.6, 1].map((intensity) => ({ label: `intensity ${String(intensity)}`, input: { intensity } })),
      })),
      ...['astronaut.png', 'grace_hopper.jpg', 'coffee.png'].map((photo) => ({
        operation: 'replace-background',
        source: colour(photo),
        trials: [
          { label: 'color #3a7bd5', input: { color: '#3a7bd5' } },
          { label: 'background rocket.jpg', input: { seed: 1 }, photos: { background: 'rocket.jpg' } },
          { label: '"a garden in the morning"', input: { prompt: 'a garden in the morning', seed: 1 } },
        ],
      })),
    ],
  },
]
