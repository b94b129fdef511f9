import { checkpoint } from '../../imaging/checkpoint.ts'
import { cutPart } from '../../imaging/cut-part.ts'
import { labToRgb, rgbToLab } from '../../imaging/face/colour-lab.ts'
import { toLabPlanes } from '../../imaging/face/lab-planes.ts'
import { measureGrain } from '../../imaging/face/measure-grain.ts'
import { sampleColour, samplePlane } from '../../imaging/face/sample-colour.ts'
import { visitMesh } from '../../imaging/face/visit-mesh.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { resizePixels } from '../../imaging/resize.ts'
import { readFacePatch, type FacePatch } from '../../vision/face-patch.ts'
import { faceTopology } from '../../vision/face-topology.ts'
import type { Face } from '../../vision/faces.ts'
import type { Point } from '../../vision/geometry.ts'
import { matchFace, type Match } from './match-face.ts'

const ROWS_AT_ONCE = 64
/** Cubic sampling reads four pixels: a source that is larger by more is shrunk first, or its pores would turn into noise. */
const MAX_SHRINK = 1.25
/** L* of noise; more is texture of skin, not grain. */
const MAX_GRAIN = 2.2

export interface Portrait {
  readonly pixels: Pixels
  readonly face: Face
}

/**
 * Puts the face of `source` over one of `picture`, in place. Features take the target's places, pose and light; skin texture stays the source's.
 * The same seed gives the same grain.
 * @throws `signal.reason` when aborted
 */
export async function putFace(picture: Pixels, face: Face, source: Portrait, seed: number, signal: AbortSignal): Promise<void> {
  const { triangles } = faceTopology()
  const target = await readFacePatch(picture, face)
  await checkpoint(signal)
  const given = await readFacePatch(source.pixels, source.face)
  await checkpoint(signal)
  const match = await matchFace(target, given, triangles)
  await checkpoint(signal)

  const near = await atScaleOf(source, given, face)
  const grain = grainToAdd(target, given)
  const random = createRandom(seed)
  const { tile, scale } = target
  const colour = new Float32Array(3)
  for (let top = tile.top; top < tile.top + tile.height; top += ROWS_AT_ONCE) {
    await checkpoint(signal)
    const strip = { ...tile, top, height: Math.min(ROWS_AT_ONCE, tile.top + tile.height - top) }
    visitMesh(face.mesh, triangles, strip, (x, y, a, b, c, wa, wb, wc) => {
      const [u, v] = [(x + 0.5 - tile.left) * scale, (y + 0.5 - tile.top) * scale]
      const opacity = samplePlane(match.opacity, u, v)
      if (opacity < 1 / 512) return
      const { mesh } = near
      const fromX = mesh[a].x * wa + mesh[b].x * wb + mesh[c].x * wc
      const fromY = mesh[a].y * wa + mesh[b].y * wb + mesh[c].y * wc
      sampleColour(near.pixels, fromX, fromY, colour)
      recolour(colour, match, u, v, grain > 0 ? grain * (random.next() + random.next() + random.next() - 1.5) * 2 : 0)
      const at = (y * picture.width + x) * picture.channels
      for (let k = 0; k < 3; k++) picture.data[at + k] = Math.round(picture.data[at + k] * (1 - opacity) + colour[k] * opacity)
    })
  }
}

const lab = new Float32Array(3)

function recolour(
  colour: Float32Array,
  { shift, contrast, means, even, coarse, sharpening }: Match,
  u: number,
  v: number,
  grain: number,
): void {
  rgbToLab(colour, 0, lab)
  if (sharpening > 0) lab[0] += (lab[0] - samplePlane(coarse, u, v)) * sharpening
  const light = samplePlane(means[0], u, v)
  // What is dark (lashes, frames, pupils) takes less of a tone.
  const tone = Math.max(0, Math.min(1, lab[0] / Math.max(1, light)))
  const evening = samplePlane(even, u, v)
  for (let k = 0; k < 3; k++) {
    const mean = samplePlane(means[k], u, v)
    const share = k === 0 ? 1 : tone
    lab[k] += (mean - lab[k]) * (1 - contrast[k]) * evening + samplePlane(shift[k], u, v) * share
  }
  labToRgb(lab[0] + grain, lab[1], lab[2], colour)
}

/** The source's face, shrunk where it is larger than the target's, with its mesh. */
async function atScaleOf(
  { pixels, face }: Portrait,
  { tile }: FacePatch,
  target: Face,
): Promise<{ pixels: Pixels; mesh: readonly Point[] }> {
  const part = cutPart(pixels, tile)
  const shrink = Math.max(1, face.box.width / target.box.width / MAX_SHRINK)
  const [width, height] = [Math.max(1, Math.round(tile.width / shrink)), Math.max(1, Math.round(tile.height / shrink))]
  const [scaleX, scaleY] = [width / tile.width, height / tile.height]
  const mesh = face.mesh.map(({ x, y }) => ({ x: (x - tile.left) * scaleX, y: (y - tile.top) * scaleY }))
  return { pixels: await resizePixels(part, width, height), mesh }
}

/** The target's grain that the new face lacks. Independent parts of noise add up by their squares. */
function grainToAdd(target: FacePatch, source: FacePatch): number {
  const grainOf = ({ lab, width, height, masks }: FacePatch) =>
    Math.min(MAX_GRAIN, measureGrain(toLabPlanes(lab, width, height)[0], masks.skin))
  return Math.sqrt(Math.max(0, grainOf(target) ** 2 - grainOf(source) ** 2))
}
