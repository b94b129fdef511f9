/** What the gallery shows of each operation that begins with a picture. */

/** A photo of `photos/`, and a part of it in shares of its sides. */
export interface Source {
  readonly photo: string
  readonly part?: readonly [left: number, top: number, width: number, height: number]
  /** Pixels of the longer side before the operation; the free photos are larger than a sheet shows. */
  readonly side?: number
  /** For `inpaint`: an ellipse in shares of the sides that is to be filled. */
  readonly hole?: readonly [x: number, y: number, rx: number, ry: number]
}

export interface Trial {
  readonly label: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface OperationSheet {
  readonly operation: string
  readonly sources: readonly Source[]
  readonly trials: readonly Trial[]
}

const PORTRAITS: readonly Source[] = [
  { photo: 'astronaut.png', side: 512 },
  { photo: 'grace_hopper.jpg', side: 512 },
]
const EVERYTHING: readonly Source[] = [
  ...PORTRAITS,
  { photo: 'chelsea.png', side: 512 },
  { photo: 'coffee.png', side: 512 },
  { photo: 'rocket.jpg', side: 512 },
  { photo: 'camera.png', side: 512 },
]
const looks = ['watercolour', 'oil painting', 'comic', 'stained glass', 'line drawing', 'pixel art']
const controls = ['canny', 'hed', 'openpose', 'depth', 'seg', 'mlsd']

export const OPERATION_SHEETS: readonly OperationSheet[] = [
  {
    operation: 'image-to-image',
    sources: EVERYTHING,
    trials: [
      ...looks.map((look) => ({ label: look, input: { prompt: look, strength: 0.8, seed: 1 } })),
      { label: 'at night in the rain', input: { prompt: 'at night in the rain', strength: 0.7, seed: 1 } },
    ],
  },
  {
    operation: 'inpaint',
    sources: [
      { photo: 'chelsea.png', side: 512, hole: [0.93, 0.62, 0.06, 0.2] },
      { photo: 'coffee.png', side: 512, hole: [0.615, 0.7, 0.095, 0.16] },
      { photo: 'rocket.jpg', side: 512, hole: [0.5, 0.49, 0.07, 0.46] },
      { photo: 'astronaut.png', side: 512, hole: [0.34, 0.735, 0.1, 0.105] },
    ],
    trials: [
      { label: 'filled', input: { strength: 1, seed: 1 } },
      { label: '"a red balloon"', input: { prompt: 'a red balloon', strength: 1, seed: 1 } },
    ],
  },
  {
    operation: 'control-to-image',
    sources: [
      PORTRAITS[0],
      { photo: 'rocket.jpg', side: 512 },
      { photo: 'chelsea.png', side: 512 },
      { photo: 'coffee.png', side: 512 },
    ].filter((source) => source !== undefined),
    trials: controls.map((control) => ({
      label: control,
      input: { control, prompt: 'in a garden in the morning, watercolour', width: 512, height: 512, seed: 1 },
    })),
  },
  {
    operation: 'upscale-image',
    sources: [
      { photo: 'astronaut.png', part: [0.3, 0, 0.3, 0.3], side: 96 },
      { photo: 'chelsea.png', part: [0.25, 0.15, 0.42, 0.63], side: 96 },
      { photo: 'coffee.png', part: [0.3, 0.1, 0.4, 0.6], side: 96 },
    ],
    trials: [
      { label: 'x4', input: { factor: 4 } },
      { label: 'x4, care for faces', input: { factor: 4, faces: true } },
    ],
  },
  { operation: 'enhance-image', sources: EVERYTHING, trials: [{ label: 'auto', input: {} }, { label: 'light 1, colour 1, sharpen 1', input: { light: 1, colour: 1, sharpen: 1 } }] }, // prettier-ignore
  { operation: 'remove-background', sources: EVERYTHING, trials: [{ label: 'auto', input: {} }] },
  {
    operation: 'headshot',
    sources: PORTRAITS,
    trials: ['studio-grey', 'studio-white', 'office', 'outdoors-park', 'black-and-white', 'city-evening'].map((template) => ({
      label: template,
      input: { template, width: 512, height: 512, seed: 1 },
    })),
  },
]
