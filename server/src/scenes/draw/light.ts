import type { StagedScene } from '../layout/stage.ts'
import type { Place, TimeOfDay } from '../scene.ts'
import { channels, mix, toHex } from './colour.ts'

/** Top, middle and horizon. Several of each: the seed chooses. */
export const SKIES: Readonly<Record<TimeOfDay, readonly (readonly [string, string, string])[]>> = {
  dawn: [
    ['#6f90dc', '#f0b4c8', '#ffe3b8'],
    ['#8aa6e8', '#f7cdb8', '#fff0c9'],
    ['#6a7fc9', '#d9a2cf', '#ffd9c0'],
  ],
  day: [
    ['#2f8fea', '#86c9fa', '#e4f5ff'],
    ['#3aa0e8', '#9adcf5', '#f0fbf4'],
    ['#2478d6', '#6fb7f2', '#d8edfc'],
  ],
  sunset: [
    ['#3c3584', '#e5645f', '#ffc777'],
    ['#58408f', '#f08a5d', '#ffe0a0'],
    ['#2c2f73', '#c2548a', '#ffb36b'],
  ],
  night: [
    ['#080d30', '#192562', '#44569a'],
    ['#0b0f2e', '#26225e', '#5a4b94'],
    ['#06122f', '#123a63', '#3f7590'],
  ],
}
/** The colour of the light, and how much it tells on the land; things stay clearer, or nobody would know them. */
const LIGHT: Readonly<Record<TimeOfDay, readonly [string, number]>> = {
  dawn: ['#ffd9c2', 0.35],
  day: ['#ffffff', 0],
  sunset: ['#ffa770', 0.5],
  night: ['#3f55b8', 0.72],
}
/** Light along the edges that look at the sun, and how much. */
export const RIMS: Readonly<Record<TimeOfDay, readonly [string, number]>> = {
  dawn: ['#ffe9cf', 0.55],
  day: ['#ffffff', 0.4],
  sunset: ['#ffcf8a', 0.85],
  night: ['#a9c2ff', 0.5],
}
export const INDOORS: ReadonlySet<Place> = new Set(['room', 'kitchen', 'library', 'cabin', 'table-top'])

/** What the light of the hour makes of a colour, of the land or of a thing standing in it. */
export type Light = (hex: string, of: 'land' | 'thing') => string

/** A lamp is on in a room at night; it colours all that is in it. */
const LAMP = ['#ffd9a0', 0.55] as const

export function lightOf({ time, place }: StagedScene, indoors: boolean): Light {
  const [lamp, strength] = indoors && time === 'night' ? LAMP : LIGHT[place === 'space' || place === 'moon' ? 'day' : time]
  const [red, green, blue] = channels(lamp)
  const dim = indoors && time === 'night' ? 0.78 : 1
  return (hex, of) => {
    const [r, g, b] = channels(hex)
    const lit = toHex([(r * red * dim) / 255, (g * green * dim) / 255, (b * blue * dim) / 255])
    return mix(hex, lit, strength * (indoors ? 0.7 : 1) * (of === 'thing' ? 0.45 : 1))
  }
}
