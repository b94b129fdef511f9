/** The words that stand in for unknown ones, and what each means to the composer. */
import type { PartOfSpeech } from '../scene.ts'
import { CHOSEN, findGlyph } from './lexicon.ts'
import { ACTIONS, COLOURS, MOODS, PLACE_WORDS, TIMES, WEATHERS } from './vocabulary.ts'

export interface KnownWord {
  readonly word: string
  /** Equal for words that are drawn alike, or of one family: an unknown boat is a boat, whichever of them. */
  readonly meaning: string
  /** What an unknown word has to be for this one to stand in. */
  readonly part: PartOfSpeech
}

/** Names of pictures that people call by many other names as well. */
const MORE_THINGS =
  'cat dog horse cow pig goat deer zebra giraffe elephant tiger leopard squirrel hedgehog owl duck swan turkey peacock flamingo penguin turtle snake lizard frog snail butterfly spider shark dolphin octopus crab lobster shrimp fish ' +
  'banana grapes strawberry watermelon pineapple cherries lemon peach pear tomato carrot potato broccoli mushroom pizza sandwich taco sushi cookie doughnut pie pancakes egg bacon ' +
  'speedboat motor-boat ferry canoe tulip rose sunflower hibiscus blossom bouquet bird eagle dove parrot rooster teenager student taxi tractor ambulance helicopter rocket canoe house castle hotel hospital factory lighthouse fountain bridge sofa bed chair lamp candle guitar violin trumpet saxophone microphone camera radio backpack handbag ' +
  'scissors hammer wrench axe ladder broom bucket key lock teddy-bear kite balloon ghost robot zombie genie ninja astronaut farmer firefighter detective'

const tables: readonly (readonly [table: Readonly<Record<string, unknown>>, kind: string, part: PartOfSpeech])[] = [
  [PLACE_WORDS, 'place', 'noun'],
  [TIMES, 'time', 'noun'],
  [WEATHERS, 'weather', 'adjective'],
  [MOODS, 'mood', 'adjective'],
  [COLOURS, 'colour', 'adjective'],
]

const FAMILIES: readonly (readonly [name: string, glyphs: RegExp])[] = [
  ['boat', /boat|^ship$|ferry|canoe|passenger-ship/],
  ['car', /automobile|taxi|racing-car|minibus|delivery-truck|^bus$/],
  ['house', /house|hut|hotel|castle|derelict/],
  ['flower', /tulip|rose|sunflower|hibiscus|blossom|bouquet/],
  ['tree', /-tree$/],
  ['bird', /bird|eagle|dove|parrot|rooster|chicken/],
  ['mage', /mage|elf|fairy|vampire/],
  ['ruler', /prince|princess|crown/],
  ['dog', /dog|poodle|wolf/],
  ['child', /^(boy|girl|child|baby)$/],
  ['horse', /horse|unicorn/],
  ['bedding', /^(bed|sofa)$/],
]
const familyOf = (glyph: string) => FAMILIES.find(([, glyphs]) => glyphs.test(glyph))?.[0] ?? glyph

/** In a fixed order: `known-words.bin` holds their vectors in the same. */
export function knownWords(): KnownWord[] {
  const things = [...new Set([...Object.keys(CHOSEN), ...MORE_THINGS.split(' ').map((word) => word.replaceAll('-', ' '))])]
  const words: KnownWord[] = things.flatMap((word) => {
    const glyph = findGlyph(word)
    return glyph === undefined ? [] : [{ word, meaning: `thing ${familyOf(glyph)}`, part: 'noun' }]
  })
  for (const [table, kind, part] of tables)
    for (const [word, meaning] of Object.entries(table)) words.push({ word, meaning: `${kind} ${String(meaning)}`, part })
  for (const [word, action] of Object.entries(ACTIONS))
    words.push({ word, meaning: `action ${JSON.stringify(action)} ${Object.keys(action).length === 0 ? word : ''}`, part: 'verb' })
  return words
}
