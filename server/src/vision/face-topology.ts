import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { packageFile } from '../imaging/package-file.ts'
import { FACE_PARTS } from './face-parts.ts'
import type { Point } from './geometry.ts'

/** What does not depend on whose face it is. */
export interface FaceTopology {
  /** Three indices of the first 468 mesh points per triangle. Covers the face without a hole: eyes and mouth included. */
  readonly triangles: Uint16Array
  /** Where each of the 468 points lies on the unrolled canonical face, 0..1 in both directions, forehead at the top. */
  readonly unrolled: readonly Point[]
}

interface HumanModule {
  readonly Human: new (config: object) => {
    readonly faceTriangulation: readonly number[]
    readonly faceUVMap: readonly (readonly number[])[]
  }
}

let topology: FaceTopology | undefined

/** Source: the canonical face of MediaPipe as @vladmandic/human ships it; the mouth, which is open there, is filled as a fan of strips. */
export function faceTopology(): FaceTopology {
  if (topology) return topology
  const path = fileURLToPath(packageFile('@vladmandic/human', 'dist/human.node-wasm.js'))
  const { Human } = createRequire(import.meta.url)(path) as HumanModule
  const { faceTriangulation, faceUVMap } = new Human({ debug: false })
  topology = {
    triangles: Uint16Array.from([...faceTriangulation, ...mouthTriangles()]),
    unrolled: faceUVMap.map(([x, y]) => ({ x, y })),
  }
  return topology
}

/** Between the upper and the lower rim of the inner lips, corner to corner. */
function mouthTriangles(): number[] {
  const ring = FACE_PARTS.mouth
  const half = ring.length / 2
  const triangles: number[] = []
  for (let i = 0; i < half; i++) {
    const [upper, nextUpper] = [ring[i], ring[i + 1]]
    const [lower, nextLower] = [ring[(ring.length - i) % ring.length], ring[ring.length - i - 1]]
    if (upper !== lower) triangles.push(upper, nextUpper, lower)
    if (nextUpper !== nextLower) triangles.push(nextUpper, nextLower, lower)
  }
  return triangles
}
