import type { Place } from '../scene.ts'
import type { Terrain } from './sprite.ts'
import type { StagedScene } from './stage.ts'

const TERRAINS: Readonly<Record<Place, Terrain>> = {
  meadow: { kind: 'ground', horizon: 0.62 }, garden: { kind: 'ground', horizon: 0.6 }, farm: { kind: 'ground', horizon: 0.62 },
  graveyard: { kind: 'ground', horizon: 0.64 }, forest: { kind: 'ground', horizon: 0.64 }, mountains: { kind: 'ground', horizon: 0.68 },
  beach: { kind: 'ground', horizon: 0.62 }, sea: { kind: 'water', horizon: 0.54 }, underwater: { kind: 'float', horizon: 0.86 },
  lake: { kind: 'ground', horizon: 0.7 }, city: { kind: 'ground', horizon: 0.72 }, road: { kind: 'ground', horizon: 0.64 },
  desert: { kind: 'ground', horizon: 0.62 }, snow: { kind: 'ground', horizon: 0.64 }, room: { kind: 'ground', horizon: 0.68 },
  kitchen: { kind: 'ground', horizon: 0.68 }, library: { kind: 'ground', horizon: 0.7 }, cabin: { kind: 'ground', horizon: 0.78 },
  'table-top': { kind: 'ground', horizon: 0.66 }, sky: { kind: 'air', horizon: 1 }, space: { kind: 'float', horizon: 1 },
  moon: { kind: 'ground', horizon: 0.68 }, mars: { kind: 'ground', horizon: 0.66 },
} // prettier-ignore
const OPEN_LAKE: Terrain = { kind: 'water', horizon: 0.5 }

/** What the place of a scene offers to stand, float or fly on. */
export function terrainOf({ place, afloat }: Pick<StagedScene, 'place' | 'afloat'>): Terrain {
  return afloat ? OPEN_LAKE : TERRAINS[place]
}
