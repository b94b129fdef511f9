import type { ObjectLabel } from '../objects.ts'

/** Classes of scene parsing that can be told here or drawn, in ADE20K's palette. Source: Zhou et al. 2017, "Scene Parsing through ADE20K Dataset". */
export const SCENE_CLASSES = {
  wall: [120, 120, 120], building: [180, 120, 120], sky: [6, 230, 230], floor: [80, 50, 50], tree: [4, 200, 3], road: [140, 140, 140],
  bed: [204, 5, 255], grass: [4, 250, 7], pavement: [235, 255, 7], person: [150, 5, 61], earth: [120, 120, 70], door: [8, 255, 51],
  table: [255, 6, 82], mountain: [143, 255, 140], plant: [204, 255, 4], chair: [204, 70, 3], car: [0, 102, 200], water: [61, 230, 250],
  sofa: [11, 102, 255], sea: [9, 7, 230], sand: [160, 150, 20], boat: [173, 255, 0], animal: [255, 0, 122], plane: [0, 255, 112],
  bus: [255, 0, 245], truck: [255, 0, 20], bottle: [0, 255, 10], glass: [0, 204, 255], book: [255, 163, 0], vase: [0, 255, 204],
} as const satisfies Readonly<Record<string, readonly [number, number, number]>> // prettier-ignore
export type SceneClass = keyof typeof SCENE_CLASSES

const ANIMALS = ['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe'] as const satisfies ObjectLabel[]

/** What COCO's classes are called in ADE20K; those without a row stay unknown. */
export const CLASS_OF_OBJECT: Partial<Readonly<Record<ObjectLabel, SceneClass>>> = {
  car: 'car', airplane: 'plane', bus: 'bus', truck: 'truck', boat: 'boat', bottle: 'bottle', 'wine glass': 'glass', cup: 'glass', bowl: 'vase',
  chair: 'chair', couch: 'sofa', 'potted plant': 'plant', bed: 'bed', 'dining table': 'table', book: 'book', vase: 'vase',
  ...Object.fromEntries(ANIMALS.map((label) => [label, 'animal'])),
} // prettier-ignore

/** The class that a colour of a map stands for; undefined for one that is not in the palette. */
export function classOfColour(red: number, green: number, blue: number): SceneClass | undefined {
  let best: SceneClass | undefined
  let least = 30
  for (const [name, [r, g, b]] of Object.entries(SCENE_CLASSES) as [SceneClass, readonly [number, number, number]][]) {
    const distance = Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue)
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}
