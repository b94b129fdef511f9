/** Neighbours of a pixel in a padded grid, clockwise from the right; the opposite of direction `d` is `d ^ 4`. */
const DIRECTIONS = 8
const NO_PARENT = -1
const ROOT = 8
const FREE = 0
const SUBJECT = 1
const BACKGROUND = 2

/** What each pair of neighbours loses by being parted: towards the right, the lower right, below and the lower left of each pixel. */
export type Ties = readonly [Float32Array, Float32Array, Float32Array, Float32Array]

/**
 * The cheapest parting of a grid in two: 1 or 0 per pixel. `pull` says what a pixel loses on side 0, or, below zero, on side 1.
 * Source: Boykov, Kolmogorov 2004, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms for Energy Minimization in Vision".
 */
export function cutGrid(width: number, height: number, pull: Float32Array, ties: Ties): Uint8Array {
  // A rim of pixels without ties spares every look at a neighbour the question whether there is one.
  const row = width + 2
  const size = row * (height + 2)
  const steps = [1, row + 1, row, row - 1, -1, -row - 1, -row, -row + 1]
  const capacity = new Float32Array(size * DIRECTIONS)
  const excess = new Float32Array(size)
  const tree = new Uint8Array(size)
  const parent = new Int8Array(size).fill(NO_PARENT)
  const stamp = new Int32Array(size)
  const depth = new Int32Array(size)
  const queued = new Uint8Array(size)
  const queue = new Int32Array(size + 1)
  let [head, tail, time] = [0, 0, 1]
  const orphans: number[] = []

  const activate = (node: number) => {
    if (queued[node]) return
    queued[node] = 1
    queue[tail] = node
    tail = tail === size ? 0 : tail + 1
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const node = (y + 1) * row + x + 1
      excess[node] = pull[i]
      for (let d = 0; d < 4; d++) {
        const isInside = (d === 2 || (d === 3 ? x > 0 : x < width - 1)) && (d === 0 || y < height - 1)
        if (!isInside) continue
        capacity[node * DIRECTIONS + d] = ties[d][i]
        capacity[(node + steps[d]) * DIRECTIONS + d + 4] = ties[d][i]
      }
      if (pull[i] === 0) continue
      tree[node] = pull[i] > 0 ? SUBJECT : BACKGROUND
      parent[node] = ROOT
      activate(node)
    }

  const orphan = (node: number) => {
    parent[node] = NO_PARENT
    orphans.push(node)
  }
  /** From the root of a tree to `node` and back again: how much can flow, then what is left of it. */
  const throughput = (node: number) => {
    let least = Infinity
    for (;;) {
      const d = parent[node]
      if (d === ROOT) return Math.min(least, Math.abs(excess[node]))
      const next = node + steps[d]
      least = Math.min(least, tree[node] === SUBJECT ? capacity[next * DIRECTIONS + (d ^ 4)] : capacity[node * DIRECTIONS + d])
      node = next
    }
  }
  const send = (node: number, flow: number) => {
    for (;;) {
      const d = parent[node]
      if (d === ROOT) {
        excess[node] -= tree[node] === SUBJECT ? flow : -flow
        if (excess[node] === 0) orphan(node)
        return
      }
      const next = node + steps[d]
      const [up, down] = [node * DIRECTIONS + d, next * DIRECTIONS + (d ^ 4)]
      const [used, back] = tree[node] === SUBJECT ? [down, up] : [up, down]
      capacity[used] -= flow
      capacity[back] += flow
      if (capacity[used] === 0) orphan(node)
      node = next
    }
  }
  /** Steps from `node` to its root, or infinity where it has lost that. */
  const stepsToRoot = (node: number) => {
    let count = 0
    let at = node
    for (;;) {
      if (stamp[at] === time) {
        count += depth[at]
        break
      }
      const d = parent[at]
      if (d === NO_PARENT) return Infinity
      count++
      if (d === ROOT) {
        stamp[at] = time
        depth[at] = 1
        break
      }
      at += steps[d]
    }
    for (let left = count, on = node; stamp[on] !== time; left--, on += steps[parent[on]]) {
      stamp[on] = time
      depth[on] = left
    }
    return count
  }
  const adopt = (node: number) => {
    let nearest = Infinity
    let found = NO_PARENT
    for (let d = 0; d < DIRECTIONS; d++) {
      const other = node + steps[d]
      if (tree[other] !== tree[node] || parent[other] === NO_PARENT) continue
      const open = tree[node] === SUBJECT ? capacity[other * DIRECTIONS + (d ^ 4)] : capacity[node * DIRECTIONS + d]
      if (open <= 0) continue
      const distance = stepsToRoot(other)
      if (distance >= nearest) continue
      nearest = distance
      found = d
    }
    if (found !== NO_PARENT) {
      parent[node] = found
      stamp[node] = time
      depth[node] = nearest + 1
      return
    }
    for (let d = 0; d < DIRECTIONS; d++) {
      const other = node + steps[d]
      if (tree[other] !== tree[node] || tree[other] === FREE) continue
      const open = tree[node] === SUBJECT ? capacity[other * DIRECTIONS + (d ^ 4)] : capacity[node * DIRECTIONS + d]
      if (open > 0) activate(other)
      if (parent[other] === (d ^ 4)) orphan(other)
    }
    tree[node] = FREE
  }

  while (head !== tail) {
    const node = queue[head]
    if (tree[node] === FREE) {
      queued[node] = 0
      head = head === size ? 0 : head + 1
      continue
    }
    let meeting = -1
    for (let d = 0; d < DIRECTIONS && meeting < 0; d++) {
      const other = node + steps[d]
      const open = tree[node] === SUBJECT ? capacity[node * DIRECTIONS + d] : capacity[other * DIRECTIONS + (d ^ 4)]
      if (open <= 0) continue
      if (tree[other] === FREE) {
        tree[other] = tree[node]
        parent[other] = d ^ 4
        stamp[other] = stamp[node]
        depth[other] = depth[node] + 1
        activate(other)
      } else if (tree[other] !== tree[node]) meeting = d
      else if (stamp[other] <= stamp[node] && depth[other] > depth[node] + 1) {
        parent[other] = d ^ 4
        stamp[other] = stamp[node]
        depth[other] = depth[node] + 1
      }
    }
    if (meeting < 0) {
      queued[node] = 0
      head = head === size ? 0 : head + 1
      continue
    }
    time++
    const other = node + steps[meeting]
    const isSubject = tree[node] === SUBJECT
    const used = isSubject ? node * DIRECTIONS + meeting : other * DIRECTIONS + (meeting ^ 4)
    const back = isSubject ? other * DIRECTIONS + (meeting ^ 4) : node * DIRECTIONS + meeting
    const flow = Math.min(capacity[used], throughput(node), throughput(other))
    capacity[used] -= flow
    capacity[back] += flow
    send(node, flow)
    send(other, flow)
    for (let next = orphans.pop(); next !== undefined; next = orphans.pop()) adopt(next)
  }
  const side = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) side[i] = tree[(y + 1) * row + x + 1] === SUBJECT ? 1 : 0
  return side
}
