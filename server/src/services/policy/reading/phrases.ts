import { foldText } from './fold-text.ts'
import type { Word } from './read-words.ts'

/** How many words of any kind `...` stands for at most. */
const MAX_GAP = 3

interface Step {
  readonly words: ReadonlySet<string>
  readonly isOptional: boolean
  readonly isGap: boolean
}

export interface Phrases {
  /** How many words the longest phrase covers that begins at a place of a text; 0 when none does. */
  lengthAt(text: readonly Word[], start: number): number
  /** The phrases that are single words. */
  readonly singles: ReadonlySet<string>
  /** What phrases begin with. */
  readonly beginnings: ReadonlySet<string>
}

export type Groups = Readonly<Record<string, readonly string[]>>

/** Makes phrases in the notation of `rules/groups.ts` ready for finding. @throws for a group that does not exist, or a phrase without beginning */
export function compilePhrases(table: readonly string[], groups: Groups): Phrases {
  const singles = new Set<string>()
  const longer = new Map<string, (readonly Step[])[]>()
  for (const phrase of table) {
    const steps = splitSteps(phrase).map((step) => compileStep(step, groups))
    const [first] = steps
    if (first === undefined || first.isGap || first.isOptional) throw new Error(`A phrase must begin with a word: ${phrase}`)
    for (const word of first.words)
      if (steps.length === 1) singles.add(word)
      else longer.set(word, [...(longer.get(word) ?? []), steps])
  }
  return {
    singles,
    beginnings: new Set([...singles, ...longer.keys()]),
    lengthAt(text, start) {
      let longest = 0
      for (const reading of text[start]!) {
        if (singles.has(reading)) longest = Math.max(longest, 1)
        for (const steps of longer.get(reading) ?? []) longest = Math.max(longest, matchFrom(text, start + 1, steps, 1) - start)
      }
      return Math.max(0, longest)
    },
  }
}

/** Every word that a pattern such as `nud{e,es}` stands for. */
export function expandBraces(pattern: string): string[] {
  const found = /\{([^{}]*)\}/.exec(pattern)
  if (!found) return [pattern]
  const [before, after] = [pattern.slice(0, found.index), pattern.slice(found.index + found[0].length)]
  return found[1]!.split(',').flatMap((middle) => expandBraces(before + middle + after))
}

function splitSteps(phrase: string): string[] {
  return phrase.split(' ').filter((step) => step !== '')
}

function compileStep(step: string, groups: Groups): Step {
  if (step === '...') return { words: new Set(), isOptional: false, isGap: true }
  const isOptional = step.endsWith('?')
  const pattern = isOptional ? step.slice(0, -1) : step
  const name = /^<(\w+)>$/.exec(pattern)?.[1]
  const patterns = name === undefined ? [pattern] : groups[name]
  if (!patterns) throw new Error(`There is no group ${pattern}.`)
  const words = patterns.flatMap(expandBraces).map(foldText)
  if (words.some((word) => !/^[\p{L}\p{N}]+$/u.test(word))) throw new Error(`This is no word of a phrase: ${step}`)
  return { words: new Set(words), isOptional, isGap: false }
}

/** Where the rest of a phrase ends; -1 when it does not fit. */
function matchFrom(text: readonly Word[], at: number, steps: readonly Step[], next: number): number {
  const step = steps[next]
  if (!step) return at
  if (step.isGap) {
    for (let skipped = 0; skipped <= MAX_GAP; skipped++) {
      const end = matchFrom(text, at + skipped, steps, next + 1)
      if (end >= 0) return end
    }
    return -1
  }
  const word = text[at]
  if (word?.some((reading) => step.words.has(reading))) {
    const end = matchFrom(text, at + 1, steps, next + 1)
    if (end >= 0) return end
  }
  return step.isOptional ? matchFrom(text, at, steps, next + 1) : -1
}
