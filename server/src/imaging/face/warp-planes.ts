import { createPlane, type Plane } from '../pixels.ts'
import { samplePlane } from './sample-colour.ts'
import { visitMesh, type MeshPoint } from './visit-mesh.ts'

/**
 * Planes of one face as they lie on another: triangle by triangle from mesh `from` to mesh `to`. Outside of the mesh the result is 0.
 * `size` is that of the result.
 */
export function warpPlanes(
  planes: readonly Plane[],
  from: readonly MeshPoint[],
  to: readonly MeshPoint[],
  triangles: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
): Plane[] {
  const warped = planes.map(() => createPlane(size.width, size.height))
  visitMesh(to, triangles, { left: 0, top: 0, ...size }, (x, y, a, b, c, wa, wb, wc) => {
    const fromX = from[a].x * wa + from[b].x * wb + from[c].x * wc
    const fromY = from[a].y * wa + from[b].y * wb + from[c].y * wc
    const at = y * size.width + x
    for (let i = 0; i < planes.length; i++) warped[i].data[at] = samplePlane(planes[i], fromX, fromY)
  })
  return warped
}
