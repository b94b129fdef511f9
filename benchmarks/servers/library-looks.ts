/** What libraries see in a picture, called without anything of ours but decoding, shrinking and handing over. In worker threads only. */
import type { Pixels } from '../../server/src/imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../server/src/imaging/resize.ts'
import { findBody } from '../../server/src/vision/bodies.ts'
import { findHands } from '../../server/src/vision/hands.ts'
import { createDetector, type Detector } from '../../server/src/vision/human.ts'
import { findObjects } from '../../server/src/vision/objects.ts'
import { loadOpenCv } from '../../server/src/vision/opencv.ts'
import { findPerson } from '../../server/src/vision/person-mask.ts'

const ON = { enabled: true }
/** Colours are parted at this size, in so many rounds. */
const CUT_SIDE = 400
const CUT_ROUNDS = 4

let detector: Promise<Detector> | undefined

/** Detector, mesh, irises, embedding and expression in one call on the whole picture. */
async function lookAtFaces(picture: Pixels) {
  const face = { ...ON, detector: { rotation: true }, mesh: ON, iris: ON, description: ON, emotion: ON }
  const detect = await (detector ??= createDetector({ face }))
  return detect(picture)
}

/** GrabCut from a box in the middle. */
async function partColours(picture: Pixels) {
  const cv = await loadOpenCv()
  const { width, height } = fitWithin(picture.width, picture.height, CUT_SIDE)
  const { data, channels } = await resizePixels(picture, width, height)
  const type = channels === 4 ? cv.CV_8UC4 : cv.CV_8UC3
  const given = new cv.Mat(height, width, type)
  const [image, mask, background, foreground] = [new cv.Mat(), new cv.Mat(), new cv.Mat(), new cv.Mat()]
  given.data.set(data)
  if (channels === 4) cv.cvtColor(given, image, cv.COLOR_RGBA2RGB)
  else given.copyTo(image)
  const box = new cv.Rect(width >> 2, height >> 3, width >> 1, height >> 1)
  cv.grabCut(image, mask, box, background, foreground, CUT_ROUNDS, cv.GC_INIT_WITH_RECT)
  for (const matrix of [given, image, mask, background, foreground]) matrix.delete()
}

export const LOOKS = {
  faces: { what: 'Human for faces', look: lookAtFaces },
  people: { what: 'the network for people', look: findPerson },
  objects: { what: 'the one for objects', look: findObjects },
  bodies: { what: 'the one for bodies', look: findBody },
  hands: { what: 'Human for hands', look: findHands },
  colours: { what: 'OpenCV GrabCut', look: partColours },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly look: (picture: Pixels) => Promise<unknown> }>>

export type Look = keyof typeof LOOKS
