/** From a noun to the picture that shows it. */
import { createRequire } from 'node:module'
import { DRAWN_GLYPHS } from '../draw/drawn-glyphs.ts'
import { hasGlyph } from '../draw/glyphs.ts'

/** Where the plain name would find nothing, or something else than people mean. */
export const CHOSEN: Readonly<Record<string, string>> = {
  plane: 'jet', airplane: 'jet', aeroplane: 'jet', aircraft: 'jet', jet: 'jet', kitten: 'cat', kitty: 'cat', feline: 'cat', puppy: 'dog', hound: 'dog', corgi: 'dog', labrador: 'dog', retriever: 'dog', husky: 'dog', beagle: 'dog', terrier: 'dog', tabby: 'cat', dachshund: 'dog', spaniel: 'dog', poodle: 'dog', lynx: 'leopard', cougar: 'lion', bunny: 'rabbit',
  hare: 'rabbit', pony: 'horse', stallion: 'horse', calf: 'cow', bull: 'ox', lamb: 'ewe', sheep: 'ewe', hen: 'chicken', chick: 'baby-chick', cub: 'bear',
  piglet: 'pig', dinosaur: 't-rex', dino: 't-rex', bee: 'honeybee', ladybug: 'lady-beetle', ladybird: 'lady-beetle', whale: 'spouting-whale', hippo: 'hippopotamus',
  rhino: 'rhinoceros', crocodile: 'crocodile', alligator: 'crocodile', parrot: 'parrot', pigeon: 'dove', raven: 'blackbird', crow: 'blackbird', seagull: 'bird',
  man: 'man', guy: 'man', gentleman: 'man', boy: 'boy', woman: 'woman', lady: 'woman', girl: 'girl', person: 'person', human: 'person', friend: 'person', neighbour: 'person', tourist: 'person', hiker: 'person', traveller: 'person', bride: 'woman', groom: 'man', superhero: 'superhero', superheroine: 'superhero', hero: 'superhero', superman: 'superhero',
  people: 'person', adult: 'person', child: 'child', kid: 'child', baby: 'baby', toddler: 'baby', grandma: 'old-woman', grandmother: 'old-woman', grandpa: 'old-man',
  grandfather: 'old-man', father: 'man', mother: 'woman', dad: 'man', mum: 'woman', mom: 'woman', uncle: 'man', aunt: 'woman', king: 'prince', queen: 'princess', knight: 'guard', soldier: 'guard', wizard: 'man-mage',
  witch: 'woman-mage', chef: 'cook', doctor: 'health-worker', nurse: 'health-worker', musician: 'singer', policeman: 'police-officer', pirate: 'pirate-flag',
  clown: 'clown-face', santa: 'santa-claus', mermaid: 'woman-merpeople', vampire: 'man-vampire', fairy: 'woman-fairy', angel: 'baby-angel', elf: 'man-elf',
  alien: 'alien', ufo: 'flying-saucer', spaceship: 'rocket', spacecraft: 'rocket', car: 'automobile', truck: 'delivery-truck', lorry: 'delivery-truck',
  van: 'minibus', tram: 'tram-car', bike: 'bicycle', motorbike: 'motorcycle', scooter: 'motor-scooter', boat: 'sailboat', yacht: 'sailboat', sailboat: 'sailboat',
  ship: 'ship', steamer: 'ship', cruise: 'passenger-ship', train: 'locomotive', sofa: 'sofa', couch: 'sofa', armchair: 'sofa', settee: 'sofa', stool: 'chair',
  table: 'table', desk: 'table', box: 'package', parcel: 'package', gift: 'wrapped-gift', present: 'wrapped-gift', tree: 'deciduous-tree', oak: 'deciduous-tree', pine: 'evergreen-tree',
  fir: 'evergreen-tree', palm: 'palm-tree', flower: 'tulip', daisy: 'blossom', plant: 'potted-plant', leaf: 'leaf-fluttering-in-wind', clover: 'four-leaf-clover',
  mountain: 'snow-capped-mountain', volcano: 'volcano', rock: 'rock', stone: 'rock', tower: 'tokyo-tower', church: 'church', temple: 'classical-building', building: 'office-building',
  skyscraper: 'office-building', tent: 'tent', fire: 'fire', campfire: 'fire', bonfire: 'fire', hat: 'top-hat', cap: 'billed-cap', crown: 'crown',
  glasses: 'glasses', sunglasses: 'sunglasses', scarf: 'scarf', tie: 'necktie', bow: 'ribbon', dress: 'dress', suit: 'necktie', shirt: 't-shirt', jacket: 'coat', boot: 'hiking-boot', shoe: 'running-shoe',
  book: 'open-book', newspaper: 'newspaper', letter: 'envelope', pen: 'fountain-pen', computer: 'desktop-computer', tv: 'television', phone: 'mobile-phone', lamp: 'floor-lamp',
  clock: 'mantelpiece-clock', picture: 'framed-picture', mirror: 'mirror', coffee: 'hot-beverage', tea: 'teacup-without-handle', cup: 'hot-beverage', mug: 'beer-mug', wine: 'wine-glass',
  beer: 'beer-mug', juice: 'beverage-box', milk: 'glass-of-milk', water: 'droplet', apple: 'red-apple', orange: 'tangerine', bread: 'bread', cheese: 'cheese-wedge', cake: 'birthday-cake', icecream: 'ice-cream',
  burger: 'hamburger', noodle: 'steaming-bowl', soup: 'steaming-bowl', ramen: 'steaming-bowl', salad: 'green-salad', chocolate: 'chocolate-bar', sweet: 'candy', corn: 'ear-of-corn', meat: 'cut-of-meat', steak: 'cut-of-meat',
  bowl: 'bowl-with-spoon', ball: 'soccer-ball', football: 'soccer-ball', heart: 'red-heart', diamond: 'gem-stone', jewel: 'gem-stone', ring: 'ring', sword: 'dagger', shield: 'shield',
  skull: 'skull', pumpkin: 'jack-o-lantern', toy: 'teddy-bear', doll: 'nesting-dolls', drum: 'drum', piano: 'musical-keyboard', keyboard: 'keyboard', umbrella: 'umbrella', parasol: 'umbrella-on-ground',
  camel: 'two-hump-camel', monkey: 'monkey', ape: 'gorilla', wolf: 'wolf', fox: 'fox', bear: 'bear', panda: 'panda', lion: 'lion', octopus: 'octopus', jellyfish: 'jellyfish', starfish: 'star', shell: 'spiral-shell',
  earth: 'globe-showing-europe-africa', globe: 'globe-showing-europe-africa', planet: 'ringed-planet', comet: 'comet', satellite: 'satellite', telescope: 'telescope', statue: 'moai', snowman: 'snowman', igloo: 'hut', cottage: 'house-with-garden',
  bus: 'bus', lass: 'girl', lad: 'boy', canary: 'bird', foal: 'horse', monarch: 'prince', tortoise: 'turtle', wall: 'brick', mansion: 'house', villa: 'house', palace: 'castle', fortress: 'castle', goldfish: 'tropical-fish', salmon: 'fish', trout: 'fish', swan: 'swan',
  sandcastle: 'castle', candle: 'candle', lantern: 'red-paper-lantern', basket: 'basket', kettle: 'teapot', vase: 'amphora', guitar: 'guitar', violin: 'violin',
  'sports car': 'racing-car',
  'race car': 'racing-car',
  cabin: 'hut',
  hut: 'hut', bed: 'bed', chair: 'chair', balloon: 'balloon', dragon: 'dragon', phoenix: 'phoenix-bird', swing: 'playground-slide', slide: 'playground-slide', rose: 'rose', window: 'window', door: 'door', eagle: 'eagle', hawk: 'eagle',
} // prettier-ignore

/** Parts of glyph names that show a sign, a face or a gesture rather than a thing. */
const NOT_A_THING =
  /face|button|symbol|-mark|arrow|hand|finger|fist|flag|circle$|square$|moon-face|clock$|thirty$|person-|man-|woman-|-(dark|light|medium)$|^black-cat$|^input|^keycap|zodiac|suit$|banknote|eyes|sign$|sweat|heart-|crossing|^no-|potable|-at-night|skier|sports-medal/

const require = createRequire(import.meta.url)
let byKeyword: Map<string, string> | undefined

/** Keywords of emojilib, each with the glyph that lists it first. */
function keywords(): Map<string, string> {
  if (byKeyword) return byKeyword
  byKeyword = new Map()
  const rank = new Map<string, number>()
  for (const [name = '', ...words] of Object.values(require('emojilib') as Record<string, string[]>)) {
    const glyph = name.toLowerCase().replaceAll('_', '-')
    if (NOT_A_THING.test(glyph) || !hasGlyph(glyph)) continue
    for (const [index, word] of words.entries()) {
      const place = glyph.split('-').includes(word) ? -1 : index
      if (place > 4 || place >= (rank.get(word) ?? Infinity)) continue
      rank.set(word, place)
      byKeyword.set(word, glyph)
    }
  }
  return byKeyword
}

/** Whether a word is the very name of a thing, so that it is one whatever the grammar says. */
export function isThingName(noun: string): boolean {
  const name = noun.replaceAll(' ', '-')
  return Object.hasOwn(CHOSEN, noun) || (hasGlyph(name) && !NOT_A_THING.test(name))
}

/** The glyph that shows a thing, or undefined. `noun`: singular, lower case, may have several words ("teddy bear"). */
export function findGlyph(noun: string): string | undefined {
  if (Object.hasOwn(CHOSEN, noun)) return CHOSEN[noun]
  const name = noun.replaceAll(' ', '-')
  if (name in DRAWN_GLYPHS || (hasGlyph(name) && !NOT_A_THING.test(name))) return name
  const found = noun.length > 2 ? keywords().get(noun.replaceAll(' ', '_')) : undefined
  return found
}

const WORN: ReadonlySet<string> = new Set([
  'crown',
  'top-hat',
  'billed-cap',
  'glasses',
  'sunglasses',
  'goggles',
  'scarf',
  'womans-hat',
  'graduation-cap',
  'military-helmet',
  'ribbon',
  'headphones',
  'party-hat',
])

/** What somebody "with" it has on: hats, glasses, scarves. */
export function isWorn(glyph: string): boolean {
  return WORN.has(glyph) || isClothing(glyph)
}

const CLOTHING: ReadonlySet<string> = new Set([
  'dress',
  't-shirt',
  'coat',
  'necktie',
  'kimono',
  'sari',
  'lab-coat',
  'safety-vest',
  'running-shirt',
  'jeans',
  'shorts',
])

/** Clothes are not drawn: they give the one who wears them their colour. */
export function isClothing(glyph: string): boolean {
  return CLOTHING.has(glyph)
}
