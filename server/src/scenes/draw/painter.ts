import type { Random } from '../../imaging/random.ts'
import type { TimeOfDay, Weather } from '../scene.ts'

export type PaintPlace = (painter: Painter, weather: Weather) => void

/** What a part of the backdrop is painted with. */
export interface Painter {
  readonly width: number
  readonly height: number
  /** The shorter side; lengths that should look alike at any aspect are shares of it. */
  readonly unit: number
  readonly horizon: number
  readonly time: TimeOfDay
  readonly random: Random
  readonly excluded: ReadonlySet<string>
  readonly sky: (svg: string) => void
  readonly land: (svg: string) => void
  readonly front: (svg: string) => void
  readonly define: (gradient: { definition: string; fill: string }) => string
  /** Stands with its box's lower edge at `baseY`. */
  readonly put: (layer: 'far' | 'near', glyph: string, centreX: number, baseY: number, size: number, colour?: string) => void
}
