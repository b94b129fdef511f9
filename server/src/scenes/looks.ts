/** A look of the scene composer. The catalogue lists them as models; this file imports nothing, so anything may read it. */
export interface Look {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Words of a prompt that ask for this look. */
  readonly words: readonly string[]
}

export const LOOKS = [
  { id: 'flat', title: 'Flat', description: 'Clean flat shapes, soft shadows and gradients.', words: ['flat', 'vector'] },
  {
    id: 'watercolour',
    title: 'Watercolour',
    description: 'Washed colours with wandering edges on rough paper.',
    words: ['watercolour', 'watercolor', 'aquarelle', 'painting', 'painted'],
  },
  {
    id: 'pixel-art',
    title: 'Pixel art',
    description: 'Few colours on a coarse grid.',
    words: ['pixel art', 'pixelart', 'pixel', '8-bit', '16-bit'],
  },
  {
    id: 'line-drawing',
    title: 'Line drawing',
    description: 'Ink outlines on white paper, as in a colouring book.',
    words: ['line drawing', 'line art', 'sketch', 'ink drawing', 'colouring book', 'coloring book', 'drawing', 'pencil drawing'],
  },
  { id: 'low-poly', title: 'Low poly', description: 'Folded out of flat triangles.', words: ['low poly', 'low-poly', 'polygonal'] },
  {
    id: 'neon-night',
    title: 'Neon night',
    description: 'Glowing outlines in the dark.',
    words: ['neon', 'cyberpunk', 'synthwave', 'glowing'],
  },
  {
    id: 'vintage',
    title: 'Vintage',
    description: 'A faded print with grain and dark corners.',
    words: ['vintage', 'retro', 'sepia', 'old photo', 'nostalgic'],
  },
  {
    id: 'paper-cut',
    title: 'Paper cut',
    description: 'Layers of cut paper with white rims and shadows.',
    words: ['paper cut', 'papercut', 'paper-cut', 'collage', 'sticker'],
  },
  {
    id: 'oil-painting',
    title: 'Oil painting',
    description: 'Thick strokes that follow the shapes, on canvas.',
    words: ['oil painting', 'oil', 'impressionist', 'impressionism', 'impasto', 'van gogh'],
  },
  {
    id: 'comic',
    title: 'Comic',
    description: 'Ink outlines, few colours and printed dots.',
    words: ['comic', 'comic book', 'cartoon', 'manga', 'pop art', 'halftone'],
  },
  {
    id: 'stained-glass',
    title: 'Stained glass',
    description: 'Pieces of coloured glass in lead.',
    words: ['stained glass', 'stained-glass', 'mosaic', 'glass window'],
  },
  {
    id: 'clay',
    title: 'Clay',
    description: 'Modelled out of clay under a soft lamp.',
    words: ['clay', 'claymation', 'plasticine', '3d', '3d render', 'figurine'],
  },
] as const satisfies readonly Look[]

export type LookId = (typeof LOOKS)[number]['id']
