/** Younger ones are not beyond doubt. */
const SURELY_ADULT = 21
/** `25-year-old girl`: the age right before the word, so that it is nobody else's. */
const AGED = /(?<![\p{L}\d])(\d{2})[\s-]{1,2}years?[\s-]{1,2}old\s(?:girl|boy)s?(?![\p{L}\p{N}'’-])/gu

/** A folded text in which girls and boys of a stated adult age are called adults. All others stay what they were called. */
export function nameAgedAdults(folded: string): string {
  return folded.replace(AGED, (words, age: string) => (Number(age) >= SURELY_ADULT ? 'adult' : words))
}
