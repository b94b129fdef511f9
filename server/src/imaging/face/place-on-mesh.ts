import type { MeshPoint } from './visit-mesh.ts'

/**
 * Where a position of one mesh lies on another of the same triangles, e.g. a point of the unrolled canonical face on a face in a picture. What is
 * outside of every triangle goes with the nearest one.
 */
export function placeOnMesh(
  position: MeshPoint,
  from: readonly MeshPoint[],
  to: readonly MeshPoint[],
  triangles: ArrayLike<number>,
): MeshPoint {
  let best = { outside: Infinity, x: 0, y: 0 }
  for (let i = 0; i < triangles.length; i += 3) {
    const [ia, ib, ic] = [triangles[i], triangles[i + 1], triangles[i + 2]]
    const [a, b, c] = [from[ia], from[ib], from[ic]]
    const area = (b.y - c.y) * (a.x - c.x) + (c.x - b.x) * (a.y - c.y)
    if (Math.abs(area) < 1e-12) continue
    const wa = ((b.y - c.y) * (position.x - c.x) + (c.x - b.x) * (position.y - c.y)) / area
    const wb = ((c.y - a.y) * (position.x - c.x) + (a.x - c.x) * (position.y - c.y)) / area
    const wc = 1 - wa - wb
    const outside = Math.max(0, -wa, -wb, -wc)
    if (outside >= best.outside) continue
    best = { outside, x: to[ia].x * wa + to[ib].x * wb + to[ic].x * wc, y: to[ia].y * wa + to[ib].y * wb + to[ic].y * wc }
    if (outside === 0) break
  }
  return best
}
