import type { Control } from '../../vision/control-maps/control-map.ts'
import type { Drawing } from './drawing.ts'
import { drawDepth } from './draw-depth.ts'
import { drawFigures } from './draw-figures.ts'
import { drawLines } from './draw-lines.ts'
import { drawNormals } from './draw-normals.ts'
import { drawRegions } from './draw-regions.ts'

/** How a picture is drawn on a map of each kind. */
export const DRAWINGS: Readonly<Record<Control, Drawing>> = {
  canny: drawLines,
  scribble: drawLines,
  openpose: drawFigures,
  mlsd: drawLines,
  hed: drawLines,
  seg: drawRegions,
  depth: drawDepth,
  normal: drawNormals,
}
