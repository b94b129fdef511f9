import type { Plane } from '../../imaging/pixels.ts'

/** How a material is coloured by its lightness: knots of CIE L*, a*, b*, in rising order of L*. Between them it runs straight. */
export type Tint = readonly (readonly [lightness: number, a: number, b: number])[]

/** What a picture is taken to be made of. */
export const MATERIALS = [
  'neutral', 'backdrop', 'skin', 'lips', 'hair', 'eyes', 'clothes', 'fur', 'sky', 'plants', 'water', 'building', 'wood', 'ceramic', 'coffee',
] as const // prettier-ignore
export type Material = (typeof MATERIALS)[number]

/** How strongly each pixel asks for a material; see `spreadLabels`. */
export type Wishes = Readonly<Record<Material, Plane>>

/** The tints that do not depend on the palette. Colours of things, measured in photographs and held back as a hand with a brush would. */
const COMMON = {
  neutral: [[0, 0, 1], [40, 1, 4], [80, 0, 4], [100, 0, 0]],
  skin: [[0, 3, 3], [18, 11, 11], [35, 17, 20], [55, 17, 22], [70, 14, 18], [82, 9, 12], [92, 4, 7], [100, 0, 2]],
  lips: [[0, 6, 2], [25, 24, 10], [45, 30, 14], [65, 25, 12], [80, 14, 7], [100, 2, 2]],
  eyes: [[0, 1, 2], [20, 6, 10], [40, 6, 11], [60, 2, 4], [85, 0, 1], [100, 0, 0]],
  plants: [[0, -2, 3], [15, -9, 12], [30, -15, 22], [50, -17, 29], [65, -15, 28], [80, -9, 21], [95, -2, 5]],
  water: [[0, 0, -5], [20, -4, -14], [45, -8, -18], [65, -8, -14], [85, -3, -5], [100, 0, 0]],
  building: [[0, 0, 0], [35, 3, 8], [60, 3, 10], [80, 1, 7], [95, 0, 2]],
  wood: [[0, 2, 2], [15, 9, 12], [35, 14, 23], [55, 12, 25], [75, 8, 20], [92, 2, 7], [100, 0, 2]],
  coffee: [[0, 3, 3], [20, 14, 18], [45, 17, 30], [65, 13, 27], [85, 4, 10], [100, 0, 1]],
} as const satisfies Partial<Record<Material, Tint>> // prettier-ignore

const BROWN_HAIR = [[0, 1, 1], [12, 4, 5], [30, 8, 13], [50, 8, 19], [68, 6, 20], [85, 2, 9], [100, 0, 1]] as const // prettier-ignore
const GREY_HAIR = [
  [0, 0, 0],
  [20, 1, 2],
  [50, 0, 2],
  [80, 0, 2],
  [100, 0, 0],
] as const
const DAY_SKY = [[0, 2, -12], [35, 2, -30], [55, -2, -32], [68, -5, -27], [78, -6, -20], [87, -4, -10], [94, -1, -3], [100, 0, 0]] as const // prettier-ignore
/** After sunset the sky is blue above and warm where it is brighter, near the horizon and around lamps. */
const DUSK_SKY = [[0, 1, -6], [10, 5, -20], [22, 5, -27], [34, 3, -22], [46, 8, -4], [58, 12, 12], [72, 10, 24], [88, 3, 16], [100, 0, 4]] as const // prettier-ignore

type Varying = Pick<Readonly<Record<Material, Tint>>, 'clothes' | 'backdrop' | 'ceramic' | 'fur'>

/** What may have had any colour: one palette per picture of a job. Dark stays nearly black and bright nearly white, as dyes do. */
export const PALETTES: readonly Varying[] = [
  {
    clothes: [[0, 0, -2], [12, 1, -9], [30, -1, -22], [50, -4, -24], [70, -4, -15], [86, -1, -3], [100, 0, 0]],
    backdrop: [[0, 0, 1], [25, 2, 7], [50, 2, 11], [75, 1, 9], [95, 0, 3]],
    ceramic: [[0, 2, 1], [15, 16, 8], [32, 34, 18], [44, 26, 15], [55, 3, 7], [78, 1, 6], [100, 0, 2]],
    fur: [[0, 1, 2], [20, 6, 9], [40, 10, 20], [60, 10, 24], [78, 6, 17], [95, 1, 4]],
  },
  {
    clothes: [[0, 1, 0], [12, 8, 2], [30, 24, 9], [50, 27, 13], [70, 16, 9], [86, 3, 3], [100, 0, 0]],
    backdrop: [[0, 0, -1], [25, -2, -6], [50, -4, -9], [75, -3, -6], [95, 0, -1]],
    ceramic: [[0, 0, -2], [15, -2, -14], [32, -4, -26], [44, -4, -18], [55, 0, 2], [78, 0, 4], [100, 0, 2]],
    fur: [[0, 1, 2], [20, 3, 5], [40, 4, 10], [60, 4, 13], [78, 2, 10], [95, 0, 3]],
  },
  {
    clothes: [[0, 0, 0], [12, -2, 4], [30, -8, 14], [50, -9, 20], [70, -6, 14], [86, -1, 4], [100, 0, 0]],
    backdrop: [[0, 0, 0], [25, 5, 3], [50, 7, 3], [75, 4, 3], [95, 1, 1]],
    ceramic: [[0, -1, 0], [15, -10, 4], [32, -20, 8], [44, -15, 8], [55, -2, 5], [78, -1, 4], [100, 0, 2]],
    fur: [[0, 2, 2], [20, 10, 13], [40, 17, 28], [60, 16, 34], [78, 8, 24], [95, 1, 5]],
  },
  {
    clothes: [[0, 1, 1], [12, 4, 6], [30, 10, 18], [50, 11, 28], [70, 7, 24], [86, 1, 8], [100, 0, 1]],
    backdrop: [[0, -1, 1], [25, -4, 6], [50, -5, 9], [75, -3, 7], [95, -1, 2]],
    ceramic: [[0, 1, 1], [15, 6, 10], [32, 12, 30], [44, 9, 28], [55, 3, 13], [78, 1, 8], [100, 0, 2]],
    fur: [[0, 0, 0], [20, 1, 1], [40, 1, 3], [60, 1, 5], [78, 1, 5], [95, 0, 2]],
  },
] // prettier-ignore

/** What the picture tells of tints that are not the palette's. */
export interface Mood {
  readonly isDusk: boolean
  readonly hasGreyHair: boolean
}

export function tintsOf(palette: number, { isDusk, hasGreyHair }: Mood): Readonly<Record<Material, Tint>> {
  return {
    ...COMMON,
    ...PALETTES[palette % PALETTES.length],
    hair: hasGreyHair ? GREY_HAIR : BROWN_HAIR,
    sky: isDusk ? DUSK_SKY : DAY_SKY,
  }
}

/** a* and b* of a tint at L* 0..100 in steps of a quarter. */
export function tabulate(tint: Tint): { readonly a: Float32Array; readonly b: Float32Array } {
  const at = (channel: 1 | 2) =>
    Float32Array.from({ length: 401 }, (_, i) => {
      const lightness = i / 4
      const above = tint.findIndex(([knot]) => knot >= lightness)
      if (above < 0) return tint[tint.length - 1][channel]
      if (above === 0) return tint[0][channel]
      const [low, high] = [tint[above - 1], tint[above]]
      return low[channel] + ((high[channel] - low[channel]) * (lightness - low[0])) / (high[0] - low[0])
    })
  return { a: at(1), b: at(2) }
}
