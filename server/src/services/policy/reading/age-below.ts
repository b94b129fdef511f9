/** `12 years old`, `12-year-old`, `12yo`, `12 y/o`, `12 ans`, `12 Jahre` … */
const AGE =
  /(?<!\d)(\d{1,2})[\s-]{0,2}(?:y(?:ea)?rs?[\s-]{0,2}old|y\/?o(?!\p{L})|ans(?!\p{L})|anos(?!\p{L})|anni(?!\p{L})|jahrig|jahre|jaar(?!\p{L})|лет(?!\p{L})|[歳岁살])/gu
/** `aged 12`, `age: 12`. */
const AGED = /(?<!\p{L})age[d]?[\s:=of]{1,5}(\d{1,2})(?!\d)/gu

/** Whether a folded text tells somebody's age, and that it is below a number of years. */
export function ageBelow(folded: string, years: number): boolean {
  for (const pattern of [AGE, AGED]) for (const [, age] of folded.matchAll(pattern)) if (Number(age) < years) return true
  return false
}
