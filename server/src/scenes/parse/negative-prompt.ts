import type { SceneGraph } from '../scene.ts'
import { parsePrompt } from './parse-prompt.ts'

/** Also in the backdrop, under other names than the glyph that the word finds. */
const BACKDROP_NAMES: Readonly<Record<string, readonly string[]>> = {
  'deciduous-tree': ['deciduous-tree', 'evergreen-tree', 'palm-tree'],
  'evergreen-tree': ['evergreen-tree', 'pine'],
  'snow-capped-mountain': ['snow-capped-mountain', 'mountain'],
  'office-building': ['office-building', 'house'],
  house: ['house', 'house-with-garden'],
  houses: ['houses', 'house', 'house-with-garden'],
  tulip: ['tulip', 'rose', 'blossom', 'sunflower', 'hibiscus', 'herb', 'seedling'],
}

/**
 * Takes out of the graph what the negative prompt names, and gives the glyphs and weathers that the backdrop must not show.
 * Words that mean nothing here ("blurry, low quality") are no reason for a warning: the picture has none of it.
 */
export function applyNegativePrompt(graph: SceneGraph, negativePrompt: string | undefined): ReadonlySet<string> {
  const excluded = new Set<string>()
  if (negativePrompt === undefined || negativePrompt.trim() === '') return excluded
  const unwanted = parsePrompt(negativePrompt)
  for (const { glyph } of unwanted.objects) for (const name of BACKDROP_NAMES[glyph] ?? [glyph]) excluded.add(name)
  if (unwanted.weather) excluded.add(unwanted.weather)
  if (unwanted.celestial.has('clouds')) excluded.add('cloud')
  if (unwanted.celestial.has('stars')) excluded.add('star')
  if (unwanted.celestial.has('sun')) excluded.add('sun')
  if (unwanted.celestial.has('moon')) excluded.add('full-moon')
  for (const item of unwanted.celestial) graph.celestial.delete(item)
  if (graph.weather !== undefined && graph.weather === unwanted.weather) graph.weather = undefined
  if (graph.time !== undefined && graph.time === unwanted.time) graph.time = undefined

  // Relations refer to objects by index, so what goes is taken out of both.
  const kept = graph.objects.map((object, index) => ({ object, index })).filter(({ object }) => !excluded.has(object.glyph))
  const newIndex = new Map(kept.map(({ index }, position) => [index, position]))
  const relations = graph.relations.flatMap(({ subject, kind, object }) => {
    const [from, to] = [newIndex.get(subject), newIndex.get(object)]
    return from === undefined || to === undefined ? [] : [{ subject: from, kind, object: to }]
  })
  graph.objects.splice(0, graph.objects.length, ...kept.map(({ object }) => object))
  graph.relations.splice(0, graph.relations.length, ...relations)
  return excluded
}
