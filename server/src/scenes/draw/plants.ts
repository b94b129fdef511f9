/** Trees, grass and leaves: grown from the seed, lit from the side of the sun. */
import { mix } from './colour.ts'
import type { Painter } from './painter.ts'
import { ellipse, n, showing } from './svg.ts'

const blob = (x: number, y: number, r: number) =>
  `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 1 ${n(r * 2)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-r * 2)} 0z`

const LEAVES = ['#4f9a4a', '#5fa653', '#3f8a4c', '#74ab4a'] as const
const AUTUMN = ['#d9843b', '#c9582f', '#e0b040'] as const

/** A broad tree of `height` pixels whose foot is at (x, y); `far` 0..1 fades it into the haze. */
export function tree(p: Painter, x: number, y: number, height: number, far = 0): string {
  const { random, sun } = p
  const winter = p.weather === 'snow'
  const green = random.pick(winter ? ['#8aa3a0', '#9fb3b0'] : random.chance(0.12) ? AUTUMN : LEAVES)
  const tone = (hex: string) => mix(hex, p.haze, far)
  const crown = height * 0.36
  const centre = y - height * 0.64
  const puffs = Array.from({ length: 9 }, (_, index) => {
    const angle = (index / 9) * Math.PI * 2
    const reach = crown * random.between(0.5, 0.72)
    return [x + Math.cos(angle) * reach * 1.05, centre + Math.sin(angle) * reach * 0.86, crown * random.between(0.36, 0.5)] as const
  })
  puffs.push([x, centre, crown * 0.62])
  const layer = (dx: number, dy: number, scale: number, shown = puffs) =>
    shown.map(([px, py, r]) => blob(px + dx * r, py + dy * r, r * scale)).join('')
  // Only what looks at the sun is bright; snow lies on all that looks up.
  const sunny = puffs.filter(([px, py]) => (winter ? 0 : (px - x) * sun.side) - (py - centre) > (winter ? -0.15 : 0.2) * crown)
  const trunk = height * 0.045
  return showing(
    'deciduous-tree',
    shade(p, x, y, height * 0.34) +
      `<path fill="${tone('#6b4a35')}" d="M${n(x - trunk * 1.5)} ${n(y)}Q${n(x - trunk)} ${n(y - height * 0.1)} ${n(x - trunk * 0.8)} ${n(y - height * 0.5)}h${n(trunk * 1.6)}Q${n(x + trunk)} ${n(y - height * 0.1)} ${n(x + trunk * 1.5)} ${n(y)}z"/>` +
      `<path fill="${tone(mix(green, '#12303a', 0.36))}" d="${layer(0, 0, 1)}"/>` +
      `<path stroke="none" fill="${tone(green)}" d="${layer(sun.side * 0.2, -0.24, 0.8)}"/>` +
      `<path stroke="none" fill="${tone(winter ? mix(green, '#ffffff', 0.78) : mix(green, '#fff3a0', 0.2))}" d="${winter ? layer(sun.side * 0.08, -0.3, 0.78, sunny) : layer(sun.side * 0.34, -0.42, 0.62, sunny)}"/>`,
  )
}

/** A conifer in ragged tiers. */
export function pine(p: Painter, x: number, y: number, height: number, far = 0): string {
  const { random, sun } = p
  const winter = p.weather === 'snow'
  const green = random.pick(['#2f6b50', '#3b7a55', '#2c5f5a'])
  const tone = (hex: string) => mix(hex, p.haze, far)
  const tiers = 5
  let dark = ''
  let light = ''
  let snow = ''
  for (let tier = 0; tier < tiers; tier++) {
    const top = y - height * (1 - tier * 0.17)
    const bottom = y - height * (0.68 - tier * 0.15)
    const half = height * (0.1 + tier * 0.048) * random.between(0.92, 1.1)
    const sag = height * 0.03
    dark += `M${n(x)} ${n(top)}L${n(x + half)} ${n(bottom)}q${n(-half * 0.5)} ${n(sag)} ${n(-half)} 0q${n(-half * 0.5)} ${n(sag)} ${n(-half)} 0z`
    light += `M${n(x)} ${n(top)}L${n(x + sun.side * half)} ${n(bottom)}q${n(-sun.side * half * 0.4)} ${n(sag)} ${n(-sun.side * half * 0.72)} 0z`
    snow += `M${n(x)} ${n(top)}l${n(half * 0.72)} ${n((bottom - top) * 0.74)}q${n(-half * 0.4)} ${n(-sag)} ${n(-half * 0.72)} ${n(sag * 0.6)}q${n(-half * 0.3)} ${n(-sag)} ${n(-half * 0.72)} ${n(-sag * 0.6)}z`
  }
  return showing(
    'evergreen-tree',
    shade(p, x, y, height * 0.2) +
      `<path fill="${tone('#5d4434')}" d="M${n(x - height * 0.022)} ${n(y)}v${n(-height * 0.14)}h${n(height * 0.044)}v${n(height * 0.14)}z"/>` +
      `<path fill="${tone(mix(green, '#0d2236', 0.3))}" d="${dark}"/>` +
      `<path stroke="none" fill="${tone(mix(green, '#d6e08a', 0.2))}" d="${light}"/>` +
      (winter ? `<path stroke="none" fill="${tone('#f7fbff')}" d="${snow}"/>` : ''),
  )
}

export function bareTree(p: Painter, x: number, y: number, height: number, far = 0): string {
  if (p.excluded.has('deciduous-tree')) return ''
  const { random } = p
  const colour = mix('#3a3238', p.haze, far)
  let branches = ''
  const grow = (bx: number, by: number, angle: number, long: number, wide: number, depth: number) => {
    const [ex, ey] = [bx + Math.cos(angle) * long, by - Math.sin(angle) * long]
    branches += `<path fill="none" stroke="${colour}" stroke-linecap="round" stroke-width="${n(wide)}" d="M${n(bx)} ${n(by)}Q${n((bx + ex) / 2 + long * random.between(-0.12, 0.12))} ${n((by + ey) / 2)} ${n(ex)} ${n(ey)}"/>`
    if (depth === 0) return
    for (const turn of [random.between(0.25, 0.6), random.between(-0.6, -0.25)])
      grow(ex, ey, angle + turn, long * random.between(0.62, 0.78), wide * 0.62, depth - 1)
  }
  grow(x, y, Math.PI / 2 + random.between(-0.08, 0.08), height * 0.34, height * 0.055, 4)
  return showing('deciduous-tree', branches)
}

/** Many of a kind along a line, those behind first. `height`: pixels. */
export function grove(
  p: Painter,
  kinds: readonly ((p: Painter, x: number, y: number, height: number, far?: number) => string)[],
  count: number,
  y: readonly [number, number],
  height: readonly [number, number],
  far: number,
  edges = false,
): void {
  if (p.excluded.has('deciduous-tree')) return
  const many = Math.max(1, Math.round(count * Math.max(1, (p.width / p.unit) * 0.8)))
  const spots = Array.from({ length: many }, (_, index) => {
    const x = (index + p.random.between(0.1, 0.9)) / many
    // Towards the sides, where nothing stands before it.
    return { x: edges ? (x < 0.5 ? x * 0.46 : 1 - (1 - x) * 0.46) : x, y: p.random.between(...y) }
  })
  for (const spot of spots.toSorted((a, b) => a.y - b.y))
    p.land(p.random.pick(kinds)(p, p.width * spot.x, spot.y, p.random.between(...height), far))
}

function shade(p: Painter, x: number, y: number, wide: number): string {
  return ellipse(x - p.sun.side * wide * 0.3, y, wide, wide * 0.16, '#14243a', 'opacity=".22" stroke="none"')
}

/** Tufts on the ground between two heights, larger towards the viewer. */
export function grass(p: Painter, top: number, bottom: number, count: number, colour: string): void {
  const many = Math.round(count * (p.width / p.unit))
  for (let index = 0; index < many; index++) {
    const depth = (index + p.random.next()) / many
    const y = top + (bottom - top) * depth
    const x = p.random.between(0, p.width)
    const tall = p.unit * (0.012 + 0.03 * depth)
    const blades = [-0.5, -0.2, 0.1, 0.42].map(
      (lean) =>
        `M${n(x + lean * tall * 0.5)} ${n(y)}q${n(lean * tall * 0.2)} ${n(-tall * 0.6)} ${n(lean * tall * 0.9)} ${n(-tall * p.random.between(0.7, 1.1))}`,
    )
    p.land(
      `<path fill="none" stroke="${mix(colour, p.random.chance(0.5) ? '#f3f0a0' : '#123a2a', 0.22)}" stroke-linecap="round" stroke-width="${n(tall * 0.13)}" opacity=".8" d="${blades.join('')}"/>`,
    )
  }
}

const PETALS = ['#f06292', '#ffca3a', '#ffffff', '#b388eb', '#ff7f51', '#f25f5c'] as const

/** Small flowers in drifts. */
export function flowers(p: Painter, top: number, bottom: number, count: number): void {
  if (p.weather === 'snow' || p.excluded.has('tulip')) return
  const many = Math.round(count * (p.width / p.unit))
  const colours = [p.random.pick(PETALS), p.random.pick(PETALS)]
  for (let index = 0; index < many; index++) {
    const depth = (index + p.random.next()) / many
    const [x, y] = [p.random.between(0, p.width), top + (bottom - top) * depth]
    const r = p.unit * (0.003 + 0.0075 * depth)
    const colour = p.random.pick(colours)
    let petals = ''
    for (let petal = 0; petal < 5; petal++)
      petals += blob(x + Math.cos((petal * Math.PI * 2) / 5) * r, y + Math.sin((petal * Math.PI * 2) / 5) * r * 0.8, r * 0.72)
    p.land(
      showing(
        'tulip',
        `<path fill="none" stroke="#2f7a45" stroke-width="${n(r * 0.5)}" d="M${n(x)} ${n(y)}v${n(r * 4)}"/><path stroke="none" fill="${colour}" d="${petals}"/>` +
          ellipse(x, y, r * 0.6, r * 0.5, '#f7c948', 'stroke="none"'),
      ),
    )
  }
}

/** Dark leaves and blades at the edges, out of focus: the eye goes past them into the picture. A tall picture has more room for them. */
export function frameWithLeaves(p: Painter, colour: string): void {
  const side = p.sun.side === 1 ? -1 : 1
  const tall = Math.min(2.2, Math.sqrt(p.height / p.unit))
  const blurred = (svg: string) => `<g filter="url(#soft)" opacity=".8" fill="${colour}">${svg}</g>`
  if (!p.excluded.has('deciduous-tree') && !p.excluded.has('leaf-fluttering-in-wind'))
    p.frame(showing('leaf-fluttering-in-wind', blurred(hangingLeaves(p, side === 1 ? p.width : 0, -side, tall))))
  if (!p.excluded.has('herb'))
    p.frame(showing('herb', blurred(blades(p, side, tall) + (tall > 1.5 ? blades(p, -side as 1 | -1, tall) : ''))))
}

function hangingLeaves({ random, unit }: Painter, x: number, inwards: number, tall: number): string {
  let leaves = ''
  for (let index = 0; index < 16 * tall ** 2; index++) {
    const share = random.next()
    const dx = share * 0.3 * unit * inwards * tall
    const dy = random.between(-0.03, 0.13 * tall ** 1.5) * unit * (1 - share * 0.8)
    leaves += `<ellipse cx="0" cy="0" rx="${n(unit * 0.045)}" ry="${n(unit * 0.018)}" transform="translate(${n(x + dx)} ${n(dy)}) rotate(${n(random.between(-70, 70))})"/>`
  }
  return leaves
}

function blades({ random, unit, width, height }: Painter, side: 1 | -1, tall: number): string {
  let path = ''
  for (let index = 0; index < 12 * tall; index++) {
    const dx = random.between(0, 0.26) * unit * side
    const high = unit * tall * random.between(0.06, 0.17) * (1 - Math.abs(dx) / (unit * 0.32))
    const foot = (side === 1 ? 0 : width) + dx
    path += `M${n(foot - unit * 0.008)} ${n(height)}Q${n(foot)} ${n(height - high * 0.6)} ${n(foot + unit * random.between(-0.04, 0.04))} ${n(height - high)}Q${n(foot + unit * 0.012)} ${n(height - high * 0.5)} ${n(foot + unit * 0.01)} ${n(height)}z`
  }
  return `<path d="${path}"/>`
}
