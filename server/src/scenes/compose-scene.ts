import { createRandom } from '../imaging/random.ts'
import { paintBackdrop, TERRAINS } from './draw/backdrop.ts'
import { measureGlyph, type Ink } from './draw/glyphs.ts'
import { renderSvg, type DrawingStyle } from './draw/render-svg.ts'
import { resetIds } from './draw/svg.ts'
import { placeObjects, type Canvas } from './layout/place-objects.ts'
import { stageScene } from './layout/stage.ts'
import { ACTIONS } from './parse/vocabulary.ts'
import type { SceneGraph } from './scene.ts'

/** One picture of a scene as SVG. The same graph, canvas, style and seed give the same text. */
export async function composeScene(
  graph: SceneGraph,
  excluded: ReadonlySet<string>,
  canvas: Canvas,
  style: DrawingStyle,
  seed: number,
): Promise<string> {
  const random = createRandom(seed)
  resetIds()
  const scene = stageScene(graph, random)
  const backdrop = paintBackdrop(scene, canvas, excluded, random)
  const extras = scene.objects.flatMap(({ marks, actions }) => [
    ...marks,
    ...[...actions].flatMap((action) => ACTIONS[action]?.holds ?? []),
  ])
  const names = new Set([
    ...scene.objects.map(({ glyph }) => glyph),
    ...extras,
    ...[...backdrop.decor, ...backdrop.farDecor].map(({ glyph }) => glyph),
  ])
  const inks = new Map<string, Ink>()
  for (const name of names) inks.set(name, await measureGlyph(name))
  const measure = (glyph: string) => {
    const ink = inks.get(glyph)
    if (!ink) throw new Error(`The glyph ${glyph} was not measured.`)
    return ink
  }
  const sprites = placeObjects(scene, canvas, TERRAINS[scene.place], measure, random)
  return renderSvg(backdrop, sprites, canvas, measure, style)
}
