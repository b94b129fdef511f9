import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { placeObjects } from '../layout/place-objects.ts'
import { glyphsOf, stageScene } from '../layout/stage.ts'
import { ACTIONS } from '../parse/vocabulary.ts'
import type { SceneGraph } from '../scene.ts'
import { paintBackdrop } from './backdrop.ts'
import { measureGlyph, type Ink } from './glyphs.ts'
import { renderSvg } from './render-svg.ts'
import { resetIds } from './svg.ts'

/** The things of a scene by themselves, as vectors. */
export interface ObjectDrawing {
  /** Width by height of what is drawn, without margins. */
  readonly aspect: number
  /** Whether it stands on something, so that a shadow belongs under it. */
  readonly stands: boolean
  /** RGBA pixels of that height in pixels; the drawing fills them from border to border. */
  rasterise(height: number): Promise<Pixels>
}

const CANVAS = { width: 512, height: 512 }
const NOTHING = { skyDefinitions: '', landDefinitions: '', sky: '', farDecor: [], land: '', decor: [], front: '' }

/** Draws what the graph's objects are, do and wear, without place or weather. Undefined if it has none. */
export async function drawObjects(graph: SceneGraph, seed: number): Promise<ObjectDrawing | undefined> {
  if (graph.objects.length === 0) return undefined
  resetIds()
  const random = createRandom(seed)
  // Place and hour are fixed: none is invented, no one boards a plane, and colours are those of plain daylight.
  const scene = stageScene({ ...graph, place: 'meadow', time: 'day', weather: 'clear', mood: 'neutral' }, random)
  const extras = scene.objects.flatMap(({ marks, actions }) => [
    ...marks,
    ...[...actions].flatMap((action) => ACTIONS[action]?.holds ?? []),
  ])
  const inks = new Map<string, Ink>()
  for (const name of new Set([...scene.objects.flatMap(glyphsOf), ...extras])) inks.set(name, await measureGlyph(name))
  const measure = (glyph: string) => {
    const ink = inks.get(glyph)
    if (!ink) throw new Error(`The glyph ${glyph} was not measured.`)
    return ink
  }
  const sprites = placeObjects(scene, CANVAS, { kind: 'ground', horizon: 0.5 }, measure, random)
  const svg = renderSvg({ ...paintBackdrop(scene, CANVAS, new Set(), random), ...NOTHING }, sprites, CANVAS, measure, { shadows: false })
  const box = await inkedBox(svg)
  if (!box) return undefined
  const stands = scene.objects.some(({ airborne, hidden }) => !airborne && !hidden)
  return {
    aspect: box.width / box.height,
    stands,
    async rasterise(height) {
      const rows = Math.max(1, Math.round(height))
      const columns = Math.max(1, Math.round((rows * box.width) / box.height))
      const view = `width="${String(columns)}" height="${String(rows)}" viewBox="${[box.left, box.top, box.width, box.height].join(' ')}" preserveAspectRatio="none"`
      const framed = svg.replace(/width="[^"]*" height="[^"]*" viewBox="[^"]*"/, view)
      const { data, info } = await sharp(Buffer.from(framed), { unlimited: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
      return { width: info.width, height: info.height, channels: 4, data: asBytes(data) }
    },
  }
}

/** The smallest box around everything that is not transparent, in units of the canvas. */
async function inkedBox(svg: string): Promise<{ left: number; top: number; width: number; height: number } | undefined> {
  const alpha = asBytes(await sharp(Buffer.from(svg)).ensureAlpha().extractChannel(3).raw().toBuffer())
  const { width, height } = CANVAS
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (alpha[at] < 8) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 }
}
