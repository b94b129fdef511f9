import { ageBelow } from './reading/age-below.ts'
import { nameAgedAdults } from './reading/aged-adults.ts'
import { foldText } from './reading/fold-text.ts'
import { compilePhrases, type Phrases } from './reading/phrases.ts'
import { makeLexicon, readWords, type Word } from './reading/read-words.ts'
import type { Rule } from './refusal-log.ts'
import { groups } from './rules/groups.ts'
import { harmless } from './rules/harmless.ts'
import { minors, minorsAlways, minorsAlwaysUnspaced, minorsUnspaced } from './rules/minors.ts'
import { romance, scant } from './rules/romance.ts'
import { sexual, sexualWithPerson, suggestive, unspaced } from './rules/sexual.ts'
import { undressing, undressingUnspaced } from './rules/undressing.ts'
import { takesClothingAway } from './screen-negative.ts'

/** Of all texts of a submission together, in UTF-16 units. Beyond it nothing is read, so nothing is taken either. */
export const MAX_TEXT_LENGTH = 20_000

const ADULT_AGE = 18

export interface WrittenText {
  /** The property of the input. */
  readonly field: string
  /** `wish`: what a picture shall show; `negative`: what it must not. */
  readonly manner: 'wish' | 'negative'
  readonly text: string
}

export interface TextRefusal {
  readonly rule: Extract<Rule, 'sexual' | 'undressing' | 'minor' | 'clothing-removal'>
  readonly field: string
}

/** What may be found in a text. `suggestive` is found once per different word. */
type Signal = 'sexual' | 'undressing' | 'withPerson' | 'suggestive' | 'romance' | 'scant' | 'minor' | 'minorAlways' | 'person'

const phrasesOf = (table: readonly string[]): Phrases => compilePhrases(table, groups)

const signals: Readonly<Record<Signal, Phrases>> = {
  sexual: phrasesOf(sexual),
  undressing: phrasesOf(undressing),
  withPerson: phrasesOf(sexualWithPerson),
  suggestive: phrasesOf(suggestive),
  romance: phrasesOf(romance),
  scant: phrasesOf(scant),
  minor: phrasesOf(minors),
  minorAlways: phrasesOf(minorsAlways),
  person: phrasesOf(groups.person),
}
const unspacedSignals: readonly (readonly [Signal, readonly string[]])[] = [
  ['sexual', unspaced.map(foldText)],
  ['undressing', undressingUnspaced.map(foldText)],
  ['minor', minorsUnspaced.map(foldText)],
  ['minorAlways', minorsAlwaysUnspaced.map(foldText)],
]
const harmlessPhrases = phrasesOf(harmless)
const NAMES = Object.keys(signals) as Signal[]
/** Most words of most texts begin nothing: one look tells. */
const beginnings = new Set(NAMES.flatMap((signal) => [...signals[signal].beginnings]))

const lexicon = makeLexicon(
  [signals.sexual, signals.undressing, signals.minorAlways, signals.withPerson].flatMap(({ singles }) => [...singles]),
  [...signals.person.singles, ...signals.minor.singles],
)

/**
 * What the rules refuse in the texts of one submission; undefined when they may pass. The wishes are read together: who spreads a scene over several
 * properties asks for the same. Never throws; linear in the length of the texts. Rules: `rules/`.
 */
export function screenTexts(texts: readonly WrittenText[]): TextRefusal | undefined {
  for (const { field, text } of texts.filter(({ manner }) => manner === 'negative'))
    if (takesClothingAway(foldText(text))) return { rule: 'clothing-removal', field }

  /** Where each signal was found first. */
  const found = new Map<Signal, string>()
  const suggestions = new Set<string>()
  for (const { field, manner, text } of texts) {
    if (manner === 'negative') continue
    for (const [signal, words] of signalsIn(foldText(text))) {
      if (!found.has(signal)) found.set(signal, field)
      if (signal === 'suggestive') words.forEach((word) => suggestions.add(word))
    }
  }
  const isAnyoneYoung = () => texts.some(({ manner, text }) => manner === 'wish' && signalsIn(nameAgedAdults(foldText(text))).has('minor'))
  return decide(found, suggestions.size, isAnyoneYoung)
}

/** `isAnyoneYoung`: whether a minor is left once those are adults whose adult age is told. */
function decide(found: ReadonlyMap<Signal, string>, suggestions: number, isAnyoneYoung: () => boolean): TextRefusal | undefined {
  const where = (...wanted: Signal[]): string | undefined => wanted.map((signal) => found.get(signal)).find((field) => field !== undefined)
  const always = where('minorAlways')
  if (always !== undefined) return { rule: 'minor', field: always }
  if (found.has('minor')) {
    const field = where('sexual', 'undressing', 'withPerson', 'suggestive', 'scant')
    if (field !== undefined) return { rule: 'minor', field }
    const tender = where('romance')
    if (tender !== undefined && isAnyoneYoung()) return { rule: 'minor', field: tender }
  }
  const plain = where('sexual') ?? (suggestions >= 2 ? where('suggestive') : undefined)
  if (plain !== undefined) return { rule: 'sexual', field: plain }
  if (found.has('person') && found.has('withPerson')) return { rule: 'sexual', field: found.get('withPerson')! }
  const undressed = where('undressing')
  return undressed === undefined ? undefined : { rule: 'undressing', field: undressed }
}

/** The signals of a folded text, with the words that gave them. */
function signalsIn(folded: string): Map<Signal, Set<string>> {
  const words = withoutHarmless(readWords(folded, lexicon))
  const found = new Map<Signal, Set<string>>()
  const add = (signal: Signal, word: string): void => void found.set(signal, (found.get(signal) ?? new Set()).add(word))
  for (let at = 0; at < words.length; at++) {
    if (!words[at]!.some((reading) => beginnings.has(reading))) continue
    for (const signal of NAMES) if (signals[signal].lengthAt(words, at) > 0) add(signal, words[at]![0]!)
  }
  for (const [signal, terms] of unspacedSignals) for (const term of terms) if (folded.includes(term)) add(signal, term)
  if (ageBelow(folded, ADULT_AGE)) add('minor', 'age')
  return found
}

/** Stands where harmless words were, so that what was apart stays apart. */
const COVERED: Word = ['']

function withoutHarmless(words: readonly Word[]): readonly Word[] {
  const rest: Word[] = []
  for (let at = 0; at < words.length;) {
    const length = harmlessPhrases.lengthAt(words, at)
    rest.push(length > 0 ? COVERED : words[at]!)
    at += Math.max(1, length)
  }
  return rest
}
