import { mapCanny } from './canny.ts'
import type { Control, Preprocessor } from './control-map.ts'
import { mapDepth } from './depth.ts'
import { mapNormals } from './normals.ts'
import { mapPose } from './pose.ts'
import { mapRegions } from './regions.ts'
import { mapScribble } from './scribble.ts'
import { mapSoftEdges } from './soft-edges.ts'
import { mapStraightLines } from './straight-lines.ts'

/** From a picture to a control map, by kind. A new one is its file and one line here. */
export const PREPROCESSORS: Readonly<Record<Control, Preprocessor>> = {
  canny: mapCanny,
  scribble: mapScribble,
  openpose: mapPose,
  mlsd: mapStraightLines,
  hed: mapSoftEdges,
  seg: mapRegions,
  depth: mapDepth,
  normal: mapNormals,
}
