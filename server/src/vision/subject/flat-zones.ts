export interface FlatZone {
  readonly pixels: Int32Array
  readonly touchesBorder: boolean
}

/** L*a*b* steps between neighbours within a zone: less is the noise of a flat surface. */
const SAME_SURFACE = 0.8

/** The connected surfaces of at least `minPixels` that go on without a step of colour. `lab` has L*, a*, b* per pixel. */
export function findFlatZones(lab: Float32Array, width: number, height: number, minPixels: number): FlatZone[] {
  const seen = new Uint8Array(width * height)
  const queue = new Int32Array(width * height)
  const zones: FlatZone[] = []
  for (let start = 0; start < seen.length; start++) {
    if (seen[start]) continue
    let length = 1
    let touchesBorder = false
    queue[0] = start
    seen[start] = 1
    const reach = (from: number, to: number) => {
      const [a, b] = [from * 3, to * 3]
      if (seen[to] || Math.hypot(lab[a] - lab[b], lab[a + 1] - lab[b + 1], lab[a + 2] - lab[b + 2]) > SAME_SURFACE) return
      seen[to] = 1
      queue[length++] = to
    }
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      touchesBorder ||= x === 0 || x === width - 1 || i < width || i >= width * (height - 1)
      if (x > 0) reach(i, i - 1)
      if (x < width - 1) reach(i, i + 1)
      if (i >= width) reach(i, i - width)
      if (i < width * (height - 1)) reach(i, i + width)
    }
    if (length >= minPixels) zones.push({ pixels: queue.slice(0, length), touchesBorder })
  }
  return zones
}
