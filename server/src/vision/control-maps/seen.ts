import type { Pixels } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { analysePicture } from '../analyse-picture.ts'
import type { Box } from '../geometry.ts'
import type { FoundObject } from '../objects.ts'
import { cutSubject, type Cut } from './cut-subject.ts'

type Size = Pick<Pixels, 'width' | 'height'>

/** What a picture shows, in pixels of the part of it that a map is made of. Each is looked for when it is first asked for. */
export interface Seen {
  readonly findObjects: () => Promise<readonly FoundObject[]>
  readonly cutSubject: (signal: AbortSignal) => Promise<Cut | undefined>
}

/** Subjects are cut out of a picture of at most this side. */
const SIDE = 768

/** The whole is looked at, though the map may be of its middle: networks and salience see worse what is cut off at the sides. */
export function seenIn(whole: Pixels, part: Size): Seen {
  const { toPart, takePart } = coverPart(whole, part)
  let cutting: Promise<Cut | undefined> | undefined
  const cutWhole = async (signal: AbortSignal): Promise<Cut | undefined> => {
    const size = fitWithin(whole.width, whole.height, SIDE)
    const shrunk = await resizePixels(whole, size.width, size.height)
    const cut = await cutSubject(shrunk, analysePicture(shrunk), signal)
    const scale = whole.width / shrunk.width
    return (
      cut && {
        ...cut,
        mask: takePart(cut.mask, shrunk),
        box:
          cut.box &&
          toPart({ left: cut.box.left * scale, top: cut.box.top * scale, width: cut.box.width * scale, height: cut.box.height * scale }),
      }
    )
  }
  return {
    findObjects: async () => (await analysePicture(whole).objects()).map((found) => ({ ...found, box: toPart(found.box) })),
    cutSubject: (signal) => (cutting ??= cutWhole(signal)),
  }
}

/** From a picture to its part that `coverSize` keeps. */
function coverPart(whole: Size, { width, height }: Size) {
  const scale = Math.max(width / whole.width, height / whole.height)
  const [left, top] = [(whole.width * scale - width) / 2, (whole.height * scale - height) / 2]
  return {
    toPart: (box: Box): Box => ({
      left: box.left * scale - left,
      top: box.top * scale - top,
      width: box.width * scale,
      height: box.height * scale,
    }),
    takePart: (mask: Uint8Array, { width: columns, height: rows }: Size): Uint8Array =>
      Uint8Array.from({ length: width * height }, (_, i) => {
        const x = Math.floor((((i % width) + 0.5 + left) / (whole.width * scale)) * columns)
        const y = Math.floor(((Math.floor(i / width) + 0.5 + top) / (whole.height * scale)) * rows)
        return mask[Math.min(rows - 1, y) * columns + Math.min(columns - 1, x)]
      }),
  }
}
