import type { LookId } from '../../scenes/looks.ts'
import type { Rgb } from './colours.ts'

/** How a look draws lines and fills. */
export interface LineStyle {
  /** Of the lines; undefined is the setting's ink. */
  readonly ink?: Rgb
  /** What fills are mixed with, and how much of them is left. */
  readonly paper: Rgb
  readonly fill: number
  /** Light that lines shed, 0..1. */
  readonly glow: number
  readonly width: number
}

const USUAL: LineStyle = { paper: [255, 252, 244], fill: 0.94, glow: 0, width: 1 }
/** Chalk on a dark ground, whatever the look, unless that has an ink of its own. */
export const CHALK: LineStyle = { ...USUAL, paper: [10, 12, 30], fill: 0.86 }

export const LINE_STYLES: Partial<Readonly<Record<LookId, LineStyle>>> & { readonly flat: LineStyle } = {
  flat: USUAL,
  'line-drawing': { ...USUAL, ink: [34, 32, 40], fill: 0.06, width: 0.9 },
  watercolour: { ...USUAL, fill: 0.84, width: 0.8 },
  'neon-night': { ink: [125, 249, 255], paper: [11, 6, 32], fill: 0.28, glow: 0.9, width: 1 },
  comic: { ...USUAL, ink: [16, 14, 20], width: 1.5 },
  'stained-glass': { ...USUAL, ink: [20, 20, 24], fill: 1, width: 2 },
}
