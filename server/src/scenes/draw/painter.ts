import type { Random } from '../../imaging/random.ts'
import type { TimeOfDay, Weather } from '../scene.ts'

export type PaintPlace = (painter: Painter) => void

/** Where the light stands: the sun or the moon outdoors, the window in a room. */
export interface Sun {
  /** Pixels. */
  readonly x: number
  readonly y: number
  /** 1 when it is in the right half. */
  readonly side: 1 | -1
}

/** What a part of the backdrop is painted with. */
export interface Painter {
  readonly width: number
  readonly height: number
  /** The shorter side; lengths that should look alike at any aspect are shares of it. */
  readonly unit: number
  readonly horizon: number
  readonly time: TimeOfDay
  readonly weather: Weather
  readonly afloat: boolean
  readonly sun: Sun
  /** The colour that far things fade into. */
  readonly haze: string
  readonly random: Random
  readonly excluded: ReadonlySet<string>
  readonly sky: (svg: string) => void
  readonly land: (svg: string) => void
  /** Over the things: as it is, or in the light of the hour. */
  readonly front: (svg: string) => void
  readonly frame: (svg: string) => void
  readonly define: (gradient: { definition: string; fill: string }) => string
  /** What the light of the hour makes of a colour: of what is painted as sky, which is not lit again. */
  readonly light: (hex: string) => string
  /** Stands with its box's lower edge at `baseY`. */
  readonly put: (layer: 'far' | 'near', glyph: string, centreX: number, baseY: number, size: number, colour?: string) => void
}
