/** A piece of text and the logarithm of how probable it is; the index is the number that the model knows it by. */
export type Vocabulary = readonly (readonly [piece: string, logProbability: number])[]

/** Numbers below this one stand for markers, not for text; 0 is whatever the vocabulary has no piece for. */
const FIRST_PIECE = 6
const UNKNOWN = 0
const SPACE = '\u2581'

/**
 * Cuts a sentence into the most probable row of pieces (a unigram language model, found by Viterbi's algorithm) and gives their numbers.
 * Source: Kudo 2018, arXiv 1804.10959. A run of unknown characters is one unknown piece.
 */
export function createTokenizer(vocabulary: Vocabulary): (sentence: string) => number[] {
  const numbers = new Map<string, number>()
  let longest = 1
  for (const [number, [piece]] of vocabulary.entries()) {
    if (number < FIRST_PIECE) continue
    numbers.set(piece, number)
    longest = Math.max(longest, [...piece].length)
  }
  // An unknown character costs more than any piece, so that it is a last resort.
  const unknownScore = Math.min(...vocabulary.map(([, score]) => score)) - 10

  return (sentence) => {
    const symbols = [...(SPACE + sentence.normalize('NFKC')).replaceAll(' ', SPACE)]
    /** The most probable row of pieces up to a symbol: its score, where its last piece begins, and that piece's number. */
    const scores = [0]
    const starts = [0]
    const last = [UNKNOWN]
    for (let end = 1; end <= symbols.length; end++) {
      scores[end] = (scores[end - 1] ?? 0) + unknownScore
      starts[end] = end - 1
      last[end] = UNKNOWN
      let piece = ''
      for (let from = end - 1; from >= Math.max(0, end - longest); from--) {
        piece = (symbols[from] ?? '') + piece
        const number = numbers.get(piece)
        if (number === undefined) continue
        const score = (scores[from] ?? 0) + (vocabulary[number]?.[1] ?? 0)
        if (score <= (scores[end] ?? 0)) continue
        scores[end] = score
        starts[end] = from
        last[end] = number
      }
    }
    const pieces: number[] = []
    for (let end = symbols.length; end > 0; end = starts[end] ?? 0) {
      const number = last[end] ?? UNKNOWN
      if (number !== UNKNOWN || pieces.at(-1) !== UNKNOWN) pieces.push(number)
    }
    return pieces.reverse()
  }
}
