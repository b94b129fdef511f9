import { cutPaper, foldLowPoly, paintPixelArt, paintPoints, setGlass } from './cut.ts'
import { drawCartoon, drawComic, drawInk, drawPencil } from './drawn.ts'
import type { Paint } from './look.ts'
import { paintOil } from './oil-painting.ts'
import { fadeVintage, lightNeon, toneBlackAndWhite, toneSepia } from './toned.ts'
import { paintWatercolour } from './watercolour.ts'

export interface PhotoLook {
  /** Words and phrases of a prompt that ask for it, lower case. */
  readonly words: readonly string[]
  readonly paint: Paint
  /** Tonal looks keep the photograph: strength fades them in evenly. The others are a new picture, and stand alone from strength 0.75 on. */
  readonly tonal?: boolean
  /** How soft its edges are, in its units: what falls in front is as soft. */
  readonly softness?: number
  /** What falls is painted like all else, as its cells leave no place for anything finer. */
  readonly paintsFall?: boolean
}

/** How pictures are painted anew. The looks of the scene composer are here under the same names, so that drawings and photos can share one. */
export const PHOTO_LOOKS = {
  watercolour: { words: ['watercolour', 'watercolor', 'aquarelle', 'gouache'], paint: paintWatercolour, softness: 0.6 },
  'oil-painting': {
    words: ['oil painting', 'oil paint', 'oil', 'oils', 'impressionist', 'impressionism', 'impasto', 'van gogh', 'monet', 'painting', 'painted', 'painterly', 'acrylic'],
    paint: paintOil,
    softness: 0.45,
  },
  'pencil-sketch': { words: ['pencil sketch', 'pencil drawing', 'pencil', 'graphite', 'charcoal', 'sketch', 'sketched'], paint: drawPencil },
  'line-drawing': {
    words: ['line drawing', 'line art', 'lineart', 'ink drawing', 'ink', 'pen and ink', 'drawing', 'colouring book', 'coloring book', 'etching', 'engraving', 'woodcut'],
    paint: drawInk,
  },
  flat: {
    words: ['cartoon', 'anime', 'flat', 'vector', 'vector art', 'flat design', 'cel shaded', 'cel shading', 'toon', 'illustration', 'illustrated', 'clay', 'claymation'],
    paint: drawCartoon,
  },
  comic: { words: ['comic', 'comic book', 'comics', 'manga', 'pop art', 'halftone', 'graphic novel'], paint: drawComic },
  'pixel-art': { words: ['pixel art', 'pixelart', 'pixel', 'pixelated', '8-bit', '16-bit', '8 bit', '16 bit'], paint: paintPixelArt, paintsFall: true },
  'low-poly': { words: ['low poly', 'low-poly', 'lowpoly', 'polygonal', 'origami'], paint: foldLowPoly },
  'neon-night': { words: ['neon night', 'neon', 'cyberpunk', 'synthwave', 'vaporwave', 'glowing'], paint: lightNeon },
  vintage: { words: ['vintage', 'retro', 'old photo', 'nostalgic', 'polaroid', 'analog', 'analogue', 'seventies', '1970s', 'faded'], paint: fadeVintage, tonal: true },
  'paper-cut': { words: ['paper cut', 'papercut', 'paper-cut', 'cut paper', 'collage', 'paper craft', 'papercraft', 'sticker'], paint: cutPaper },
  pointillism: { words: ['pointillism', 'pointillist', 'seurat', 'stippled', 'stippling'], paint: paintPoints },
  'stained-glass': { words: ['stained glass', 'stained-glass', 'mosaic', 'glass window', 'tiffany'], paint: setGlass },
  'black-and-white': { words: ['black and white', 'black-and-white', 'monochrome', 'greyscale', 'grayscale', 'b&w', 'noir', 'film noir'], paint: toneBlackAndWhite, tonal: true },
  sepia: { words: ['sepia', 'daguerreotype', 'antique photo', '1900s'], paint: toneSepia, tonal: true },
} as const satisfies Record<string, PhotoLook> // prettier-ignore

export type PhotoLookId = keyof typeof PHOTO_LOOKS
