import type { Tile } from '../tiles.ts'

export interface MeshPoint {
  readonly x: number
  readonly y: number
}

/** A triangle's corners (indices of points) and their weights, which sum up to 1, at one pixel. */
export type VisitPixel = (x: number, y: number, a: number, b: number, c: number, wa: number, wb: number, wc: number) => void

/** How far outside of a triangle a pixel's middle may lie, as a weight: closes the seams that rounding would leave. */
const SEAM = 1e-6

/**
 * Calls `visit` once for every pixel of `within` whose middle lies in a triangle of the mesh. Where triangles fold over each other, the first
 * one wins. `triangles` holds three indices each; coordinates are those of `within`, its corner not subtracted. Time is that of the triangles'
 * bounding boxes.
 */
export function visitMesh(points: readonly MeshPoint[], triangles: ArrayLike<number>, within: Tile, visit: VisitPixel): void {
  const { left, top, width, height } = within
  const isVisited = new Uint8Array(width * height)
  for (let i = 0; i < triangles.length; i += 3) {
    const [ia, ib, ic] = [triangles[i], triangles[i + 1], triangles[i + 2]]
    const [a, b, c] = [points[ia], points[ib], points[ic]]
    const area = (b.y - c.y) * (a.x - c.x) + (c.x - b.x) * (a.y - c.y)
    if (Math.abs(area) < 1e-9) continue
    const fromX = Math.max(left, Math.ceil(Math.min(a.x, b.x, c.x) - 0.5))
    const toX = Math.min(left + width - 1, Math.floor(Math.max(a.x, b.x, c.x) - 0.5))
    const fromY = Math.max(top, Math.ceil(Math.min(a.y, b.y, c.y) - 0.5))
    const toY = Math.min(top + height - 1, Math.floor(Math.max(a.y, b.y, c.y) - 0.5))
    for (let y = fromY; y <= toY; y++)
      for (let x = fromX; x <= toX; x++) {
        const [px, py] = [x + 0.5 - c.x, y + 0.5 - c.y]
        const wa = ((b.y - c.y) * px + (c.x - b.x) * py) / area
        const wb = ((c.y - a.y) * px + (a.x - c.x) * py) / area
        const wc = 1 - wa - wb
        if (wa < -SEAM || wb < -SEAM || wc < -SEAM) continue
        const at = (y - top) * width + x - left
        if (isVisited[at]) continue
        isVisited[at] = 1
        visit(x, y, ia, ib, ic, wa, wb, wc)
      }
  }
}
