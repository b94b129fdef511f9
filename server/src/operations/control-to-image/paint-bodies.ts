import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { segmentByGraph } from '../../vision/control-maps/graph-segments.ts'
import type { Cast } from './cast.ts'
import { headAt } from './colour-regions.ts'
import { findHeadParts } from './heads.ts'
import { paintFor, type Paints } from './paints.ts'
import type { Setting } from './setting.ts'
import { spreadColours } from './spread-colours.ts'

/** Differences of the map that part two bodies, and the least body, of all pixels. */
const SCALE = 500
const MIN_BODY = 0.004
const REACH = 5 / 512

/**
 * Colours of the bodies that a map of surfaces shows, without light: height × width × 3. A body is what the map has in one piece; it gets one of the
 * subject's paints, light where the picture was light, heads skin and hair.
 */
export async function paintBodies(map: Pixels, cast: Cast, setting: Setting, paints: Paints, signal: AbortSignal): Promise<Float32Array> {
  const { width, height } = setting
  await checkpoint(signal)
  const { labels, count } = segmentByGraph(withTones(map, cast), SCALE, MIN_BODY * width * height)
  await checkpoint(signal)
  const heads = cast.faces.length > 0 ? await findHeadParts(cast.faces, setting) : undefined
  const bodies = Array.from({ length: count }, () => ({ pixels: 0, tone: 0, share: 0 }))
  for (let i = 0; i < labels.length; i++) {
    const body = bodies[labels[i]]
    body.pixels++
    body.tone += cast.tones[i]
    body.share += cast.mask[i]
  }
  const subject = bodies.filter(({ pixels, share }) => share > 0.5 * pixels)
  const total = subject.reduce((sum, { pixels }) => sum + pixels, 0)
  const tones = subject.map(({ pixels, tone }) => tone / pixels)
  const [least, most] = [Math.min(1, ...tones), Math.max(0, ...tones)]
  const random = setting.random(7)
  const fills = bodies.map(({ pixels, tone }) =>
    paintFor(
      paints,
      Math.max(0, Math.min(1, (tone / pixels - least) / Math.max(0.15, most - least))),
      pixels / Math.max(1, total),
      random.next(),
    ),
  )
  const colours = new Float32Array(width * height * 3)
  for (let i = 0; i < labels.length; i++) colours.set(heads ? headAt(fills[labels[i]], heads, paints, i) : fills[labels[i]], i * 3)
  await checkpoint(signal)
  spreadColours(colours, 3, new Float32Array(width * height), width, height, REACH * Math.min(width, height))
  return colours
}

/** The map with the subject's outline and lightness in it: what the map shows as one may be a sleeve and a glove. */
function withTones({ width, height, channels, data }: Pixels, { mask, tones }: Cast): Pixels {
  const mixed = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    mixed[i * 3] = data[i * channels]
    mixed[i * 3 + 1] = data[i * channels + 1] * 0.5 + 127 * mask[i]
    mixed[i * 3 + 2] = 255 * tones[i]
  }
  return { width, height, channels: 3, data: mixed }
}
