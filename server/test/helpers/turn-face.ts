import sharp from 'sharp'
import { visitMesh } from '../../src/imaging/face/visit-mesh.ts'
import { faceTopology } from '../../src/vision/face-topology.ts'
import { readFaces } from './portraits.ts'

/** The network's depths are flatter than faces are. As they stand, a turn by 40 degrees is read as one by 15 to 17; twice as deep, by 29 to 31. */
const DEPTH = 2
/** Standard deviation in pixels: what is behind shows no second face. */
const BLUR = 40

/**
 * A portrait with its largest face turned in space: the mesh with its depths about the middle of the head, each triangle with the photo's pixels,
 * the nearest in front; behind it the photo out of focus. Degrees: `yaw` towards the right edge of the picture, `pitch` downwards.
 */
export async function turnFace(bytes: Uint8Array, { yaw = 0, pitch = 0 }: { readonly yaw?: number; readonly pitch?: number }) {
  const { pixels, faces } = await readFaces(bytes)
  const { width, height } = pixels
  const { mesh, depth, box } = faces.toSorted((a, b) => b.box.width - a.box.width)[0]!
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2, z: Math.max(...depth) / 2 }
  const turned = mesh.map((point, i) => {
    const [x, y, z] = [point.x - middle.x, point.y - middle.y, DEPTH * (depth[i]! - middle.z)]
    const [sideways, away] = rotate(x, z, yaw)
    const [down, behind] = rotate(y, away, pitch)
    return { x: middle.x + sideways, y: middle.y + down, z: behind }
  })
  const { triangles } = faceTopology()
  const nearestFirst = Array.from({ length: triangles.length / 3 }, (_, i) => [...triangles.subarray(3 * i, 3 * i + 3)])
    .map((corners) => ({ corners, z: corners.reduce((sum, i) => sum + turned[i]!.z, 0) }))
    .sort((a, b) => a.z - b.z)
    .flatMap(({ corners }) => corners)

  const data = await sharp(bytes).removeAlpha().blur(BLUR).raw().toBuffer()
  visitMesh(turned, nearestFirst, { left: 0, top: 0, width, height }, (x, y, a, b, c, wa, wb, wc) => {
    const from = (axis: 'x' | 'y') => Math.floor(mesh[a]![axis] * wa + mesh[b]![axis] * wb + mesh[c]![axis] * wc)
    const at = (from('y') * width + from('x')) * pixels.channels
    data.set(pixels.data.subarray(at, at + 3), (y * width + x) * 3)
  })
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** By so many degrees: nearer points (smaller depths) go with the positive direction. */
function rotate(along: number, depth: number, degrees: number): [along: number, depth: number] {
  const angle = (degrees * Math.PI) / 180
  return [along * Math.cos(angle) - depth * Math.sin(angle), along * Math.sin(angle) + depth * Math.cos(angle)]
}
