/** What words mean to the composer. Tables only; English. Every key is a base form in lower case. */
import type { Mood, Place, RelationKind, SceneGraph, TimeOfDay, Weather } from '../scene.ts'

export const COLOURS: Readonly<Record<string, string>> = {
  red: '#e0262b', crimson: '#b8123b', scarlet: '#d9202a', maroon: '#7a1f2b', orange: '#f5832a', yellow: '#f7cf2c', golden: '#e8b21f', gold: '#e8b21f', green: '#33a852',
  lime: '#9bd23c', emerald: '#12946a', teal: '#12898c', turquoise: '#2bc4bd', cyan: '#29bde0', blue: '#2f6fe4', navy: '#22336f',
  purple: '#8146c2', violet: '#8a52d1', lilac: '#b794e0', pink: '#f277ae', magenta: '#d62a96', brown: '#8b5a3c', beige: '#dcc39a',
  black: '#2b2b30', white: '#f6f6f4', wooden: '#a56a43', grey: '#9a9aa2', gray: '#9a9aa2', silver: '#c3c7cf',
} // prettier-ignore

export const SIZES: Readonly<Record<string, number>> = {
  tiny: 0.6, mini: 0.6, small: 0.7, little: 0.7, short: 0.8, big: 1.35, large: 1.35, tall: 1.3, huge: 1.7, giant: 2, enormous: 2, gigantic: 2,
} // prettier-ignore

export const COUNTS: Readonly<Record<string, number>> = {
  a: 1, an: 1, one: 1, single: 1, two: 2, both: 2, pair: 2, couple: 2, three: 3, few: 3, some: 3, four: 4, several: 4, five: 5, six: 6,
  many: 6, group: 4, herd: 5, flock: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, dozen: 12, hundred: 12, thousand: 12,
} // prettier-ignore

export const RELATIONS: Readonly<Record<string, RelationKind>> = {
  on: 'on', onto: 'on', upon: 'on', atop: 'on', 'on top of': 'on', under: 'under', beneath: 'under', below: 'under', underneath: 'under',
  beside: 'beside', 'next to': 'beside', near: 'beside', by: 'beside', with: 'beside', between: 'beside', around: 'beside', 'along with': 'beside',
  in: 'in', inside: 'in', into: 'in', within: 'in', behind: 'behind', 'in front of': 'before', before: 'before', above: 'above', over: 'above',
  holding: 'holding', carrying: 'holding', wearing: 'wearing',
} // prettier-ignore

export interface Action {
  /** How a thing that follows the verb stands to the one that acts. */
  readonly takes?: RelationKind
  /** Drawn beside the head. */
  readonly mark?: string
  /** Held where the prompt names nothing to hold. */
  readonly holds?: string
  readonly airborne?: boolean
  /** Off the ground, but not far. */
  readonly leaps?: boolean
  /** Who does it looks at the other, who looks back; or goes after the other, who looks ahead. */
  readonly turns?: 'towards' | 'after'
  /** The people glyphs have a picture of this: `man-running`, `woman-running`, `person-running`. */
  readonly pose?: string
}

export const ACTIONS: Readonly<Record<string, Action>> = {
  sleep: { mark: 'zzz' }, nap: { mark: 'zzz' }, snooze: { mark: 'zzz' }, doze: { mark: 'zzz' }, rest: { mark: 'zzz' },
  dream: { mark: 'thought-balloon' }, think: { mark: 'thought-balloon' }, fly: { airborne: true, takes: 'above' }, float: { airborne: true },
  hover: { airborne: true }, soar: { airborne: true }, jump: { leaps: true, takes: 'above' }, leap: { leaps: true, takes: 'above' },
  run: { pose: 'running' }, race: { pose: 'running' }, jog: { pose: 'running' }, walk: { pose: 'walking', takes: 'beside', turns: 'after' },
  stroll: { pose: 'walking' }, stand: { pose: 'standing' }, sit: {}, lie: {}, look: { takes: 'beside', turns: 'towards' }, watch: { takes: 'beside', turns: 'towards' },
  swim: { pose: 'swimming' }, surf: { pose: 'surfing' }, row: { pose: 'rowing-boat' }, climb: { pose: 'climbing' },
  cycle: { pose: 'biking' }, bike: { pose: 'biking' }, meditate: { pose: 'in-lotus-position' }, juggle: { pose: 'juggling' },
  dance: { pose: 'dancing', mark: 'musical-notes', takes: 'beside' }, sing: { mark: 'musical-notes', holds: 'microphone' },
  play: { takes: 'holding' }, eat: { takes: 'holding' }, drink: { takes: 'holding', holds: 'cup-with-straw' }, read: { takes: 'holding', holds: 'held-book' },
  write: { holds: 'fountain-pen' }, paint: { holds: 'paintbrush' }, cook: { holds: 'cooking' }, work: { holds: 'laptop' }, study: { holds: 'books' },
  hold: { takes: 'holding' }, carry: { takes: 'holding' }, wear: { takes: 'wearing' }, ride: { takes: 'on' }, drive: { takes: 'in' }, sail: { takes: 'in' },
  chase: { takes: 'beside', pose: 'running', turns: 'after' }, follow: { takes: 'beside', turns: 'after' }, hunt: { takes: 'beside', turns: 'after' }, meet: { takes: 'beside', turns: 'towards' },
  greet: { takes: 'beside', turns: 'towards' }, face: { takes: 'beside', turns: 'towards' }, kick: { takes: 'beside', pose: 'running' }, throw: { takes: 'holding' },
  hug: { takes: 'beside', mark: 'red-heart', turns: 'towards' }, embrace: { takes: 'beside', mark: 'red-heart', turns: 'towards' },
  kiss: { takes: 'beside', mark: 'red-heart', turns: 'towards' }, love: { takes: 'beside', mark: 'red-heart', turns: 'towards' }, fight: { takes: 'beside', mark: 'collision', turns: 'towards' },
  explore: {}, build: { takes: 'beside' }, make: { takes: 'beside' }, have: { takes: 'holding' }, catch: { takes: 'holding' }, push: { takes: 'beside' }, pull: { takes: 'beside' }, gallop: { pose: 'running' }, sprint: { pose: 'running' }, glide: { airborne: true },
  slumber: { mark: 'zzz' }, snore: { mark: 'zzz' }, paddle: { pose: 'rowing-boat' }, munch: { takes: 'holding' }, sip: { takes: 'holding' }, stare: { takes: 'beside' }, gaze: { takes: 'beside' },
  cross: { takes: 'on' }, travel: {}, wait: {}, smile: {}, laugh: {}, hide: { takes: 'behind' }, live: {}, stay: {}, wander: {}, graze: {}, celebrate: { mark: 'party-popper' },
} // prettier-ignore

/** Words for a place. Some are things as well (`moon`): those count as a place only behind in, on, at, through. */
export const PLACE_WORDS: Readonly<Record<string, Place>> = {
  meadow: 'meadow', field: 'meadow', grass: 'meadow', lawn: 'meadow', countryside: 'meadow', hill: 'meadow', park: 'garden', garden: 'garden', backyard: 'garden',
  farm: 'farm', barn: 'farm', forest: 'forest', wood: 'forest', woods: 'forest', jungle: 'forest', rainforest: 'forest', mountain: 'mountains', alps: 'mountains',
  valley: 'mountains', beach: 'beach', shore: 'beach', coast: 'beach', island: 'beach', seaside: 'beach', sea: 'sea', ocean: 'sea', wave: 'sea',
  underwater: 'underwater', reef: 'underwater', seabed: 'underwater', aquarium: 'underwater', lake: 'lake', river: 'lake', pond: 'lake', city: 'city',
  town: 'city', downtown: 'city', street: 'city', skyline: 'city', village: 'farm', graveyard: 'graveyard', cemetery: 'graveyard', road: 'road', highway: 'road', runway: 'road', airport: 'road',
  desert: 'desert', dune: 'desert', sahara: 'desert', arctic: 'snow', antarctica: 'snow', 'north pole': 'snow', ice: 'snow', room: 'room', bedroom: 'room',
  'living room': 'room', home: 'room', house: 'room', office: 'room', museum: 'room', school: 'room', classroom: 'room', indoors: 'room', restaurant: 'kitchen',
  kitchen: 'kitchen', cafe: 'kitchen', bakery: 'kitchen', library: 'library', bookshop: 'library', sky: 'sky', air: 'sky', heaven: 'sky',
  space: 'space', 'outer space': 'space', universe: 'space', galaxy: 'space', cosmos: 'space', orbit: 'space', moon: 'moon', mars: 'mars', planet: 'mars',
} // prettier-ignore

/** Places that are drawn as a thing unless a preposition makes them the place. */
export const PLACES_THAT_ARE_THINGS: ReadonlySet<string> = new Set([
  'moon',
  'house',
  'school',
  'planet',
  'mountain',
  'museum',
  'office',
  'barn',
  'hill',
  'island',
  'ice',
  'wave',
])

export const TIMES: Readonly<Record<string, TimeOfDay>> = {
  night: 'night', midnight: 'night', nighttime: 'night', moonlight: 'night', evening: 'sunset', dusk: 'sunset', sunset: 'sunset', twilight: 'sunset',
  'golden hour': 'sunset', dawn: 'dawn', sunrise: 'dawn', morning: 'dawn', day: 'day', noon: 'day', afternoon: 'day', midday: 'day', daytime: 'day',
} // prettier-ignore

export const WEATHERS: Readonly<Record<string, Weather>> = {
  sunny: 'clear', clear: 'clear', sunshine: 'clear', cloudy: 'cloudy', overcast: 'cloudy', rain: 'rain', rainy: 'rain', raining: 'rain', drizzle: 'rain',
  wet: 'rain', snow: 'snow', snowy: 'snow', snowing: 'snow', snowfall: 'snow', blizzard: 'snow', winter: 'snow', wintry: 'snow', fog: 'fog', foggy: 'fog',
  mist: 'fog', misty: 'fog', haze: 'fog', hazy: 'fog', storm: 'storm', stormy: 'storm', thunderstorm: 'storm', thunder: 'storm', lightning: 'storm',
} // prettier-ignore

export const MOODS: Readonly<Record<string, Mood>> = {
  happy: 'cheerful', cheerful: 'cheerful', joyful: 'cheerful', fun: 'cheerful', playful: 'cheerful', colourful: 'cheerful', colorful: 'cheerful', vibrant: 'cheerful',
  bright: 'cheerful', cute: 'cheerful', sad: 'sad', lonely: 'sad', melancholic: 'sad', gloomy: 'sad', eerie: 'spooky', frightening: 'spooky', tranquil: 'cosy', serene: 'cosy', spooky: 'spooky', scary: 'spooky', creepy: 'spooky',
  haunted: 'spooky', dark: 'spooky', halloween: 'spooky', romantic: 'romantic', lovely: 'romantic', cosy: 'cosy', cozy: 'cosy', warm: 'cosy', dreamy: 'dreamy',
  magical: 'dreamy', magic: 'dreamy', fantasy: 'dreamy', mystical: 'dreamy', surreal: 'dreamy', peaceful: 'cosy', calm: 'cosy',
} // prettier-ignore

type Celestial = SceneGraph['celestial'] extends Set<infer Item> ? Item : never
export const CELESTIAL: Readonly<Record<string, Celestial>> = {
  sun: 'sun', moon: 'moon', 'full moon': 'moon', star: 'stars', starry: 'stars', cloud: 'clouds', rainbow: 'rainbow',
} // prettier-ignore

/** Words that carry grammar only; leaving them out changes nothing, so nobody has to be told. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'the and or of at to from is are was were be being been am it its his her their he she they this that these those there while who which where as for ' +
    'through across along during very so then out outside up down off has have had do does'
  ).split(' '),
)

/** Words for something that was named before. */
export const PRONOUNS: ReadonlySet<string> = new Set(['him', 'her', 'it', 'them'])

/** Prepositions that turn a thing that follows into the place of the scene. */
export const PLACE_PREPOSITIONS: ReadonlySet<string> = new Set([
  'in',
  'on',
  'at',
  'through',
  'across',
  'inside',
  'into',
  'within',
  'over',
  'to',
  'above',
])

/** Plural words for one thing. */
export const PAIRS: ReadonlySet<string> = new Set([
  'glasses',
  'sunglasses',
  'goggles',
  'jeans',
  'shorts',
  'scissors',
  'headphones',
  'binoculars',
  'socks',
  'gloves',
  'shoes',
  'boots',
])
