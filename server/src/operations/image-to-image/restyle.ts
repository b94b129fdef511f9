import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { drawObjects } from '../../scenes/draw/draw-objects.ts'
import { LOOKS } from '../../scenes/looks.ts'
import { drawScene } from '../draw-scene.ts'
import { addThings } from './add-things.ts'
import { gradePicture, wantsGrade } from './grades.ts'
import { PHOTO_LOOKS, type PhotoLook, type PhotoLookId } from './looks/index.ts'
import { matchPalette } from './match-palette.ts'
import { letFall } from './precipitation.ts'
import type { Wish } from './read-wish.ts'
import { varyPalette } from './vary-palette.ts'

/** From here on things that the prompt names are drawn in. */
export const ADDING = 0.85
/** From here on nothing of the picture stays but its colours, if the prompt says what to draw instead. */
export const REPLACING = 0.98
/** From here on a look that paints anew lets nothing of the photograph through. */
const WHOLLY_PAINTED = 0.75
/** When the prompt asks for neither look nor hour, weather, mood or colour: one of these by seed, so that each of several pictures is a choice. */
const USUAL_LOOKS: readonly PhotoLookId[] = ['flat', 'watercolour', 'oil-painting', 'vintage']

/** Looks paint at most that many pixels, whatever the size of the picture: strokes have no detail to lose, and memory stays bounded. */
const PAINTED_PIXELS = 2_000_000
const ROWS_AT_ONCE = 128
const PALETTE_SHARE = 0.5

interface Painted {
  /** RGB at the painting's size. */
  readonly target: Pixels
  /** 0..1: how much of it is seen. */
  readonly share: number
  /** The small photograph, where its own fine detail belongs into the result. */
  readonly detailOf: Pixels | undefined
}

/**
 * A picture after a wish: RGB or RGBA as it came, of its size, alpha kept. `strength` above 0, at most 1.
 * Stops at the next checkpoint and throws `signal.reason` when aborted.
 */
export async function restyle(
  picture: Pixels,
  wish: Wish,
  strength: number,
  seed: number,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Pixels> {
  const scale = Math.min(1, Math.sqrt(PAINTED_PIXELS / (picture.width * picture.height)))
  const size = fitWithin(picture.width, picture.height, Math.round(Math.max(picture.width, picture.height) * scale))
  const small = withoutAlpha(await resizePixels(picture, size.width, size.height))
  onProgress(0.1)
  await checkpoint(signal)
  const painted = await paint(small, wish, strength, seed, signal)
  onProgress(0.7)
  await checkpoint(signal)
  return blend(picture, painted, signal)
}

/** The look that a picture is painted in, if any; `chosen` by the seed where the wish leaves it open. */
export function lookFor({ look, grade }: Wish, seed: number): { readonly id: PhotoLookId | undefined; readonly chosen: boolean } {
  if (look !== undefined || wantsGrade(grade)) return { id: look, chosen: false }
  return { id: USUAL_LOOKS[seed % USUAL_LOOKS.length], chosen: true }
}

async function paint(small: Pixels, wish: Wish, strength: number, seed: number, signal: AbortSignal): Promise<Painted> {
  const { grade, graph } = wish
  const { id } = lookFor(wish, seed)
  const look: PhotoLook | undefined = id && PHOTO_LOOKS[id]
  if (strength >= REPLACING && (graph.objects.length > 0 || graph.place !== undefined)) {
    // Looks that the composer has, it draws itself; their shapes are known to it.
    const drawn = LOOKS.find((candidate) => candidate.id === id)?.id
    const scene = await drawScene({ ...graph, look: drawn }, small, seed)
    await checkpoint(signal)
    const coloured = drawn === 'line-drawing' || drawn === 'neon-night' ? scene : await matchPalette(scene, small, PALETTE_SHARE, signal)
    const target = look && drawn === undefined ? await look.paint({ picture: coloured, amount: 1, seed, signal }) : coloured
    return { target, share: 1, detailOf: undefined }
  }
  const drawing = strength >= ADDING ? await drawObjects(graph, seed) : undefined
  const base = drawing ? await addThings(small, drawing, seed) : small
  const graded = await gradePicture(await varyPalette(base, seed, signal), grade, seed, signal)
  const keepsDetail = !look || look.tonal === true
  const fall = (onto: Pixels) => letFall(onto, grade.weather, seed, look?.softness ?? 0)
  const picture = look?.paintsFall ? await fall(graded) : graded
  const painted = look ? await look.paint({ picture, amount: strength, seed, signal }) : picture
  await checkpoint(signal)
  const target = look?.paintsFall ? painted : await fall(painted)
  // A thing that is half there would be a ghost.
  const share = drawing ? 1 : keepsDetail ? strength : Math.min(1, strength / WHOLLY_PAINTED) ** 0.8
  return { target, share, detailOf: keepsDetail && !drawing ? small : undefined }
}

function withoutAlpha({ width, height, channels, data }: Pixels): Pixels {
  if (channels === 3) return { width, height, channels, data }
  const colours = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) colours.set(data.subarray(at * 4, at * 4 + 3), at * 3)
  return { width, height, channels: 3, data: colours }
}

/** Brings the painting to the picture's size and lays it over the picture; fine detail that the small photograph lost is added again. */
async function blend(picture: Pixels, { target, share, detailOf }: Painted, signal: AbortSignal): Promise<Pixels> {
  const { width, height, channels } = picture
  const whole = await resizePixels(target, width, height)
  await checkpoint(signal)
  const smooth = detailOf && detailOf.width < width ? await resizePixels(detailOf, width, height) : undefined
  const data = picture.data.slice()
  for (let from = 0; from < height; from += ROWS_AT_ONCE) {
    await checkpoint(signal)
    const end = Math.min(height, from + ROWS_AT_ONCE) * width
    for (let at = from * width; at < end; at++) {
      const [to, source] = [at * channels, at * 3]
      const detail = smooth ? lumaAt(picture.data, to) - lumaAt(smooth.data, source) : 0
      for (let channel = 0; channel < 3; channel++) {
        const old = data[to + channel]
        const value = Math.round(old + (whole.data[source + channel] + detail - old) * share)
        data[to + channel] = value < 0 ? 0 : value > 255 ? 255 : value
      }
    }
  }
  return { width, height, channels, data }
}

function lumaAt(data: Uint8Array, at: number): number {
  return 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]
}
