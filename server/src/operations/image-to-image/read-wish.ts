import { channels } from '../../scenes/draw/colour.ts'
import { LOOKS } from '../../scenes/looks.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'
import { COLOURS } from '../../scenes/parse/vocabulary.ts'
import type { SceneGraph } from '../../scenes/scene.ts'
import type { GradeWish } from './grades.ts'
import { PHOTO_LOOKS, type PhotoLookId } from './looks/index.ts'

/** What a prompt asks of a picture. */
export interface Wish {
  readonly look: PhotoLookId | undefined
  readonly grade: GradeWish
  /** Things and places, as the scene composer reads them. */
  readonly graph: SceneGraph
}

/** They name no look of their own beside a word that does: a "watercolour painting" is a watercolour. */
const WIDE_WORDS: ReadonlySet<string> = new Set([
  'painting',
  'painted',
  'painterly',
  'drawing',
  'illustration',
  'illustrated',
  'sketch',
  'sketched',
  'ink',
  'oil',
  'glowing',
  'faded',
])
/** What people write around the wish itself; leaving it out changes nothing. */
const AROUND =
  /\b(in the style of|in style of|style of|styled?|highly|detailed|ultra|masterpiece|best quality|high quality|quality|4k|8k|hd|hdr|make|turn|convert|change|into|look(s|ing)? like|like|photo(graph)?|picture|image|effect|filter|art(work)?|render(ed)?|please|atmosphere|mood|scene|weather|time)\b/g
const TINT = new RegExp(
  `\\b(${Object.keys(COLOURS).join('|')})[ -](tones?|tints?|tinted|hues?|colou?rs?|colou?red|palette|light|lighting|filter|shades?|wash|cast|monochrome)\\b`,
  'g',
)

interface Phrase {
  readonly words: string
  readonly look: PhotoLookId
}
const PHRASES: readonly Phrase[] = Object.entries(PHOTO_LOOKS)
  .flatMap(([look, { words }]) => words.map((phrase): Phrase => ({ words: phrase, look: look as PhotoLookId })))
  .sort((a, b) => Number(WIDE_WORDS.has(a.words)) - Number(WIDE_WORDS.has(b.words)) || b.words.length - a.words.length)

/** Reads a prompt. `model` is a look's id; what the prompt says goes before it. */
export function readWish(prompt: string, model: string | undefined): Wish {
  let text = ` ${prompt.toLowerCase()} `
  let colour: readonly [number, number, number] | undefined
  text = text.replace(TINT, (_whole, name: string) => {
    colour = channels(COLOURS[name])
    return ' '
  })
  let look: PhotoLookId | undefined
  for (const phrase of PHRASES) {
    const found = new RegExp(`(?<![\\p{L}\\p{N}-])${escape(phrase.words)}(?![\\p{L}\\p{N}-])`, 'gu')
    if (!found.test(text)) continue
    look ??= phrase.look
    text = text.replace(found, ' ')
  }
  const graph = parsePrompt(tidy(text.replace(AROUND, ' ')))
  const named = isPhotoLook(graph.look) ? graph.look : isPhotoLook(model) ? model : undefined
  const { time, weather, mood } = graph
  return { look: look ?? named, grade: { time, weather, mood, tint: colour }, graph }
}

/** What was taken out leaves spaces and lonely commas. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/(\s*[,.;:])+/g, ',')
    .replace(/^[\s,]+|[\s,]+$/g, '')
}

function isPhotoLook(id: string | undefined): id is PhotoLookId {
  return id !== undefined && Object.hasOwn(PHOTO_LOOKS, id)
}

/** Whether the engine knows a model of that name at all. */
export function isKnownModel(model: string): boolean {
  return isPhotoLook(model) || LOOKS.some(({ id }) => id === model)
}

function escape(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
