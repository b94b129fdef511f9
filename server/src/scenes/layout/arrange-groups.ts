/** Groups to places on the canvas. */
import type { Random } from '../../imaging/random.ts'
import { moveGroup, scaleGroup, type Canvas, type Group, type Sprite, type Terrain } from './sprite.ts'

/** Side by side on the ground, several rows when there are many: those behind are smaller and nearer to the horizon. */
export function lineUp(groups: readonly Group[], canvas: Canvas, { horizon, kind }: Terrain, skyTaken: boolean, random: Random): Sprite[] {
  if (groups.length === 0) return []
  const unit = Math.min(canvas.width, canvas.height)
  // A wide canvas has room for everybody in the front row.
  const perRow = Math.max(3, Math.round((3 * canvas.width) / canvas.height))
  const rowCount = groups.length <= perRow ? 1 : groups.length <= perRow * 2.7 ? 2 : 3
  const rows = Array.from({ length: rowCount }, (_, row) => groups.filter((_group, index) => index % rowCount === row)).reverse()
  const ground = 1 - horizon
  const sprites: Sprite[] = []
  const most = Math.max(...rows.map(({ length }) => length))
  const rowScale = (row: number) => 0.72 ** (rowCount - 1 - row)
  const gap = 0.16
  const widest = Math.max(
    ...rows.map((row, index) => (row.reduce((sum, group) => sum + group.right - group.left, 0) + gap * (row.length - 1)) * rowScale(index)),
  )
  const tallest = Math.max(...groups.map((group) => group.bottom - group.top))
  const scale = Math.min(
    (canvas.width * 0.86) / widest,
    (canvas.height * (skyTaken ? 0.44 : 0.62)) / tallest,
    // Somebody small who is alone is looked at from nearby, the more so where height is plenty.
    unit * Math.max(0.54, Math.min(0.95, 0.4 / tallest, 0.6 / widest)) * (canvas.height > unit * 1.6 ? 1.3 : 1),
  )
  for (const [index, row] of rows.entries()) {
    const share = rowCount === 1 ? random.between(0.42, 0.62) : 0.16 + (0.6 * index) / (rowCount - 1)
    const baseline = canvas.height * (horizon + ground * (kind === 'water' ? share * 0.8 : share))
    for (const group of row) scaleGroup(group, scale * rowScale(index))
    const total = row.reduce((sum, group) => sum + group.right - group.left, 0)
    // A single one stands off the middle in half of the pictures.
    const free = canvas.width - total
    const spacing = row.length === 1 ? 0 : Math.min(free / (row.length + 0.6), canvas.width * 0.12)
    const used = total + spacing * (row.length - 1)
    const slack = Math.max(0, canvas.width - used - canvas.width * 0.1)
    let x = (canvas.width - used) / 2 + slack * random.between(-0.36, 0.36)
    // Those of a row look through the gaps of the one before it.
    const step = (canvas.width * 0.88) / (most + (rows.every(({ length }) => length === most) ? 0.5 : 0))
    const shift = row.length === most && rows.every(({ length }) => length === most) ? (index % 2 === 0 ? -0.25 : 0.25) * step : 0
    for (const [place, group] of row.entries()) {
      const jitter = row.length > 1 ? canvas.height * ground * random.between(-0.08, 0.08) : 0
      const below = Math.max(0, baseline + jitter + group.bottom - canvas.height * 0.97)
      const middle = canvas.width / 2 + shift + (place - (row.length - 1) / 2) * step
      moveGroup(group, rowCount > 1 ? middle - (group.left + group.right) / 2 : x - group.left, baseline + jitter - below)
      x += group.right - group.left + spacing
      sprites.push(...group.sprites)
    }
  }
  return sprites
}

/** In the air, in water or in space: one per cell of a loose grid. */
export function scatter(groups: readonly Group[], canvas: Canvas, band: { top: number; bottom: number }, random: Random): Sprite[] {
  if (groups.length === 0) return []
  const areaWidth = canvas.width * 0.9
  const areaHeight = canvas.height * (band.bottom - band.top)
  const columns = Math.max(1, Math.min(groups.length, Math.round(Math.sqrt((groups.length * areaWidth) / areaHeight / 1.2))))
  const rows = Math.ceil(groups.length / columns)
  const cell = { width: areaWidth / columns, height: areaHeight / rows }
  const order = groups.map((group) => ({ group, key: random.next() })).sort((a, b) => a.key - b.key)
  const fits = groups.map((group) =>
    Math.min((cell.width * 0.94) / (group.right - group.left), (cell.height * 0.94) / (group.bottom - group.top)),
  )
  const scale = Math.min(...fits, Math.min(canvas.width, canvas.height) * 0.62) * (groups.length === 1 ? random.between(0.9, 1.05) : 1)
  return order.flatMap(({ group }, index) => {
    // Of several, some are farther away.
    scaleGroup(group, scale * (groups.length > 1 ? random.between(0.68, 1) : 1))
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, groups.length - row * columns)
    const shift = rows > 1 && groups.length > 2 ? (row % 2 === 0 ? -0.1 : 0.1) : 0
    const cellX = canvas.width * 0.05 + ((index % columns) + 0.5 + shift) * (areaWidth / inRow)
    const cellY = canvas.height * band.top + (row + 0.5) * cell.height
    const freeX = Math.max(0, areaWidth / inRow - (group.right - group.left)) / 2
    const freeY = Math.max(0, cell.height - (group.bottom - group.top)) / 2
    moveGroup(
      group,
      cellX + freeX * random.between(-0.9, 0.9) - (group.left + group.right) / 2,
      cellY + freeY * random.between(-0.9, 0.9) - (group.top + group.bottom) / 2,
    )
    return group.sprites
  })
}
