import type { LookId } from './looks.ts'

export type Place =
  | 'meadow'
  | 'garden'
  | 'farm'
  | 'graveyard'
  | 'forest'
  | 'mountains'
  | 'beach'
  | 'sea'
  | 'underwater'
  | 'lake'
  | 'city'
  | 'road'
  | 'desert'
  | 'snow'
  | 'room'
  | 'kitchen'
  | 'library'
  | 'table-top'
  | 'cabin'
  | 'sky'
  | 'space'
  | 'moon'
  | 'mars'
export type TimeOfDay = 'dawn' | 'day' | 'sunset' | 'night'
export type Weather = 'clear' | 'cloudy' | 'rain' | 'snow' | 'fog' | 'storm'
export type Mood = 'neutral' | 'cheerful' | 'sad' | 'spooky' | 'romantic' | 'cosy' | 'dreamy'
export type RelationKind = 'on' | 'under' | 'beside' | 'in' | 'behind' | 'before' | 'above' | 'holding' | 'wearing'

export type PartOfSpeech = 'noun' | 'verb' | 'adjective'

export interface SceneObject {
  /** As the prompt says it, singular. */
  readonly word: string
  /** The name of its picture in the glyph set. */
  readonly glyph: string
  count: number
  /** sRGB, `#rrggbb`; undefined leaves the glyph's own colours. */
  colour: string | undefined
  /** Times its natural size. */
  size: number
  /** Base forms, e.g. `sleep`. */
  readonly actions: Set<string>
}

/** `subject` and `object` are indices into `objects`: the cat (subject) is on the plane (object). */
export interface Relation {
  readonly subject: number
  readonly kind: RelationKind
  readonly object: number
}

/** What a prompt says, before anything is placed. Undefined means that it does not say. */
export interface SceneGraph {
  readonly objects: SceneObject[]
  readonly relations: Relation[]
  place: Place | undefined
  time: TimeOfDay | undefined
  weather: Weather | undefined
  mood: Mood
  look: LookId | undefined
  /** Things of the sky that the prompt names: they belong to the backdrop. */
  readonly celestial: Set<'sun' | 'moon' | 'stars' | 'clouds' | 'rainbow'>
  /** Words that changed nothing, in the order of the prompt. */
  readonly ignoredWords: string[]
  /** Those of them that may mean something all the same. */
  readonly unknownWords: { readonly word: string; readonly part: PartOfSpeech }[]
}
