import type { SceneClass } from '../../vision/control-maps/scene-classes.ts'

type Noise = (x: number, y: number) => number
/** Brightness of a surface, about 1. Positions are in 512ths of the picture's shorter side; `down` is 0 at the region's top and 1 at its bottom. */
export type Texture = (x: number, y: number, noise: readonly Noise[], down: number) => number

const read = (noise: Noise, x: number, y: number) => noise(x, y)

const plain: Texture = (x, y, [fine, , broad], down) => 1.04 - 0.1 * down + 0.02 * read(fine, x, y) + 0.05 * read(broad, x, y)
const leaves: Texture = (x, y, [fine, middle, broad]) =>
  0.98 + 0.1 * read(fine, x, y) + 0.16 * read(middle, x, y) + 0.12 * read(broad, x, y)
const blades: Texture = (x, y, [fine, , broad], down) => 1.06 - 0.16 * down + 0.1 * read(fine, x, y * 0.25) + 0.09 * read(broad, x, y)
const ripples: Texture = (x, y, [fine, middle], down) =>
  1.08 - 0.16 * down + 0.07 * read(middle, x * 0.2, y) + 0.04 * read(fine, x * 0.3, y)
const grains: Texture = (x, y, [fine, , broad], down) => 1.05 - 0.12 * down + 0.06 * read(fine, x, y) + 0.06 * read(broad, x, y)
const boards: Texture = (x, y, [fine, middle]) => 1 + 0.06 * read(fine, x * 0.12, y) + 0.06 * read(middle, x * 0.1, y * 0.6)
const fur: Texture = (x, y, [fine, middle, broad], down) =>
  1.08 - 0.2 * down + 0.08 * read(fine, x, y * 0.4) + 0.07 * read(middle, x, y) + 0.07 * read(broad, x, y)
const cloth: Texture = (x, y, [, middle, broad], down) =>
  1.1 - 0.24 * down + 0.04 * read(middle, x, y * 0.3) + 0.1 * read(broad, x, y * 0.7)
const rock: Texture = (x, y, [fine, middle, broad], down) =>
  1.12 - 0.2 * down + 0.05 * read(fine, x, y) + 0.12 * Math.abs(read(middle, x, y)) + 0.1 * read(broad, x, y)

/** How a class of surface looks besides its colour. */
export const TEXTURES: Partial<Readonly<Record<SceneClass, Texture>>> & { readonly unknown: Texture } = {
  unknown: plain, sky: () => 1, tree: leaves, plant: leaves, grass: blades, water: ripples, sea: ripples, sand: grains, earth: grains,
  road: grains, pavement: grains, mountain: rock, floor: boards, table: boards, chair: boards, door: boards, animal: fur, person: cloth,
  sofa: cloth, bed: cloth,
} // prettier-ignore
