import { linearToByte } from '../../imaging/colour/tint-pixel.ts'
import { softenPlane } from '../../imaging/draw-mask.ts'
import { LINEAR_OF_BYTE } from '../../imaging/lab.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'

/** How much of the difference in brightness, and in colour, the subject follows. It keeps the light of its own: only so much can be told to be ambient. */
const EXPOSURE_SHARE = 0.22
const TINT_SHARE = 0.3
const MAX_EXPOSURE = 1.3
const MAX_TINT = 1.18
/** Light that comes round the outline, and how far, by the longer side. */
const WRAP = 0.35
const WRAP_REACH = 0.008

type Light = readonly [red: number, green: number, blue: number]

/**
 * The cut-out (RGBA) in the light of what it is put before, of the same size: a little brighter or darker, a little of its colour, and at its outline some of the light
 * from behind. In linear light. Gives new pixels.
 */
export function matchLight(cutout: Pixels, background: Pixels): Pixels {
  const { width, height } = cutout
  const gains = gainsFor(meanLight(cutout), meanLight(background))
  const alpha = createPlane(width, height)
  for (let i = 0; i < alpha.data.length; i++) alpha.data[i] = cutout.data[i * 4 + 3] / 255
  const inside = softenPlane(alpha, WRAP_REACH * Math.max(width, height)).data
  const data = cutout.data.slice()
  for (let i = 0; i < alpha.data.length; i++) {
    if (alpha.data[i] === 0) continue
    // Half of a straight outline's neighbourhood is inside: there wrap is full, and nothing of it further in.
    const wrap = WRAP * Math.max(0, 1 - inside[i]) * alpha.data[i]
    for (let channel = 0; channel < 3; channel++) {
      const own = bend(LINEAR_OF_BYTE[data[i * 4 + channel]] * gains[channel])
      const behind = LINEAR_OF_BYTE[background.data[i * background.channels + channel]]
      data[i * 4 + channel] = linearToByte(own + wrap * Math.max(0, behind - own))
    }
  }
  return { ...cutout, data }
}

/** Straight up to 0.7, then towards 1 without reaching it: what was white does not lose its drawing. */
function bend(light: number): number {
  return light <= 0.7 ? light : 1 - 0.3 * Math.exp(-(light - 0.7) / 0.3)
}

const luminanceOf = ([red, green, blue]: Light) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

function gainsFor(own: Light, behind: Light): Light {
  const [from, to] = [Math.max(0.01, luminanceOf(own)), Math.max(0.01, luminanceOf(behind))]
  const exposure = Math.max(1 / MAX_EXPOSURE, Math.min(MAX_EXPOSURE, (to / from) ** EXPOSURE_SHARE))
  const tint = behind.map((value) => Math.max(1 / MAX_TINT, Math.min(MAX_TINT, (Math.max(0.004, value) / to) ** TINT_SHARE)))
  const keep = luminanceOf([own[0] * tint[0], own[1] * tint[1], own[2] * tint[2]]) / from
  return [(exposure * tint[0]) / keep, (exposure * tint[1]) / keep, (exposure * tint[2]) / keep]
}

/** Of what is opaque. */
function meanLight({ channels, data }: Pixels): Light {
  const sum: [number, number, number] = [0, 0, 0]
  let weight = 0
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && data[at + 3] < 128) continue
    weight++
    for (let channel = 0; channel < 3; channel++) sum[channel] += LINEAR_OF_BYTE[data[at + channel]]
  }
  return [sum[0] / Math.max(1, weight), sum[1] / Math.max(1, weight), sum[2] / Math.max(1, weight)]
}
