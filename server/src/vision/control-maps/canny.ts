import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { lumaOf, toGreyPicture, type Preprocessor } from './control-map.ts'
import { withMatrices } from './matrices.ts'

/** Of the gradient's magnitude. */
const LOW = 70
const HIGH = 160
/** A picture of which fewer pixels are edges is asked again with half the thresholds, twice at most. */
const MIN_EDGE_SHARE = 0.012
/** Of the shorter side: shorter chains of edges are grain. */
const MIN_CHAIN = 0.025

/**
 * Thin edges, white on black. Source: Canny 1986, "A Computational Approach to Edge Detection", with its hysteresis; as OpenCV does it.
 */
export const mapCanny: Preprocessor = async (picture, { signal }) => {
  await checkpoint(signal)
  return toGreyPicture(picture, await findEdges(picture))
}

/** 255 where there is an edge, 0 elsewhere. */
export function findEdges(picture: Pixels): Promise<Uint8Array> {
  const { width, height } = picture
  return withMatrices((cv, keep) => {
    const luma = keep(new cv.Mat(height, width, cv.CV_8UC1))
    luma.data.set(lumaOf(picture))
    const smooth = keep(new cv.Mat())
    cv.GaussianBlur(luma, smooth, new cv.Size(5, 5), 1.1)
    const edges = keep(new cv.Mat())
    for (let scale = 1; scale >= 0.25; scale /= 2) {
      cv.Canny(smooth, edges, LOW * scale, HIGH * scale, 3, true)
      if (cv.countNonZero(edges) >= MIN_EDGE_SHARE * width * height) break
    }
    return dropShortChains(edges.data, width, height, MIN_CHAIN * Math.min(width, height))
  })
}

/** The same without connected chains of fewer than `minPixels`. Neighbours are the eight around. */
export function dropShortChains(edges: ArrayLike<number>, width: number, height: number, minPixels: number): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array(width * height)
  for (const chain of findChains(edges, width, height)) if (chain.length >= minPixels) for (const i of chain) kept[i] = 255
  return kept
}

/** Connected sets of pixels that are not 0, each as indices. Neighbours are the eight around. */
export function findChains(edges: ArrayLike<number>, width: number, height: number): Int32Array[] {
  const seen = new Uint8Array(width * height)
  const chains: Int32Array[] = []
  const queue = new Int32Array(width * height)
  for (let start = 0; start < seen.length; start++) {
    if (edges[start] === 0 || seen[start] === 1) continue
    seen[start] = 1
    queue[0] = start
    let length = 1
    for (let head = 0; head < length; head++) {
      const x = queue[head] % width
      const y = (queue[head] - x) / width
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u
          if (edges[next] === 0 || seen[next] === 1) continue
          seen[next] = 1
          queue[length++] = next
        }
    }
    chains.push(queue.slice(0, length))
  }
  return chains
}
