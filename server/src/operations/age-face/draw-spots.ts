import { softenPlane } from '../../imaging/draw-mask.ts'
import type { LabPlanes } from '../../imaging/face/lab-planes.ts'
import { placeOnMesh } from '../../imaging/face/place-on-mesh.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import type { Random } from '../../imaging/random.ts'
import type { FacePatch } from '../../vision/face-patch.ts'
import { faceTopology } from '../../vision/face-topology.ts'

const COUNT = 34
/** By the width of the face. Most are small. */
const RADIUS = [0.004, 0.014] as const
/** What a spot adds to the skin, in Lab. */
const COLOUR = [-9, 2, 4] as const

/** Age spots: on temples, cheeks and forehead, at the same places of a face at every age. */
export function drawSpots(patch: FacePatch, skin: Plane, random: Random): LabPlanes {
  const { width, height, faceWidth, mesh } = patch
  const { triangles, unrolled } = faceTopology()
  const amount = createPlane(width, height)
  for (let i = 0; i < COUNT; i++) {
    const side = random.chance(0.5) ? 1 : -1
    const place = { x: 0.5 + side * (0.12 + 0.33 * random.next() ** 0.7), y: random.chance(0.35) ? random.between(0.13, 0.24) : random.between(0.42, 0.7) } // prettier-ignore
    const { x, y } = placeOnMesh(place, unrolled, mesh, triangles)
    const radius = (RADIUS[0] + (RADIUS[1] - RADIUS[0]) * random.next() ** 3) * faceWidth
    const [stretch, turn, strength] = [random.between(0.7, 1.3), random.between(0, Math.PI), random.between(0.35, 1)]
    const reach = Math.ceil(radius * 2.6)
    for (let row = Math.max(0, Math.floor(y) - reach); row < Math.min(height, y + reach); row++)
      for (let column = Math.max(0, Math.floor(x) - reach); column < Math.min(width, x + reach); column++) {
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y]
        const along = (dx * Math.cos(turn) + dy * Math.sin(turn)) * stretch
        const across = (dy * Math.cos(turn) - dx * Math.sin(turn)) / stretch
        const angle = Math.atan2(across, along)
        const rim = radius * (1 + 0.22 * Math.sin(3 * angle + turn) + 0.12 * Math.sin(5 * angle + i))
        const inside = Math.max(0, Math.min(1, (rim - Math.hypot(along, across)) / (0.45 * radius) + 0.5))
        const at = row * width + column
        amount.data[at] = Math.max(amount.data[at], inside * strength)
      }
  }
  const soft = softenPlane(amount, faceWidth / 400)
  const planes = COLOUR.map((value) => {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = soft.data[i] * skin.data[i] * value
    return plane
  })
  return [planes[0], planes[1], planes[2]]
}
