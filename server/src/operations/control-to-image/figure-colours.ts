import type { Rgb } from './colours.ts'

/** Skin and hair that people have; the seed deals them. */
export const SKINS: readonly Rgb[] = [[244, 208, 177], [226, 178, 140], [198, 140, 100], [150, 98, 66], [110, 70, 48]] // prettier-ignore
export const HAIRS: readonly Rgb[] = [[44, 32, 28], [92, 58, 36], [150, 98, 48], [206, 166, 96], [150, 60, 36], [126, 122, 120]] // prettier-ignore
/** Of robots whose prompt names no other. */
export const METAL: Rgb = [168, 178, 194]
