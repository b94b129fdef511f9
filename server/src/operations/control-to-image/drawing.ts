import type { Pixels } from '../../imaging/pixels.ts'
import type { Cast } from './cast.ts'
import type { Setting } from './setting.ts'

/**
 * Draws a picture of the setting's size whose shapes are the map's. `strength` 0..2: below 1 the map counts less and less, above 1 it is stressed.
 * `cast` is what the picture shows that the map was made of; without it the map alone has to tell.
 * Stops within half a second of an abort.
 */
export type Drawing = (map: Pixels, setting: Setting, strength: number, signal: AbortSignal, cast?: Cast) => Promise<Pixels>
