import { drawMask } from '../../imaging/draw-mask.ts'
import type { Plane } from '../../imaging/pixels.ts'
import { FACE_PARTS, type FacePart } from '../../vision/face-parts.ts'
import type { Face } from '../../vision/faces.ts'
import type { Wishes } from './materials.ts'

export interface PersonView {
  /** Pixels of the planes per pixel of the analysed picture. */
  readonly scale: number
  readonly lightness: Plane
  /** How likely a pixel is a person's, 0..1. */
  readonly person: Plane
  readonly roughness: Plane
}

/** CIE L* by which skin in light and in shade differs from the face's middle tone. */
const SKIN_SPREAD = 15

/** Seeds one person: face by its mesh, hair around it, neck below it, and what is left is clothed. Adds to `wishes`. */
export async function seedPerson(wishes: Wishes, face: Face, { scale, lightness, person, roughness }: PersonView): Promise<void> {
  const { width, height } = lightness
  const draw = (...parts: FacePart[]) =>
    drawMask(width, height, parts.map((part) => FACE_PARTS[part].map((index) => ({ x: face.mesh[index].x * scale, y: face.mesh[index].y * scale })))) // prettier-ignore
  const [oval, lips, eyes, mouth] = await Promise.all([draw('oval'), draw('lips'), draw('leftEye', 'rightEye'), draw('mouth')])
  const tone = medianWithin(lightness, oval)
  const box = { left: face.box.left * scale, top: face.box.top * scale, width: face.box.width * scale, height: face.box.height * scale }
  const [middle, chin] = [box.left + box.width / 2, box.top + box.height]

  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const off = (lightness.data[i] - tone) / SKIN_SPREAD
      const alike = Math.exp(-off * off)
      const inFace = oval.data[i]
      wishes.lips.data[i] += 1.5 * lips.data[i] * (1 - mouth.data[i])
      wishes.eyes.data[i] += 1.5 * Math.max(eyes.data[i], mouth.data[i])
      wishes.skin.data[i] += inFace * (1 - lips.data[i]) * (1 - eyes.data[i]) * Math.max(0.25, alike)

      const across = Math.abs(x - middle) / box.width
      const down = (y - chin) / box.height
      const own = Math.max(0, (person.data[i] - 0.6) / 0.4) ** 2
      const isNeck = down > -0.25 && down < 0.5 && across < 0.42
      if (isNeck && inFace === 0) wishes.skin.data[i] += 0.4 * own * alike * smoothness(roughness.data[i]) * (1 - down)
      // Ears lie beside the face, at the height of eyes and nose.
      if (inFace === 0 && across < 0.72 && down > -0.7 && down < -0.2)
        wishes.skin.data[i] += 0.12 * own * alike * smoothness(roughness.data[i])

      const inHead = Math.hypot((x - middle) / (0.95 * box.width), (y - box.top - 0.36 * box.height) / (0.98 * box.height)) < 1
      if (inHead && inFace === 0 && down < -0.1) wishes.hair.data[i] += 0.35 * person.data[i] * (1 - 0.6 * alike)
      const isBody = down > 0.16 && !(isNeck && alike > 0.5)
      if (isBody) wishes.clothes.data[i] += 0.3 * own * Math.min(1, 3 * (down - 0.16)) * (isNeck ? (1 - alike) ** 2 * Math.max(0, down) : 1)
    }
}

const smoothness = (roughness: number) => Math.max(0, Math.min(1, 2.2 - roughness))

function medianWithin({ data }: Plane, mask: Plane): number {
  const values = Float32Array.from(data.filter((_, i) => mask.data[i] > 0.5)).sort()
  return values[values.length >> 1] ?? 60
}
