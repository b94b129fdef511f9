import { compilePhrases, type Phrases } from './reading/phrases.ts'
import { makeLexicon, readWords, type Word } from './reading/read-words.ts'
import { groups } from './rules/groups.ts'
import { clothingCompounds, clothingQualifiers, lowerGarments, negatedClothing, upperGarments } from './rules/negative.ts'

const phrasesOf = (table: readonly string[]): Phrases => compilePhrases(table, groups)
const clothing = phrasesOf(negatedClothing)
const qualifiers = phrasesOf(clothingQualifiers)
const compounds = phrasesOf(clothingCompounds)
const upper = phrasesOf(upperGarments)
const lower = phrasesOf(lowerGarments)
const lexicon = makeLexicon(clothing.singles)

/**
 * Whether a folded negative prompt takes people's clothes away: clothing by itself, not of a certain kind and not as part of another thing; or an
 * upper and a lower garment by themselves.
 */
export function takesClothingAway(folded: string): boolean {
  let hasUpper = false
  let hasLower = false
  for (const part of folded.split(/[,;.|\n]/)) {
    const words = readWords(part, lexicon)
    for (let at = 0; at < words.length; at++) {
      const length = clothing.lengthAt(words, at)
      if (length > 0 && !isQualified(words, at) && !isAt(compounds, words, at + length)) return true
      // Garments only where nothing else is said of them.
      const alone = words.length <= 2
      if (alone && upper.lengthAt(words, at) > 0) hasUpper = true
      if (alone && lower.lengthAt(words, at) > 0) hasLower = true
    }
  }
  return hasUpper && hasLower
}

function isQualified(words: readonly Word[], at: number): boolean {
  return isAt(qualifiers, words, at - 1)
}

function isAt(phrases: Phrases, words: readonly Word[], at: number): boolean {
  return at >= 0 && at < words.length && phrases.lengthAt(words, at) > 0
}
