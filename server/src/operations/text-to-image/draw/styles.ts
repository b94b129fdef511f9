import type { LookId } from '../looks.ts'
import type { DrawingStyle } from './render-svg.ts'

export const DRAWING_STYLES: Readonly<Record<LookId, DrawingStyle>> = { flat: {}, watercolour: {}, 'pixel-art': {}, 'line-drawing': {}, 'low-poly': {}, 'neon-night': {}, vintage: {}, 'paper-cut': {} }
