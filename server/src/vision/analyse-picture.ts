import { hash } from 'node:crypto'
import type { Pixels, Plane } from '../imaging/pixels.ts'
import { findBody, type Body } from './bodies.ts'
import { findFaces, type Face } from './faces.ts'
import { overlap } from './geometry.ts'
import { findHands, type Hand } from './hands.ts'
import { findObjects, type FoundObject } from './objects.ts'
import { findPerson } from './person-mask.ts'
import { measureQuality, type Quality } from './quality.ts'

/**
 * What a picture shows. Each part is worked out when it is first asked for, by the models that it needs and no others, and kept. All
 * coordinates are pixels of the analysed picture. The same pixels always give the same answers.
 */
export interface PictureAnalysis {
  /** Largest first. About 0.3 s, and 0.2 s more per face. */
  faces(): Promise<readonly Face[]>
  /** One per person that is seen as an object, likeliest first; at most eight. */
  bodies(): Promise<readonly Body[]>
  hands(): Promise<readonly Hand[]>
  objects(): Promise<readonly FoundObject[]>
  /** How likely each pixel belongs to a person: 256 × 256, 0..1, over the whole picture. In worker threads only. */
  personMask(): Promise<Plane>
  quality(): Promise<Quality>
}

type Parts = { [Part in keyof PictureAnalysis]?: ReturnType<PictureAnalysis[Part]> }

const MAX_BODIES = 8
const MAX_KEPT = 24

/**
 * What is known of the pictures that this thread saw last, by the SHA-256 of their pixels. It holds results only, no pixels: at most some
 * hundred kilobytes each. It ends with the thread, on purpose: meshes and embeddings are biometric data of people, which should not be kept
 * anywhere to save a second of work.
 */
const kept = new Map<string, Parts>()

/** The analysis of a picture. Costs nothing but a hash until a part is asked for; a picture that came before keeps its parts. */
export function analysePicture(pixels: Pixels): PictureAnalysis {
  const parts = partsOf(pixels)
  const once = <Part extends keyof Parts>(part: Part, work: () => NonNullable<Parts[Part]>): NonNullable<Parts[Part]> => {
    const known = parts[part]
    if (known) return known
    const working = work()
    parts[part] = working
    // What failed, perhaps for want of memory, may succeed when it is asked for again.
    working.catch(() => delete parts[part])
    return working
  }
  const analysis: PictureAnalysis = {
    faces: () => once('faces', () => findFaces(pixels)),
    objects: () => once('objects', () => findObjects(pixels)),
    hands: () => once('hands', () => findHands(pixels)),
    personMask: () => once('personMask', () => findPerson(pixels)),
    quality: () => once('quality', () => measureQuality(pixels)),
    bodies: () => once('bodies', async () => findBodies(pixels, await analysis.objects())),
  }
  return analysis
}

async function findBodies(pixels: Pixels, objects: readonly FoundObject[]): Promise<Body[]> {
  const people = objects.filter(({ label }) => label === 'person').slice(0, MAX_BODIES)
  const bodies: Body[] = []
  for (const region of people.length > 0 ? people.map(({ box }) => box) : [undefined]) {
    const body = await findBody(pixels, region)
    if (body && !bodies.some((other) => overlap(other.box, body.box) > 0.7)) bodies.push(body)
  }
  return bodies
}

function partsOf({ width, height, channels, data }: Pixels): Parts {
  const key = `${String(width)}x${String(height)}x${String(channels)} ${hash('sha256', data)}`
  const parts = kept.get(key) ?? {}
  // Insertion order is the order of use: what was used longest ago is first.
  kept.delete(key)
  kept.set(key, parts)
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? key)
  return parts
}
