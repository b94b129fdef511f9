import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { findSalience } from '../../imaging/salience.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { findPeople } from '../../vision/control-maps/find-people.ts'
import type { ObjectLabel } from '../../vision/objects.ts'
import { findSky } from './find-sky.ts'
import { MATERIALS, type Mood, type Wishes } from './materials.ts'
import { seedPerson } from './seed-person.ts'
import { DUSK_LIGHTNESS, seedGround } from './seed-ground.ts'

export interface Materials {
  readonly wishes: Wishes
  readonly mood: Mood
}

const ANIMALS: ReadonlySet<ObjectLabel> = new Set(['cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe'])
const TABLEWARE: ReadonlySet<ObjectLabel> = new Set([
  'cup',
  'bowl',
  'wine glass',
  'bottle',
  'vase',
  'fork',
  'knife',
  'spoon',
  'dining table',
])
const WOODEN: ReadonlySet<ObjectLabel> = new Set(['dining table', 'chair', 'bench', 'bed'])
const CERAMIC: ReadonlySet<ObjectLabel> = new Set(['cup', 'bowl', 'vase'])
const GREEN: ReadonlySet<ObjectLabel> = new Set(['potted plant', 'broccoli'])

/** Of the picture's height: a face that is larger fills the picture, and what is behind it is a backdrop. */
const PORTRAIT = 0.16
const GREY_HAIR_AGE = 56

/**
 * What the picture is made of, as far as it tells: people by their mask and the mesh of their faces, things by their boxes, sky and ground by place,
 * lightness and roughness. `working` is the picture at the size that is seeded; `lightness` its CIE L*.
 */
export async function findMaterials(picture: Pixels, working: Pixels, lightness: Plane, signal: AbortSignal): Promise<Materials> {
  const { width, height } = working
  const wishes = Object.fromEntries(MATERIALS.map((name) => [name, createPlane(width, height)])) as Wishes
  const scale = width / picture.width
  const analysis = analysePicture(picture)
  await checkpoint(signal)
  const objects = await analysis.objects()
  // The networks for faces and people half believe in cats.
  const showsAnimal = objects.some(({ label }) => ANIMALS.has(label)) && !objects.some(({ label }) => label === 'person')
  await checkpoint(signal)
  const faces = showsAnimal ? [] : await analysis.faces()
  await checkpoint(signal)
  const people = showsAnimal ? undefined : await findPeople(analysis, working)
  const person: Plane = people ? { width, height, data: people as Float32Array<ArrayBuffer> } : createPlane(width, height)
  const roughness = roughnessOf(lightness)
  await checkpoint(signal)

  for (const face of faces) await seedPerson(wishes, face, { scale, lightness, person, roughness })
  if (people && faces.length === 0) addTo(wishes.clothes, (i) => 0.3 * person.data[i])
  for (const hand of faces.length > 0 ? await analysis.hands() : [])
    for (const { x, y } of hand.points) stamp(wishes.skin, x * scale, y * scale, (hand.box.width * scale) / 10, 0.6)

  await checkpoint(signal)
  const { salience } = findSalience(working)
  for (const { label, box, score } of objects) {
    const strength = 0.5 * score
    const inBox = (i: number) =>
      Math.abs((i % width) / scale - box.left - box.width / 2) < box.width / 2 &&
      Math.abs(Math.floor(i / width) / scale - box.top - box.height / 2) < box.height / 2
    if (ANIMALS.has(label))
      addTo(wishes.fur, (i) => (inBox(i) ? strength * Math.max(salience.data[i], Math.min(1, roughness.data[i] / 1.5)) ** 2 : 0))
    if (CERAMIC.has(label)) addTo(wishes.ceramic, (i) => (inBox(i) ? strength * salience.data[i] ** 2 : 0))
    if (WOODEN.has(label)) addTo(wishes.wood, (i) => (inBox(i) ? 0.3 * strength : 0))
    if (GREEN.has(label)) addTo(wishes.plants, (i) => (inBox(i) ? strength * Math.min(1, roughness.data[i]) : 0))
    if (label === 'cup') seedDrink(wishes, lightness, box, scale)
  }

  const isPortrait = faces.some(({ box }) => box.height > PORTRAIT * picture.height)
  const isClose = isPortrait || objects.some(({ label, box }) => ANIMALS.has(label) && box.width * box.height > 0.5 * picture.width * picture.height) // prettier-ignore
  const onTable = objects.some(({ label }) => TABLEWARE.has(label))
  const sky = isClose || onTable ? undefined : findSky(lightness, roughness, person)
  if (sky) seedGround(wishes, sky, { lightness, roughness, person })
  else if (onTable) addTo(wishes.wood, (i) => 0.06 * (1 - salience.data[i]) ** 2 * (1 - person.data[i]))
  else if (people) addTo(wishes.backdrop, (i) => 0.3 * (1 - person.data[i]) ** 4)
  // Without a mask nobody knows where the backdrop begins: a colour of its own would stain what stands before it.
  else addTo(wishes.neutral, (i) => 0.06 * (1 - salience.data[i]) ** 2)
  addTo(wishes[onTable ? 'wood' : sky ? 'building' : people ? 'backdrop' : 'neutral'], () => 0.0005)
  return {
    wishes,
    mood: {
      isDusk: sky !== undefined && sky.lightness < DUSK_LIGHTNESS,
      hasGreyHair: faces.length > 0 && faces[0].age > GREY_HAIR_AGE,
    },
  }
}

function addTo(plane: Plane, strength: (i: number) => number): void {
  for (let i = 0; i < plane.data.length; i++) plane.data[i] += strength(i)
}

/** Mean L* of what rises above, or falls below, its neighbours. */
function roughnessOf({ width, height, data }: Plane): Plane {
  const energy = createPlane(width, height)
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      energy.data[i] = Math.abs(4 * data[i] - data[i - 1] - data[i + 1] - data[i - width] - data[i + width]) / 4
    }
  return boxBlur(boxBlur(energy, 2), 2)
}

/** A soft round spot. */
function stamp({ width, height, data }: Plane, x: number, y: number, radius: number, strength: number): void {
  for (let v = Math.max(0, Math.floor(y - radius)); v <= Math.min(height - 1, y + radius); v++)
    for (let u = Math.max(0, Math.floor(x - radius)); u <= Math.min(width - 1, x + radius); u++) {
      const near = 1 - Math.hypot(u - x, v - y) / Math.max(1, radius)
      if (near > 0) data[v * width + u] = Math.max(data[v * width + u], strength * near)
    }
}

/** The opening of a cup that is seen from above, by its box; what is brighter in it is the cup. */
const OPENING = { x: 0.5, y: 0.38, halfWidth: 0.38, halfHeight: 0.27 }
const BRIGHTEST_DRINK = 74

function seedDrink(
  wishes: Wishes,
  lightness: Plane,
  box: { left: number; top: number; width: number; height: number },
  scale: number,
): void {
  const { width } = lightness
  addTo(wishes.coffee, (i) => {
    const x = ((i % width) / scale - box.left) / box.width - OPENING.x
    const y = (Math.floor(i / width) / scale - box.top) / box.height - OPENING.y
    return Math.hypot(x / OPENING.halfWidth, y / OPENING.halfHeight) < 1 && lightness.data[i] < BRIGHTEST_DRINK ? 1 : 0
  })
}
