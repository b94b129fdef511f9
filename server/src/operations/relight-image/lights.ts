/** Where light comes from, and what it is like. */
export interface Lamp {
  /** x to the right, y down, z towards the viewer; need not be of unit length. */
  readonly from: readonly [number, number, number]
  /** Linear light by channel, of what the lamp falls on, and of what lies in its shadow. */
  readonly lit: readonly [number, number, number]
  readonly shaded: readonly [number, number, number]
  /** Share of light that comes from everywhere: how deep shadows are. */
  readonly ambient: number
  /** Light from behind that catches the outline. */
  readonly rim: number
  /** What becomes of the background: its light as a whole, and how much of it falls from the lamp's side. */
  readonly behind: { readonly gain: number; readonly slope: number }
}

const WHITE = [1, 1, 1] as const
const STUDIO = { lit: WHITE, shaded: WHITE, ambient: 0.2, rim: 0, behind: { gain: 0.92, slope: 0.5 } } as const

export const LAMPS = {
  left: { ...STUDIO, from: [-0.85, -0.35, 0.55] },
  right: { ...STUDIO, from: [0.85, -0.35, 0.55] },
  top: { ...STUDIO, from: [0, -0.95, 0.5] },
  front: { ...STUDIO, from: [0, -0.2, 1], ambient: 0.3, behind: { gain: 0.72, slope: 0 } },
  rim: { ...STUDIO, from: [0.35, -0.6, 0.6], ambient: 0.6, rim: 1, behind: { gain: 0.7, slope: 0 } },
  golden: {
    from: [-0.8, -0.2, 0.55],
    lit: [1.14, 0.98, 0.7],
    shaded: [1.02, 0.98, 0.98],
    ambient: 0.26,
    rim: 0.35,
    behind: { gain: 1, slope: 0.35 },
  },
  cool: {
    from: [0.7, -0.5, 0.6],
    lit: [0.88, 1, 1.16],
    shaded: [0.9, 0.98, 1.12],
    ambient: 0.26,
    rim: 0.15,
    behind: { gain: 0.85, slope: 0.25 },
  },
} as const satisfies Readonly<Record<string, Lamp>>

export type LightName = 'auto' | keyof typeof LAMPS
export const LIGHTS = ['auto', ...(Object.keys(LAMPS) as (keyof typeof LAMPS)[])] as const
