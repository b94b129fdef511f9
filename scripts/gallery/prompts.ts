import type { LookId } from '../../server/src/scenes/looks.ts'
import type { Place, RelationKind, TimeOfDay, Weather } from '../../server/src/scenes/scene.ts'

/** What a prompt promises; the test beside this file measures it in the composed scene. */
export interface GalleryPrompt {
  readonly prompt: string
  /** Word as the parser keeps it, number of pieces in the picture, colour word. */
  readonly shows: readonly (readonly [word: string, count: number, colour?: string])[]
  readonly relations?: readonly (readonly [subject: string, kind: RelationKind, object: string])[]
  readonly place?: Place
  readonly time?: TimeOfDay
  readonly weather?: Weather
  readonly look?: LookId
}

/** Of growing difficulty. */
export const GALLERY_PROMPTS: readonly GalleryPrompt[] = [
  { prompt: 'a red apple', shows: [['red apple', 1]] },
  { prompt: 'a cat sleeps on the plane', shows: [['cat', 1], ['plane', 1]], relations: [['cat', 'on', 'plane']] },
  { prompt: 'five yellow ducks on a lake in the morning', shows: [['duck', 5, 'yellow']], place: 'lake', time: 'dawn' },
  { prompt: 'a lighthouse by the sea at sunset', shows: [['lighthouse', 1]], place: 'sea', time: 'sunset' },
  { prompt: 'a fox in a snowy forest', shows: [['fox', 1]], place: 'forest', weather: 'snow' },
  { prompt: 'a blue car on the road in the rain', shows: [['car', 1, 'blue']], place: 'road', weather: 'rain' },
  { prompt: 'two dogs running on the beach', shows: [['dog', 2]], place: 'beach' },
  { prompt: 'an astronaut riding a horse on mars', shows: [['astronaut', 1], ['horse', 1]], relations: [['astronaut', 'on', 'horse']], place: 'mars' },
  { prompt: 'a girl with three balloons in the park', shows: [['girl', 1], ['balloon', 3]], relations: [['girl', 'holding', 'balloon']], place: 'garden' },
  {
    prompt: 'a dog wearing a top hat and sunglasses, comic', look: 'comic',
    shows: [['dog', 1], ['top hat', 1], ['sunglasses', 1]], relations: [['dog', 'wearing', 'top hat'], ['dog', 'wearing', 'sunglasses']],
  },
  {
    prompt: 'a robot holding a flower in front of a castle',
    shows: [['robot', 1], ['flower', 1], ['castle', 1]], relations: [['robot', 'holding', 'flower'], ['robot', 'before', 'castle']],
  },
  {
    prompt: 'a black cat on a green sofa beside a lamp in a cosy room at night', place: 'room', time: 'night',
    shows: [['cat', 1, 'black'], ['sofa', 1, 'green'], ['lamp', 1]], relations: [['cat', 'on', 'sofa'], ['sofa', 'beside', 'lamp']],
  },
  { prompt: 'four hot air balloons over the mountains at dawn, low poly', shows: [['hot air balloon', 4]], place: 'mountains', time: 'dawn', look: 'low-poly' },
  { prompt: 'a sailboat on the sea under a full moon, oil painting', shows: [['sailboat', 1]], place: 'sea', time: 'night', look: 'oil-painting' },
  {
    prompt: 'a spooky castle behind two ghosts in a graveyard at night, fog', place: 'graveyard', time: 'night', weather: 'fog',
    shows: [['castle', 1], ['ghost', 2]], relations: [['castle', 'behind', 'ghost']],
  },
  { prompt: 'three tropical fish and a turtle swimming underwater, stained glass', shows: [['tropical fish', 3], ['turtle', 1]], place: 'underwater', look: 'stained-glass' },
  {
    prompt: 'a tiny mouse on a huge cheese under a wooden table, line drawing', look: 'line-drawing',
    shows: [['mouse', 1], ['cheese', 1], ['table', 1, 'wooden']], relations: [['mouse', 'on', 'cheese'], ['cheese', 'under', 'table']],
  },
  { prompt: 'a red sports car in the city at night, neon', shows: [['sports car', 1, 'red']], place: 'city', time: 'night', look: 'neon-night' },
  { prompt: 'a purple dragon flying over a village at sunset, pixel art', shows: [['dragon', 1, 'purple']], place: 'farm', time: 'sunset', look: 'pixel-art' },
  {
    prompt: 'two children building a snowman beside a tent in the snow, paper cut', weather: 'snow', look: 'paper-cut',
    shows: [['child', 2], ['snowman', 1], ['tent', 1]], relations: [['child', 'beside', 'snowman'], ['snowman', 'beside', 'tent']],
  },
  {
    prompt: 'a boy reading a book under a tree and a dog sleeping beside him, watercolour', look: 'watercolour',
    shows: [['boy', 1], ['book', 1], ['tree', 1], ['dog', 1]],
    relations: [['boy', 'holding', 'book'], ['boy', 'under', 'tree'], ['dog', 'beside', 'boy']],
  },
  {
    prompt: 'a bear and a rabbit having tea on a rug in the forest, clay', place: 'forest', look: 'clay',
    shows: [['bear', 1], ['rabbit', 1], ['tea', 1], ['rug', 1]],
    relations: [['bear', 'holding', 'tea'], ['bear', 'on', 'rug'], ['rabbit', 'on', 'rug']],
  },
  {
    prompt: 'an old train in the countryside behind three white sheep, vintage', place: 'meadow', look: 'vintage',
    shows: [['train', 1], ['sheep', 3, 'white']], relations: [['train', 'behind', 'sheep']],
  },
  {
    prompt: 'three small white cats sleeping under a big wooden table in a cosy kitchen at night, rain outside the window, watercolour',
    place: 'kitchen', time: 'night', weather: 'rain', look: 'watercolour',
    shows: [['cat', 3, 'white'], ['table', 1, 'wooden']], relations: [['cat', 'under', 'table']],
  },
] // prettier-ignore
