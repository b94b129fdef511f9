import type { Place, TimeOfDay } from '../scene.ts'
import type { StagedScene } from '../layout/stage.ts'
import { channels, mix, toHex } from './colour.ts'

export const SKIES: Readonly<Record<TimeOfDay, readonly [string, string, string]>> = {
  dawn: ['#7c9be0', '#f2b8c6', '#ffe2b5'],
  day: ['#3d9df2', '#8fd0fb', '#e2f5ff'],
  sunset: ['#453a8c', '#ea6f63', '#ffc777'],
  night: ['#0a1038', '#1d2a66', '#47589c'],
}
/** The colour of the light, and how much it tells on the land; things stay clearer, or nobody would know them. */
export const LIGHT: Readonly<Record<TimeOfDay, readonly [string, number]>> = {
  dawn: ['#ffd9c2', 0.35],
  day: ['#ffffff', 0],
  sunset: ['#ffb078', 0.42],
  night: ['#3f55b8', 0.72],
}
export const INDOORS: ReadonlySet<Place> = new Set(['room', 'kitchen', 'library', 'cabin'])

/** What the light of the hour makes of a colour, of the land or of a thing standing in it. */
export type Light = (hex: string, of: 'land' | 'thing') => string

export function lightOf({ time, place }: StagedScene, indoors: boolean): Light {
  const [lamp, strength] = LIGHT[place === 'space' || place === 'moon' ? 'day' : time]
  const [red, green, blue] = channels(lamp)
  return (hex, of) => {
    const [r, g, b] = channels(hex)
    const lit = toHex([(r * red) / 255, (g * green) / 255, (b * blue) / 255])
    return mix(hex, lit, strength * (indoors ? 0.5 : 1) * (of === 'thing' ? 0.45 : 1))
  }
}
