/** How a surface answers light. */
export interface Material {
  /** Share of light that is mirrored as a highlight, and how small the highlight is. */
  readonly gloss: number
  readonly sharpness: number
  /** Highlights take the colour of the surface, as those of metal do. */
  readonly metallic: boolean
  /** Its own colour, where the prompt names no other. sRGB. */
  readonly colour?: readonly [number, number, number]
}

export const USUAL_MATERIAL: Material = { gloss: 0.18, sharpness: 18, metallic: false }

/** Words of a prompt that name a material. */
export const MATERIALS: Readonly<Record<string, Material>> = {
  gold: { gloss: 0.9, sharpness: 26, metallic: true, colour: [226, 172, 52] },
  golden: { gloss: 0.9, sharpness: 26, metallic: true, colour: [226, 172, 52] },
  silver: { gloss: 0.9, sharpness: 30, metallic: true, colour: [192, 198, 208] },
  bronze: { gloss: 0.7, sharpness: 20, metallic: true, colour: [166, 108, 56] },
  copper: { gloss: 0.75, sharpness: 22, metallic: true, colour: [196, 112, 72] },
  metal: { gloss: 0.8, sharpness: 28, metallic: true, colour: [150, 156, 168] },
  chrome: { gloss: 1, sharpness: 40, metallic: true, colour: [176, 186, 200] },
  steel: { gloss: 0.8, sharpness: 30, metallic: true, colour: [146, 154, 166] },
  marble: { gloss: 0.35, sharpness: 30, metallic: false, colour: [236, 232, 226] },
  stone: { gloss: 0.05, sharpness: 6, metallic: false, colour: [150, 146, 138] },
  clay: { gloss: 0.08, sharpness: 8, metallic: false, colour: [190, 116, 84] },
  wood: { gloss: 0.15, sharpness: 12, metallic: false, colour: [158, 104, 62] },
  wooden: { gloss: 0.15, sharpness: 12, metallic: false, colour: [158, 104, 62] },
  porcelain: { gloss: 0.6, sharpness: 40, metallic: false, colour: [240, 242, 246] },
  glass: { gloss: 0.9, sharpness: 60, metallic: false, colour: [120, 186, 204] },
  ice: { gloss: 0.7, sharpness: 44, metallic: false, colour: [176, 220, 240] },
  jade: { gloss: 0.45, sharpness: 26, metallic: false, colour: [88, 168, 124] },
  plastic: { gloss: 0.5, sharpness: 34, metallic: false },
}
