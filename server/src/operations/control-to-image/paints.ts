import { lumaOfRgb, mixRgb, scaleRgb, type Rgb } from './colours.ts'
import type { Cast } from './cast.ts'
import { HAIRS, METAL, SKINS } from './figure-colours.ts'
import type { Setting } from './setting.ts'

/** What the subject of a picture is painted with, in the light of the hour. */
export interface Paints {
  readonly skin: Rgb
  readonly hair: Rgb
  /** Of everything else; first the main one. */
  readonly others: readonly Rgb[]
  /** For small parts, now and then. */
  readonly accent: Rgb | undefined
  readonly lips: Rgb
  readonly eyes: Rgb
  /** How far tones may be from those of the paints, 0..1: parts of a statue differ little. */
  readonly contrast: number
}

const FURS: readonly (readonly Rgb[])[] = [
  [[206, 138, 74], [238, 204, 158], [140, 84, 44], [92, 58, 40]], // ginger
  [[146, 138, 130], [206, 200, 192], [96, 90, 88], [58, 54, 56]], // grey
  [[226, 200, 164], [248, 236, 216], [176, 140, 102], [110, 80, 60]], // cream
  [[142, 104, 70], [210, 180, 140], [88, 62, 44], [50, 40, 36]], // brown
] // prettier-ignore

/** Who is shown decides when the prompt names nobody: in "a garden" stays whom the map shows, in colours of its own. */
export function choosePaints(setting: Setting, cast: Pick<Cast, 'kind'> | undefined): Paints {
  const random = setting.random(17)
  const { subject, material, robot, light } = setting
  const lit = (colour: Rgb): Rgb => [colour[0] * light[0], colour[1] * light[1], colour[2] * light[2]]
  // A material is told by its colour, so the place tints it less.
  const ownLight = mixRgb(light, [1, 1, 1].map((value) => value * Math.max(...light)) as unknown as Rgb, 0.6)
  const main = setting.clothes ?? subject[0]
  if (robot) {
    const metal = material?.colour ?? METAL
    const others = [metal, scaleRgb(metal, 0.78), mixRgb(metal, [255, 255, 255], 0.45), scaleRgb(metal, 0.45)].map(lit)
    const face = lit(mixRgb(metal, [255, 255, 255], 0.2))
    return {
      skin: face,
      hair: others[1],
      others,
      accent: setting.hasColour ? main : lit([214, 92, 70]),
      lips: others[3],
      eyes: robot,
      contrast: 0.85,
    }
  }
  if (material?.colour && !setting.hasColour) {
    const own = [0, 1, 2].map((channel) => material.colour![channel] * ownLight[channel]) as unknown as Rgb
    const others = [own, scaleRgb(own, 0.88), mixRgb(own, [255, 250, 236], 0.35), scaleRgb(own, 0.76)]
    return {
      skin: mixRgb(own, [255, 250, 236], 0.2),
      hair: others[1],
      others,
      accent: undefined,
      lips: others[3],
      eyes: scaleRgb(own, 0.62),
      contrast: 0.3,
    }
  }
  const isPerson = setting.hasThings ? setting.isPerson : cast?.kind === 'person'
  if (isPerson) {
    const skin = random.pick(SKINS)
    const hair = random.pick(HAIRS.filter((colour) => Math.abs(lumaOfRgb(colour) - lumaOfRgb(skin)) > 45))
    const others = [main, ...subject.filter((colour) => colour !== main), lit([236, 228, 214]), lit([58, 56, 70])]
    return {
      skin: lit(skin),
      hair: lit(hair),
      others,
      accent: undefined,
      lips: lit(mixRgb(skin, [176, 52, 62], 0.55)),
      eyes: lit([62, 74, 84]),
      contrast: 0.8,
    }
  }
  const others = !setting.hasThings && cast?.kind === 'animal' && !setting.hasColour ? random.pick(FURS).map(lit) : withShades(subject)
  const [lightest] = others.toSorted((a, b) => lumaOfRgb(b) - lumaOfRgb(a))
  return {
    skin: mixRgb(others[0], lightest, 0.6),
    hair: scaleRgb(others[0], 0.8),
    others,
    accent: undefined,
    lips: scaleRgb(others[0], 0.5),
    eyes: lit([96, 130, 62]),
    contrast: 0.8,
  }
}

/** Colours with a lighter and a darker relative of the first. */
function withShades(colours: readonly Rgb[]): readonly Rgb[] {
  return [...colours, mixRgb(colours[0], [255, 246, 226], 0.45), scaleRgb(colours[0], 0.62)]
}

/** Of the subject: larger parts take one of its main paints, smaller ones perhaps its accent. */
const MAIN_PART = 0.12
const ACCENT_PART = 0.02
const ACCENT_CHANCE = 0.25

/** The paint for a part of lightness `tone` (0..1 among the subject's parts) and size `part` (share of the subject), its lightness drawn towards that. */
export function paintFor({ others, accent, contrast }: Paints, tone: number, part: number, chance: number): Rgb {
  const isMain = part > MAIN_PART
  if (accent && part < ACCENT_PART && chance < ACCENT_CHANCE) return accent
  const wanted = 58 + 172 * tone
  const score = (colour: Rgb, index: number) =>
    Math.abs(lumaOfRgb(colour) - wanted) + (isMain ? 14 * index : 40 * Math.abs(chance - index / others.length))
  const paint = others.reduce(
    (best, colour, index) => (score(colour, index) < score(best, others.indexOf(best)) ? colour : best),
    others[0],
  )
  const factor = Math.max(0.55, Math.min(1.5, wanted / Math.max(20, lumaOfRgb(paint))))
  const adjusted = factor > 1 ? mixRgb(paint, [255, 250, 240], Math.min(0.6, (factor - 1) * 0.7)) : scaleRgb(paint, factor)
  return mixRgb(mixRgb(others[0], paint, isMain ? 0.7 : 1), adjusted, contrast * 0.7)
}
