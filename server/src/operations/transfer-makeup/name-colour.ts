import { ciede2000 } from '../../imaging/ciede2000.ts'
import { labToRgb, rgbToLab } from '../../imaging/face/colour-lab.ts'

/** Names of make-up colours, each with a typical sRGB value. */
export const COLOUR_NAMES = {
  lips: {
    nude: '#c08a7c',
    pink: '#d9708a',
    rose: '#b85c68',
    coral: '#e0705c',
    red: '#b3202c',
    berry: '#8e2450',
    plum: '#5e2440',
    brick: '#93402f',
    brown: '#6e4034',
    fuchsia: '#c81e78',
  },
  eyeShadow: {
    champagne: '#e0c8a8',
    pink: '#d89aa4',
    taupe: '#94806f',
    brown: '#6a4632',
    bronze: '#8f6236',
    gold: '#b8923e',
    grey: '#82828a',
    charcoal: '#38363a',
    blue: '#4a6a9e',
    green: '#5c7d58',
    violet: '#75578f',
    plum: '#6a3a54',
  },
  blush: { peach: '#eab08f', rose: '#d98c8c', pink: '#e79aa8', coral: '#e08068', berry: '#a8505e', terracotta: '#b06a4c' },
  foundation: {
    porcelain: '#f4ddd0',
    ivory: '#ecd0b8',
    beige: '#deb898',
    sand: '#cfa27c',
    honey: '#bd8a5e',
    caramel: '#a06c44',
    chestnut: '#7a4c32',
    espresso: '#4a2e22',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>

export interface NamedColour {
  /** `#rrggbb`, as the picture shows it. */
  readonly hex: string
  /** The nearest name of the table. */
  readonly name: string
}

/** The colour (CIE L*a*b*) as a hex value, with the name that looks most like it (CIEDE2000). */
export function nameColour(lab: readonly [number, number, number], names: Readonly<Record<string, string>>): NamedColour {
  const rgb = new Float32Array(3)
  labToRgb(lab[0], lab[1], lab[2], rgb)
  const hex = `#${Array.from(rgb, (value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
  const distances = Object.entries(names).map(([name, value]) => ({ name, distance: ciede2000(lab, parseHex(value)) }))
  return { hex, name: distances.reduce((best, next) => (next.distance < best.distance ? next : best)).name }
}

function parseHex(hex: string): [number, number, number] {
  const lab = new Float32Array(3)
  rgbToLab(
    [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
    0,
    lab,
  )
  return [lab[0], lab[1], lab[2]]
}
