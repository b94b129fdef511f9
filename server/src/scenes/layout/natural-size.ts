import { SITTERS } from '../draw/bodies.ts'
import { drawFigure } from '../draw/figures.ts'

/**
 * How large things are drawn: the side of the glyph's box, where a standing person has 1. Pressed together on purpose: at true
 * proportions a cat on a plane would be a dot.
 */
const BY_SIZE: Readonly<Record<string, string>> = {
  '0.3': 'honeybee lady-beetle ant fly mosquito snail worm butterfly bug cricket spider beetle microbe ring key',
  '0.4':
    'mouse rat hatching-chick baby-chick hamster bird blackbird dove frog crab shrimp squid lizard scorpion bat chipmunk hedgehog turtle tropical-fish fish blowfish snake',
  '0.42':
    'floor-lamp headstone tulip rose blossom sunflower hibiscus cherry-blossom mushroom seedling herb shamrock four-leaf-clover potted-plant bouquet hyacinth lotus cactus',
  '0.65':
    'cat black-cat rabbit duck plain-duck chicken rooster parrot owl squid octopus penguin dodo raccoon skunk otter beaver badger sloth turkey peacock flamingo swan goose eagle monkey jellyfish teddy-bear baby',
  '1.05': 'sleeping-cat sleeping-dog',
  '0.75':
    'dog poodle guide-dog fox wolf koala pig ewe ram goat sled chair snowman jack-o-lantern fire television seal dolphin bowl-with-spoon package',
  '1.15':
    'bicycle motor-scooter horse cow ox water-buffalo deer zebra kangaroo llama bear polar-bear panda lion tiger leopard gorilla orangutan boar donkey moose bison unicorn crocodile shark two-hump-camel camel seat motorcycle couch-and-lamp bench ghost umbrella',
  '1.5':
    'elephant mammoth giraffe rhinoceros hippopotamus automobile taxi racing-car sport-utility-vehicle police-car pickup-truck tractor bed dragon t-rex spouting-whale whale flying-saucer canoe tent camping helicopter small-airplane auto-rickshaw hut',
  '1.9':
    'sauropod bus minibus ambulance fire-engine delivery-truck articulated-lorry tram-car locomotive train sailboat motor-boat speedboat ferry rocket house house-with-garden church hot-air-balloon volcano snow-capped-mountain mountain mount-fuji ferris-wheel classical-building',
  '1.3': 'lighthouse',
  '2.3': 'ship passenger-ship castle japanese-castle office-building tokyo-tower statue-of-liberty hotel hospital school factory stadium',
  '2.2': 'palm-tree evergreen-tree christmas-tree deciduous-tree',
  '2.9': 'jet',
  '1.6': 'rug sofa table',
}
const SIZES = new Map(Object.entries(BY_SIZE).flatMap(([size, names]) => names.split(' ').map((name) => [name, Number(size)])))
const PERSON =
  /(^|-)(person|man|woman|prince|princess|guard|cook|astronaut|farmer|singer|detective|artist|ninja|fairy|mage|vampire|elf|santa-claus|officer|worker|pilot|teacher|student|scientist|robot|alien|superhero|tuxedo|merpeople|girl|boy|child)(-|$)/

/** Of a unit of a child's drawing: one who stands comes up to a grown person's shoulder. */
const FIGURE_UNIT = 0.019

export function naturalSize(glyph: string): number {
  const plain = glyph.replace(/^(riding|seated|aboard)\//, '')
  const figure = drawFigure(plain)
  if (figure) return figure.width * FIGURE_UNIT
  return SIZES.get(plain) ?? (isPerson(plain) ? 1 : 0.5)
}

/** How far down somebody's seat is, in shares of the height; 1 for who stands. */
export function seatShare(glyph: string): number {
  return drawFigure(glyph)?.seat ?? SITTERS.find(({ prefix }) => glyph.startsWith(prefix))?.seat ?? 1
}

export function isPerson(glyph: string): boolean {
  return PERSON.test(glyph)
}

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** In the air unless the prompt puts them somewhere. */
export const FLYERS = setOf(
  'jet small-airplane helicopter bird dove eagle butterfly honeybee bat hot-air-balloon balloon kite flying-saucer rocket parrot blackbird phoenix-bird parachute comet satellite baby-angel mosquito fly goose',
)
export const SWIMMERS = setOf(
  'fish tropical-fish blowfish shark spouting-whale whale dolphin octopus squid jellyfish seal shrimp lobster coral man-merpeople woman-merpeople person-merpeople',
)
/** Sit on the water. */
export const WATER_BIRDS = setOf('duck plain-duck swan goose penguin')
export const BOATS = setOf('sailboat ship passenger-ship motor-boat speedboat ferry canoe')
export const FURNITURE = setOf(
  'bed chair sofa floor-lamp couch-and-lamp table television desktop-computer laptop bathtub toilet framed-picture mirror musical-keyboard light-bulb mantelpiece-clock door window shower',
)
/** Larger than elsewhere when somebody is under them. */
export const SHELTERS = setOf('table bed chair bench umbrella sofa')
/** One sits astride these, seen from the side. */
export const MOUNTS = setOf(
  'horse unicorn bicycle motorcycle motor-scooter two-hump-camel camel elephant donkey zebra deer ox cow water-buffalo llama ram goat pig ewe dragon t-rex sauropod ostrich lion tiger leopard bear-cub dolphin',
)
/** One can sit inside these: prompts say "on the plane" and mean it. */
export const CARRIERS = setOf('jet locomotive train bus')

/** Where something stands on a glyph, in shares of its box, if not on top of its outline. */
export const SEATS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  bed: { x: 0.55, y: 0.6 },
  bench: { x: 0.5, y: 0.6 },
  sofa: { x: 0.5, y: 0.62 },
  'couch-and-lamp': { x: 0.4, y: 0.68 },
  chair: { x: 0.5, y: 0.52 },
  seat: { x: 0.46, y: 0.68 },
  horse: { x: 0.52, y: 0.46 },
  unicorn: { x: 0.5, y: 0.5 },
  bicycle: { x: 0.4, y: 0.3 },
  motorcycle: { x: 0.5, y: 0.42 },
  'motor-scooter': { x: 0.5, y: 0.5 },
  sailboat: { x: 0.3, y: 0.7 },
  canoe: { x: 0.5, y: 0.68 },
  'two-hump-camel': { x: 0.58, y: 0.32 },
  rug: { x: 0.5, y: 0.5 },
  skateboard: { x: 0.5, y: 0.45 },
}
