/** A word as it may be read: as it is written first, then what it may stand for. */
export type Word = readonly string[]

/** What digits and signs stand for among letters. Two readings where there are two. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'il',
  '+': 't',
  '€': 'e',
  '£': 'l',
  '¡': 'i',
  '§': 's',
  '(': 'c',
}
/** Longer ones are read as they are written only. */
const MAX_DISGUISED = 40
const MAX_SPELLED = 16

const CHUNK = /[^\s,;"<>[\]{}]+/g
const PIECE = /[\p{L}\p{N}]+/gu
const LETTERS_ONLY = /^\p{L}+$/u
const SPELLING_SIGN = /[\p{N}@$!|+€£¡§(]/u
const THRICE = /(.)\1\1/u
const RUN = /(.)\1{2,}/gu
const ALL_TWICE = /^(?:(.)\1){2,}$/u

export interface Lexicon {
  /** Single words that somebody may disguise: spelled out, masked with asterisks, or run together with another. */
  readonly disguised: ReadonlySet<string>
  /** Their first letters. */
  readonly openings: ReadonlySet<string>
  /** Words that are run together with those. */
  readonly partners: ReadonlySet<string>
}

/** Letters. Shorter words are not looked for in disguise. */
const OPENING = 3

export function makeLexicon(disguised: Iterable<string>, partners: Iterable<string> = []): Lexicon {
  const words = new Set([...disguised].filter((word) => word.length >= OPENING))
  return {
    disguised: words,
    openings: new Set(Array.from(words, (word) => word.slice(0, OPENING))),
    partners: new Set([...partners].filter((word) => word.length >= OPENING)),
  }
}

/**
 * The words of a folded text, with what they stand for: digits and signs for letters, letters spelled out or repeated, hyphens within, asterisks
 * over letters, two words run together. Each step is linear in the text, for words that are too long to be meant are left as they are.
 */
export function readWords(folded: string, lexicon: Lexicon): Word[] {
  const words: Word[] = []
  for (const [chunk] of folded.matchAll(CHUNK)) readChunk(chunk, lexicon, words)
  return readSpelled(words, lexicon)
}

function readChunk(chunk: string, lexicon: Lexicon, words: Word[]): void {
  const pieces = chunk.match(PIECE) ?? []
  if (pieces.length === 1 && LETTERS_ONLY.test(chunk)) {
    words.push(readingsOf(chunk, lexicon))
    return
  }
  const whole: string[] = []
  if (chunk.length <= MAX_DISGUISED) {
    if (SPELLING_SIGN.test(chunk))
      whole.push(...decode(chunk.replace(/[^\p{L}\p{N}@$!|+€£¡§(]/gu, '')), ...decode(chunk.replace(/[^\p{L}\p{N}@$€£§]|[!|+¡(]+$/gu, '')))
    if (pieces.length > 1) whole.push(pieces.join(''))
    if (chunk.includes('*')) whole.push(...unmask(chunk, lexicon.disguised))
  }
  pieces.forEach((piece, i) => {
    const readings = readingsOf(piece, lexicon)
    words.push(i === 0 && whole.length > 0 ? [...readings, ...whole, ...whole.flatMap((each) => unfold(each, lexicon))] : readings)
  })
}

/** A piece of letters and digits, as written and as it may be meant. */
function readingsOf(piece: string, lexicon: Lexicon): Word {
  if (piece.length > MAX_DISGUISED) return [piece]
  if (LETTERS_ONLY.test(piece)) {
    const more = unfold(piece, lexicon)
    return more.length === 0 ? [piece] : [piece, ...more]
  }
  const bare = piece.replace(/^\p{N}+|\p{N}+$/gu, '')
  const readings = [piece, bare, ...decode(piece)]
  return [...readings, ...readings.flatMap((each) => unfold(each, lexicon))]
}

/** Without repeated letters, and as two words. */
function unfold(piece: string, { disguised, partners }: Lexicon): string[] {
  const readings: string[] = []
  if (THRICE.test(piece)) readings.push(piece.replace(RUN, '$1'), piece.replace(RUN, '$1$1'))
  if (ALL_TWICE.test(piece)) readings.push(piece.replace(/(.)\1/gu, '$1'))
  if (piece.length >= 6)
    for (let i = 3; i <= piece.length - 3; i++) {
      const [left, right] = [piece.slice(0, i), piece.slice(i)]
      if (disguised.has(left) && (partners.has(right) || disguised.has(right))) readings.push(left)
      else if (disguised.has(right) && partners.has(left)) readings.push(right)
    }
  return readings
}

/** With letters for digits and signs: every one read the first way, and every one the second. */
function decode(text: string): string[] {
  const read = (way: 0 | 1): string => Array.from(text, (sign) => LEET[sign]?.[way] ?? LEET[sign]?.[0] ?? sign).join('')
  const [first, second] = [read(0), read(1)]
  return first === second ? [first] : [first, second]
}

/** Words of the lexicon that fit a text with asterisks over some of its inner letters. */
function unmask(text: string, disguised: ReadonlySet<string>): string[] {
  const masked = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (masked.length < 3 || masked.length > MAX_SPELLED || !/^\p{L}[\p{L}*]*\*[\p{L}*]*$/u.test(masked)) return []
  return [...disguised].filter((word) => word.length === masked.length && [...masked].every((sign, i) => sign === '*' || sign === word[i]))
}

/** So long a word is known within a longer row as well. */
const UNMISTAKABLE = 6
/** What may stand before and behind it in the row: nothing, a word of one letter, or another spelled out. */
const ONE_LETTER_WORD = /^[aeiouy]?$/

/** Single letters in a row may be one word spelled out; it is then read where it begins. */
function readSpelled(words: Word[], { disguised, openings, partners }: Lexicon): Word[] {
  const mayStandBeside = (rest: string): boolean => ONE_LETTER_WORD.test(rest) || (rest.length <= MAX_SPELLED && partners.has(rest))
  for (let from = 0; from < words.length; from++) {
    let end = from
    while (end < words.length && words[end]![0]!.length === 1) end++
    if (end - from >= OPENING) {
      const letters = decode(
        words
          .slice(from, end)
          .map(([letter]) => letter)
          .join(''),
      )[0]!
      for (let i = 0; i + OPENING <= letters.length; i++) {
        if (!openings.has(letters.slice(i, i + OPENING))) continue
        for (let length = OPENING; length <= MAX_SPELLED && i + length <= letters.length; length++) {
          const spelled = letters.slice(i, i + length)
          if (!disguised.has(spelled)) continue
          if (length >= UNMISTAKABLE || (mayStandBeside(letters.slice(0, i)) && mayStandBeside(letters.slice(i + length))))
            words[from + i] = [...words[from + i]!, spelled]
        }
      }
    }
    from = end
  }
  return words
}
