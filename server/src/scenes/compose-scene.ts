import { createRandom } from '../imaging/random.ts'
import { paintBackdrop } from './draw/backdrop.ts'
import { measureGlyph, type Ink } from './draw/glyphs.ts'
import { renderSvg, type DrawingStyle } from './draw/render-svg.ts'
import { resetIds } from './draw/svg.ts'
import { placeObjects } from './layout/place-objects.ts'
import type { Canvas, Measure, Sprite } from './layout/sprite.ts'
import { glyphsOf, stageScene, type StagedScene } from './layout/stage.ts'
import { terrainOf } from './layout/terrain.ts'
import { ACTIONS } from './parse/vocabulary.ts'
import type { SceneGraph } from './scene.ts'

/** A composed picture: as SVG, and what stands where in it. */
export interface Composition {
  readonly svg: string
  readonly scene: StagedScene
  readonly sprites: readonly Sprite[]
  /** The ink of every glyph in it. */
  readonly measure: Measure
}

/** One picture of a scene. The same graph, canvas, style and seed give the same text. */
export async function composeScene(
  graph: SceneGraph,
  excluded: ReadonlySet<string>,
  canvas: Canvas,
  style: DrawingStyle,
  seed: number,
): Promise<Composition> {
  const random = createRandom(seed)
  resetIds()
  const scene = stageScene({ ...graph, time: graph.time ?? style.time }, random)
  const terrain = terrainOf(scene)
  const backdrop = paintBackdrop(scene, canvas, excluded, random)
  const extras = scene.objects.flatMap(({ marks, actions }) => [
    ...marks,
    ...[...actions].flatMap((action) => ACTIONS[action]?.holds ?? []),
  ])
  const names = new Set([
    'motion-lines',
    'islet',
    ...scene.objects.flatMap(glyphsOf),
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
  const sprites = placeObjects(scene, canvas, terrain, measure, random)
  return { svg: renderSvg(backdrop, sprites, canvas, measure, style), scene, sprites, measure }
}
