import nlp from 'compromise'
import { LOOKS, type LookId } from '../looks.ts'
import { isPerson, naturalSize } from '../layout/natural-size.ts'
import type { PartOfSpeech, RelationKind, SceneGraph, SceneObject } from '../scene.ts'
import { findGlyph, isClothing, isThingName, isWorn } from './lexicon.ts'
import {
  ACTIONS,
  CELESTIAL,
  COLOURS,
  COUNTS,
  MOODS,
  PAIRS,
  PLACE_PREPOSITIONS,
  PLACE_WORDS,
  PLACES_THAT_ARE_THINGS,
  PRONOUNS,
  RELATIONS,
  SIZES,
  STOP_WORDS,
  TIMES,
  WEATHERS,
} from './vocabulary.ts'

const MAX_COUNT = 12
const MAX_OBJECTS = 24
/** A plural without a number: "cats". */
const SOME = 3
/** Longer phrases than this are not in any table. */
const LONGEST_PHRASE = 3

interface Word {
  readonly text: string
  /** Base forms that it may have, the word itself first. */
  readonly forms: readonly string[]
  readonly plural: boolean
  readonly noun: boolean
  readonly part: PartOfSpeech | undefined
  /** Whether a comma, full stop or semicolon follows. */
  readonly endsClause: boolean
}

const LOOK_WORDS: Readonly<Record<string, LookId>> = Object.fromEntries(LOOKS.flatMap(({ id, words }) => words.map((word) => [word, id])))

/**
 * Reads a prompt from left to right: adjectives wait for their noun, verbs and prepositions for the noun behind them. No grammar beyond
 * that, on purpose: prompts are rarely sentences, and a word in the wrong place should still be seen in the picture.
 * `replacements`: known words to read in the place of unknown ones.
 */
export function parsePrompt(prompt: string, replacements: ReadonlyMap<string, string> = new Map()): SceneGraph {
  const graph: SceneGraph = {
    objects: [],
    relations: [],
    place: undefined,
    time: undefined,
    weather: undefined,
    mood: 'neutral',
    look: undefined,
    celestial: new Set(),
    ignoredWords: [],
    unknownWords: [],
  }
  const words = readWords(prompt, replacements)
  let modifiers: { count?: number; colour?: string; size?: number } = {}
  /** The things that a verb or preposition speaks of: one, or several joined by "and". */
  let subjects: number[] = []
  let relation: RelationKind | undefined
  let preposition: string | undefined
  let joining = false
  /** How the last thing was related: "wearing a hat and glasses" goes on, "on a chair and a dog" starts anew. */
  let lastRelation: RelationKind | undefined
  /** Verbs that came before any noun: "flying pigs". */
  let waitingActions: string[] = []

  /** The thing that the word just before named, if nothing stands between: "pirate ship" is a ship. */
  let modifierNoun: { index: number; modifiers: typeof modifiers } | undefined

  const addObject = (word: string, glyph: string, plural: boolean) => {
    if (modifierNoun && graph.objects.length - 1 === modifierNoun.index) {
      const replaced = graph.objects[modifierNoun.index]
      graph.ignoredWords.push(replaced.word)
      graph.objects[modifierNoun.index] = {
        ...replaced,
        word,
        glyph,
        count: modifierNoun.modifiers.count === undefined && plural ? SOME : replaced.count,
      }
      return
    }
    const spoken = modifiers
    const object: SceneObject = {
      word,
      glyph,
      count: Math.min(MAX_COUNT, modifiers.count ?? (plural ? SOME : 1)),
      colour: modifiers.colour,
      size: modifiers.size ?? 1,
      actions: new Set(waitingActions),
    }
    waitingActions = []
    const index = graph.objects.push(object) - 1
    const worn = lastRelation === 'holding' || lastRelation === 'wearing'
    const kind = relation ?? (joining && worn ? lastRelation : undefined)
    if (kind && subjects.length > 0) {
      for (const subject of subjects)
        graph.relations.push({ subject, kind: howHad(graph.objects[subject].glyph, kind, glyph), object: index })
    } else if (joining && lastRelation === undefined) subjects.push(index)
    else subjects = [index]
    lastRelation = subjects.includes(index) ? undefined : kind
    joining = false
    relation = undefined
    preposition = undefined
    modifiers = {}
    newest = { index, modifiers: spoken }
  }
  let newest: typeof modifierNoun

  for (let at = 0; at < words.length;) {
    newest = undefined
    const { length, handled } = readPhrase(at)
    modifierNoun = newest
    if (!handled) {
      const word = words[at]
      if (!STOP_WORDS.has(word.text)) {
        graph.ignoredWords.push(word.text)
        if (word.part) graph.unknownWords.push({ word: word.text, part: word.part })
      }
    }
    const last = words[at + length - 1]
    if (last.endsClause) {
      modifierNoun = undefined
      relation = undefined
      preposition = undefined
      joining = false
      lastRelation = undefined
      modifiers = {}
      const next = words[at + length]
      // "a cat, a dog and a bird": the list goes on if a noun phrase follows; a verb keeps its subjects as well.
      if (next && next.forms.some((form) => form in COUNTS) && graph.relations.length === 0) joining = true
    }
    at += length
  }
  return graph

  /** The longest phrase at a position that means something. */
  function readPhrase(at: number): { length: number; handled: boolean } {
    for (let length = Math.min(LONGEST_PHRASE, words.length - at); length >= 1; length--) {
      const phrase = words.slice(at, at + length)
      // A phrase does not reach over a comma.
      if (phrase.slice(0, -1).some((word) => word.endsClause)) continue
      const head = phrase.slice(0, -1).map((word) => word.text)
      const last = phrase[length - 1]
      // A verb in any of its forms comes before a noun that happens to be spelt like it, unless an article says otherwise; the name of
      // a thing before a word that only stands for one ("mouse" before "mice").
      const rank = (form: string) =>
        modifiers.count === undefined && own(ACTIONS, form) ? 0 : isThingName([...head, form].join(' ')) ? 1 : 2
      const forms = last.forms.toSorted((a, b) => rank(a) - rank(b))
      for (const form of forms) if (understand([...head, form].join(' '), last)) return { length, handled: true }
    }
    return { length: 1, handled: false }
  }

  function understand(phrase: string, word: Word): boolean {
    if (phrase === 'and') {
      joining = true
      return true
    }
    // "And a dog sleeping beside him": the one that was spoken of before.
    if (PRONOUNS.has(phrase) && relation && subjects.length > 0) {
      const spoken = subjects
      const object = graph.objects.findIndex((_, index) => !spoken.includes(index))
      if (object >= 0) for (const subject of spoken) graph.relations.push({ subject, kind: relation, object })
      relation = undefined
      preposition = undefined
      return true
    }
    if (own(COUNTS, phrase) || /^\d+$/.test(phrase)) {
      modifiers.count = COUNTS[phrase] ?? Math.max(1, Number(phrase))
      return true
    }
    if (own(LOOK_WORDS, phrase)) {
      graph.look = LOOK_WORDS[phrase]
      return true
    }
    if (own(COLOURS, phrase) && !(phrase === 'orange' && word.plural)) {
      modifiers.colour = COLOURS[phrase]
      return true
    }
    if (own(SIZES, phrase)) {
      modifiers.size = SIZES[phrase]
      return true
    }
    if (own(RELATIONS, phrase)) {
      relation = RELATIONS[phrase]
      preposition = phrase
      return true
    }
    if (phrase === 'at' || phrase === 'through' || phrase === 'across' || phrase === 'to') {
      preposition = phrase
      return true
    }
    if (own(TIMES, phrase)) return setting(() => (graph.time = TIMES[phrase]))
    if (own(WEATHERS, phrase)) {
      // Often an adjective ("in the snowy forest"), so the preposition waits on.
      graph.weather = WEATHERS[phrase]
      return true
    }
    if (own(MOODS, phrase)) {
      graph.mood = MOODS[phrase]
      return true
    }
    const isPlace = own(PLACE_WORDS, phrase) && (!PLACES_THAT_ARE_THINGS.has(phrase) || PLACE_PREPOSITIONS.has(preposition ?? ''))
    if (isPlace && modifiers.colour === undefined) return setting(() => (graph.place = PLACE_WORDS[phrase]))
    if (own(CELESTIAL, phrase) && relation !== 'on' && relation !== 'holding') {
      return setting(() => {
        graph.celestial.add(CELESTIAL[phrase])
        if (CELESTIAL[phrase] === 'moon' || CELESTIAL[phrase] === 'stars') graph.time ??= 'night'
      })
    }
    if (own(ACTIONS, phrase) && modifiers.count === undefined) {
      if (subjects.length > 0) for (const subject of subjects) graph.objects[subject].actions.add(phrase)
      else waitingActions.push(phrase)
      relation = ACTIONS[phrase].takes ?? relation
      joining = false
      return true
    }
    const isThing = word.noun || phrase.includes(' ') || modifiers.count !== undefined || isThingName(phrase)
    const glyph = isThing ? findGlyph(phrase) : undefined
    if (glyph === undefined || graph.objects.length >= MAX_OBJECTS) return false
    addObject(phrase, glyph, word.plural && !PAIRS.has(phrase))
    return true
  }

  function setting(apply: () => void): true {
    apply()
    relation = undefined
    preposition = undefined
    modifiers = {}
    return true
  }
}

/** "In a dress", "with a hat" and "with a balloon" say more than where something is. */
function howHad(subject: string, kind: RelationKind, glyph: string): RelationKind {
  if ((kind === 'in' && isClothing(glyph)) || (kind === 'beside' && isWorn(glyph))) return 'wearing'
  if (kind === 'beside' && isPerson(subject) && naturalSize(glyph) <= 0.5) return 'holding'
  return kind
}

function own(table: object, key: string): boolean {
  return Object.hasOwn(table, key)
}

function readWords(prompt: string, replacements: ReadonlyMap<string, string>): Word[] {
  const document = nlp(prompt)
  document.compute('root')
  const sentences = document.json() as { terms: { normal: string; root?: string; post: string; tags: string[] }[] }[]
  return sentences.flatMap(({ terms }) =>
    terms
      .filter((term) => term.normal !== '')
      .map((term): Word => {
        const spelt = term.normal.replace(/[^\p{L}\p{N}-]/gu, '')
        const text = replacements.get(spelt) ?? spelt
        const tags = new Set(term.tags)
        const forms = text === spelt ? [text, ...(term.root === undefined ? [] : [term.root]), ...baseForms(text)] : [text]
        return {
          text,
          forms: [...new Set(forms)],
          plural:
            tags.has('Plural') || (!tags.has('Verb') && spelt.endsWith('s') && !spelt.endsWith('ss') && findGlyph(spelt) === undefined),
          noun: tags.has('Noun') || tags.has('Plural') || tags.has('Singular'),
          part: tags.has('Noun') ? 'noun' : tags.has('Verb') ? 'verb' : tags.has('Adjective') ? 'adjective' : undefined,
          endsClause: /[,.;:!?]/.test(term.post),
        }
      }),
  )
}

/** What regular English endings may be taken off; the tables decide which result is a word. */
function baseForms(word: string): string[] {
  const forms: string[] = []
  const strip = (ending: string, ...replacements: string[]) => {
    if (!word.endsWith(ending) || word.length - ending.length < 2) return
    const stem = word.slice(0, -ending.length)
    for (const replacement of replacements) forms.push(stem + replacement)
    // "running", "napped": the doubled consonant goes as well.
    if (/([^aeiou])\1$/.test(stem)) forms.push(stem.slice(0, -1))
  }
  strip('ing', '', 'e')
  strip('ed', '', 'e')
  strip('ies', 'y')
  strip('ves', 'f', 'fe')
  strip('es', '', 'e')
  strip('s', '')
  const irregular: Readonly<Record<string, string>> = { slept: 'sleep', ran: 'run', flew: 'fly', ate: 'eat', sat: 'sit', rode: 'ride', held: 'hold', wore: 'wear', lying: 'lie', drove: 'drive', swam: 'swim', built: 'build', had: 'have', has: 'have' } // prettier-ignore
  const base = irregular[word]
  return base === undefined ? forms : [base, ...forms]
}
