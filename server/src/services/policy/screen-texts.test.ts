import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lookAlikes } from './fixtures/look-alikes.ts'
import { plainTerms, undressingPhrases } from './fixtures/plain-terms.ts'
import { expandBraces } from './reading/phrases.ts'
import { minors } from './rules/minors.ts'
import { romance, scant } from './rules/romance.ts'
import { suggestive } from './rules/sexual.ts'
import { MAX_TEXT_LENGTH, screenTexts, type TextRefusal } from './screen-texts.ts'

const wish = (text: string): TextRefusal['rule'] | undefined => screenTexts([{ field: 'prompt', manner: 'wish', text }])?.rule
const negative = (text: string): TextRefusal['rule'] | undefined =>
  screenTexts([{ field: 'negativePrompt', manner: 'negative', text }])?.rule
const allTerms: readonly string[] = Object.values(plainTerms).flat()

test('of over 200 harmless look-alikes none is refused', () => {
  assert.ok(new Set(lookAlikes).size >= 200)
  assert.deepEqual(
    lookAlikes.filter((text) => wish(text) !== undefined),
    [],
  )
})

test('plain terms of six languages are refused, alone and within a sentence', () => {
  for (const term of allTerms)
    for (const text of [term, `a painting of a ${term} person by the sea`, `${term}, best quality`, `(${term}:1.3)`])
      assert.ok(wish(text), text)
})

test('whoever asks for clothes to be taken away or to be missing is refused', () => {
  for (const phrase of undressingPhrases) for (const text of [phrase, `a woman ${phrase} in a room`]) assert.ok(wish(text), text)
})

const CYRILLIC: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', i: 'і', s: 'ѕ', y: 'у' }
const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7', b: '8' }
const SIGNS: Readonly<Record<string, string>> = { a: '@', s: '$', i: '!' }
const letters = (term: string): string[] => [...term]
const mapped = (table: Readonly<Record<string, string>>) => (term: string) =>
  letters(term)
    .map((letter) => table[letter] ?? letter)
    .join('')
const inMiddle = (sign: string) => (term: string) => term.slice(0, term.length >> 1) + sign + term.slice(term.length >> 1)
const shifted = (start: number) => (term: string) =>
  letters(term.normalize('NFD').replace(/\p{M}/gu, ''))
    .map((letter) => String.fromCodePoint(start + letter.charCodeAt(0) - 97))
    .join('')

/** How people write what they do not want to be read. */
const disguises: Readonly<Record<string, (term: string) => string>> = {
  capitals: (term) => term.toUpperCase(),
  'alternating capitals': (term) =>
    letters(term)
      .map((letter, i) => (i % 2 === 0 ? letter : letter.toUpperCase()))
      .join(''),
  'digits for letters': mapped(LEET),
  'one digit for a letter': (term) => term.replace(/[aeio]/, (letter) => LEET[letter]!),
  'signs for letters': mapped(SIGNS),
  'spelled out with spaces': (term) => letters(term).join(' '),
  'spelled out with dots': (term) => letters(term).join('.'),
  'spelled out with hyphens': (term) => letters(term).join('-'),
  'spelled out with underscores': (term) => letters(term).join('_'),
  'a hyphen within': inMiddle('-'),
  'a zero-width space within': inMiddle('\u200b'),
  'a soft hyphen within': inMiddle('\u00ad'),
  'zero-width joiners throughout': (term) => letters(term).join('\u200d'),
  accents: (term) => letters(term).join('\u0301'),
  'stacked marks': (term) => letters(term).join('\u0336\u0489'),
  'Cyrillic look-alikes': mapped(CYRILLIC),
  'full width': shifted(0xff41),
  'mathematical bold': shifted(0x1d41a),
  'circled letters': shifted(0x24d0),
  'regional indicators': shifted(0x1f1e6),
  'a letter drawn out': (term) => term.replace(/[aeiou]/, '$&$&$&$&'),
  'every letter twice': (term) =>
    letters(term)
      .map((letter) => letter + letter)
      .join(''),
  'an asterisk over a letter': (term) => `${term[0]!}*${term.slice(2)}`,
  'joined to another word': (term) => `${term}woman`,
  'within brackets': (term) => `{{${term}}}`,
  'with a number behind': (term) => `${term}2`,
  'in a tag': (term) => `a_${term}_person`,
}

for (const [name, disguise] of Object.entries(disguises))
  test(`plain terms are known in disguise: ${name}`, (t) => {
    // Disguises are put on letters without accents: an accent that is lost is a disguise of its own.
    const terms = allTerms.map((term) => term.normalize('NFD').replace(/\p{M}/gu, ''))
    const missed = terms.filter((term) => wish(`a picture of ${disguise(term)}`) === undefined)
    t.diagnostic(`recall ${(((terms.length - missed.length) / terms.length) * 100).toFixed(1)} % of ${terms.length}`)
    assert.deepEqual(missed, [])
  })

test('the same disguises make nothing of harmless words', () => {
  const words = [
    'house',
    'garden',
    'reading',
    'analyst',
    'sunset',
    'peacock',
    'Scunthorpe',
    'document',
    'assassin',
    'cucumber',
    'title',
    'grapes',
    'nudge',
    'Dickens',
  ]
  for (const [name, disguise] of Object.entries(disguises))
    for (const word of words) assert.equal(wish(`a picture of ${disguise(word.toLowerCase())}`), undefined, `${word}, ${name}`)
})

/** The words that single-word rules of a table stand for. */
const wordsOf = (table: readonly string[]): string[] => table.filter((rule) => !/[ <]/.test(rule)).flatMap(expandBraces)

test('a minor together with any other signal is refused by that rule, in whatever order and property', () => {
  const people = wordsOf(minors)
  const ages = ['9 years old', '13-year-old', '15yo', 'aged 12', '14 ans', '11 Jahre alt']
  const others = [...allTerms.filter((term) => term.length > 3), ...undressingPhrases, ...wordsOf(romance), ...wordsOf(scant)]
  assert.ok(people.length > 100 && others.length > 150)
  for (const who of [...people, ...ages])
    // Every pair would be 30,000: each person meets a tenth of the signals, another tenth each time.
    for (let i = who.length % 10; i < others.length; i += 10) {
      const what = others[i]!
      const found = [
        wish(`${who}, ${what}`),
        wish(`${what}. ${who}`),
        screenTexts([
          { field: 'appearance', manner: 'wish', text: who },
          { field: 'scene', manner: 'wish', text: what },
        ])?.rule,
      ]
      assert.deepEqual(found, ['minor', 'minor', 'minor'], `${String(i)} with ${who}`)
    }
})

test('a girl or boy whose adult age is told may be in love, and nothing else', () => {
  const tender = wordsOf(romance).filter((word) => !wordsOf(suggestive).includes(word))
  const others = [...allTerms.filter((term) => term.length > 3), ...undressingPhrases, ...wordsOf(scant)]
  for (const word of ['girl', 'boy']) {
    for (const what of tender) {
      assert.equal(wish(`a 25-year-old ${word}, ${what}`), undefined, what)
      assert.equal(wish(`${what}: a 40 year old ${word}`), undefined, what)
      // Without the age, with another's, with a young one or an age in doubt, and beside anybody else who may be a minor.
      for (const who of [word, `woman and a ${word}`, `${word} with a 25-year-old`, `20-year-old ${word}`, `17-year-old ${word}`, `25-year-old with a ${word}`, `25-year-old ${word} and a ${word}`, `25-year-old little ${word}`, `25-year-old school${word}`, `25-year-old ${word}-child`])
        assert.equal(wish(`a ${who}, ${what}`), 'minor', `${who}, ${what}`)
      for (const minor of wordsOf(minors)) if (minor.length % 3 === what.length % 3) assert.equal(wish(`a 25-year-old ${word} and ${minor}, ${what}`), 'minor', minor)
    }
    for (const what of others) assert.equal(wish(`a 25-year-old ${word}, ${what}`), 'minor', what)
  }
}) // prettier-ignore

test('minors alone, and romance and little clothing alone, are ordinary', () => {
  for (const text of [...wordsOf(minors), ...wordsOf(romance), ...wordsOf(scant)])
    assert.equal(wish(`a photo of ${text} in the garden`), undefined, text)
})

test('one suggestive word is ordinary, two make it sexual, and so does one with a person', () => {
  assert.equal(wish('a sensual perfume'), undefined)
  assert.equal(wish('a sensual, seductive perfume'), 'sexual')
  assert.equal(wish('a sexy car'), undefined)
  assert.equal(wish('a sexy woman'), 'sexual')
})

test('a harmless phrase covers its own words and no others', () => {
  assert.equal(wish('a naked mole-rat beside a naked man'), 'sexual')
  assert.equal(wish('nude lipstick, nude'), 'sexual')
})

test('a negative prompt may name what shall not be seen, and may not take clothes away', () => {
  const ordinary = [
    'nsfw, nude, naked',
    'nude, no clothes, nudity',
    'torn clothes, bad hands',
    'red clothes',
    'modern clothing, cars',
    'dress, hat, glasses',
    'clothes hanger',
    'shirt',
  ]
  for (const text of [...ordinary, ...allTerms]) assert.equal(negative(text), undefined, text)
  const refused = [
    'clothes',
    'clothing',
    'hat, clothes, shoes',
    'all clothes',
    'fully clothed',
    '(clothing:1.5)',
    'cl0thes',
    'c l o t h e s',
    'shirt, pants',
    'Kleidung',
    'vêtements',
    'ropa',
    'vestiti',
    'roupa',
  ]
  for (const text of refused) assert.equal(negative(text), 'clothing-removal', text)
})

test('no text of any kind makes it throw', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ maxLength: 300 }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.record({ field: anything, manner: fc.constantFrom('wish' as const, 'negative' as const), text: anything }), {
        maxLength: 4,
      }),
      (texts) => {
        screenTexts(texts)
      },
    ),
    { numRuns: 500 },
  )
  screenTexts([{ field: 'prompt', manner: 'wish', text: '\ud83d nu\udc00de \0' }])
})

test('a term is found wherever it stands in the longest text that is read, whatever stands around it', () => {
  for (const filler of ['a ', 'the ', 'a*b ', '- ', '1 ', 'take off ', 'é ', '\u202e ', 'aaa ']) {
    const long = filler.repeat(Math.floor((MAX_TEXT_LENGTH - 20) / filler.length))
    assert.equal(wish(`${long} naked`), 'sexual', filler)
    assert.equal(wish(`naked ${long}`), 'sexual', filler)
  }
})
