import { getGlyph } from '../../scenes/draw/glyphs.ts'
import type { Point } from '../../vision/geometry.ts'
import { hexOf, lumaOfRgb, mixRgb, scaleRgb, type Rgb } from './colours.ts'
import { scaleOf, type WholeSkeleton } from './complete-skeleton.ts'
import { HAIRS, METAL, SKINS } from './figure-colours.ts'
import type { Paints } from './paints.ts'
import { robotChest, robotHead } from './robot.ts'
import type { Setting } from './setting.ts'

interface Dress {
  readonly skin: Rgb
  readonly hair: Rgb
  readonly top: Rgb
  readonly trousers: Rgb
  readonly shoes: Rgb
  readonly longHair: boolean
  readonly helmet: boolean
  /** The colour of its lamps. */
  readonly robot?: Rgb | undefined
}

/** Half widths in shoulder widths. */
const ARM = [0.17, 0.13, 0.095] as const
const LEG = [0.25, 0.165, 0.11] as const
const HEAD = 0.35
/** How far the outline of an arm goes beyond it, so that it is seen before the body. */
const ARM_RIM = 0.018

/**
 * One figure as SVG, drawn from back to front: what is behind the body, legs, trunk, arms, head. With paints, only its body, in those: the head
 * is drawn otherwise.
 */
export function drawFigure(skeleton: WholeSkeleton, setting: Setting, index: number, paints?: Paints): string {
  const s = scaleOf(skeleton)
  const dress = paints && !setting.robot ? dressIn(paints) : dressOf(setting, index)
  const k = skeleton
  const neckToHip = middle(k.rightHip, k.leftHip)
  const legs = (['right', 'left'] as const).map((side) => {
    const [hip, knee, ankle] = [k[`${side}Hip`], k[`${side}Knee`], k[`${side}Ankle`]]
    const dark = side === 'right' ? 1 : 0.9
    const foot = footOf(knee, ankle, s, side)
    return (
      limb([hip, knee, ankle], LEG, s, scaleRgb(dress.trousers, dark)) + limb([ankle, foot], [0.11, 0.12], s, scaleRgb(dress.shoes, dark))
    )
  })
  const arms = (['right', 'left'] as const).map((side) => {
    const [shoulder, elbow, wrist] = [k[`${side}Shoulder`], k[`${side}Elbow`], k[`${side}Wrist`]]
    const hand = beyond(elbow, wrist, 0.14 * s)
    const cuff = { x: wrist.x + (elbow.x - wrist.x) * 0.12, y: wrist.y + (elbow.y - wrist.y) * 0.12 }
    const rim = hexOf(scaleRgb(dress.top, 0.66))
    const rims = ARM.map((width) => (width + ARM_RIM) * s)
    return (
      taper(shoulder, elbow, ARM[0] * s, rims[1], rim) +
      taper(elbow, cuff, rims[1], rims[2], rim) +
      taper(cuff, hand, (0.09 + ARM_RIM) * s, (0.11 + ARM_RIM) * s, hexOf(scaleRgb(dress.skin, 0.66))) +
      limb([cuff, hand], [0.09, 0.11], s, dress.skin) +
      limb([shoulder, elbow, cuff], ARM, s, scaleRgb(dress.top, side === 'right' ? 1.05 : 0.94)) +
      (dress.robot ? [shoulder, elbow].map((joint) => taper(joint, joint, 0.11 * s, 0.11 * s, rim)).join('') : '')
    )
  })
  const shadow = paints || setting.scene.place === 'space' || setting.scene.place === 'sky' ? '' : groundShadow(k, s)
  return (
    `<g stroke-linejoin="round" stroke-linecap="round">${shadow}` +
    (dress.longHair && !dress.helmet && !paints ? hairBehind(k, s, dress) : '') +
    legs.join('') +
    trunk(k, neckToHip, s, dress) +
    (dress.robot
      ? robotChest({ x: (k.neck.x * 2 + neckToHip.x) / 3, y: (k.neck.y * 2 + neckToHip.y) / 3 + 0.1 * s }, s, dress.top, dress.robot)
      : '') +
    taper(k.neck, middle(k.neck, k.nose), 0.15 * s, 0.13 * s, hexOf(scaleRgb(dress.skin, 0.86))) +
    arms.join('') +
    (paints ? '' : setting.creature === undefined ? head(k, s, dress) : creatureHead(k, s, setting.creature)) +
    '</g>'
  )
}

function dressOf(setting: Setting, index: number): Dress {
  const random = setting.random(31 + index)
  const { subject, clothes, who, material } = setting
  const top = index === 0 && clothes ? clothes : subject[index % subject.length]
  const dark = mixRgb(subject[(index + 1) % subject.length], [40, 46, 74], 0.72)
  const body = setting.isPerson ? random.pick(SKINS) : mixRgb(material?.colour ?? subject[0], [255, 246, 226], 0.25)
  if (setting.robot)
    return { ...ofOneMaterial(material?.colour ?? (setting.hasColour && clothes ? clothes : METAL)), longHair: false, robot: setting.robot }
  const hairs = HAIRS.filter((hair) => Math.abs(lumaOfRgb(hair) - lumaOfRgb(body)) > 45)
  if (!setting.isPerson && material?.colour) return { ...ofOneMaterial(material.colour), longHair: random.chance(0.5) }
  return {
    skin: body,
    hair: setting.isPerson ? random.pick(hairs) : scaleRgb(subject[0], 0.7),
    top,
    trousers: who === 'suited' ? scaleRgb(top, 0.94) : dark,
    shoes: [48, 40, 44],
    longHair: who === 'woman' || (who === 'anyone' && random.chance(0.5)),
    helmet: who === 'suited',
  }
}

const dressIn = ({ skin, hair, others: [top, , , dark = top] }: Paints): Dress => ({
  skin,
  hair,
  top,
  trousers: mixRgb(top, dark, 0.6),
  shoes: scaleRgb(top, 0.5),
  longHair: false,
  helmet: false,
})

/** A statue. */
function ofOneMaterial(colour: Rgb): Omit<Dress, 'longHair'> {
  const [light, dark] = [mixRgb(colour, [255, 250, 230], 0.18), scaleRgb(colour, 0.84)]
  return { skin: light, hair: dark, top: colour, trousers: dark, shoes: scaleRgb(colour, 0.72), helmet: false }
}

const n = (value: number) => value.toFixed(1)
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

/** The point `length` beyond `to`, seen from `from`. */
function beyond(from: Point, to: Point, length: number): Point {
  const distance = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y))
  return { x: to.x + ((to.x - from.x) / distance) * length, y: to.y + ((to.y - from.y) / distance) * length }
}

function footOf(knee: Point, ankle: Point, s: number, side: 'left' | 'right'): Point {
  const along = beyond(knee, ankle, 0.12 * s)
  return { x: along.x + (side === 'right' ? -0.16 : 0.16) * s, y: along.y + 0.05 * s }
}

/** A tapering volume through points, with a lit and a shaded side. Widths are halves, in shoulder widths. */
function limb(points: readonly Point[], widths: readonly number[], s: number, colour: Rgb): string {
  const parts: string[] = []
  for (let i = 1; i < points.length; i++) parts.push(taper(points[i - 1], points[i], widths[i - 1] * s, widths[i] * s, hexOf(colour)))
  const lit = hexOf(mixRgb(colour, [255, 252, 240], 0.22))
  for (let i = 1; i < points.length; i++) {
    const shift = -0.32
    const [a, b] = [points[i - 1], points[i]]
    const from = { x: a.x + shift * widths[i - 1] * s, y: a.y + shift * 0.5 * widths[i - 1] * s }
    const to = { x: b.x + shift * widths[i] * s, y: b.y + shift * 0.5 * widths[i] * s }
    parts.push(taper(from, to, widths[i - 1] * s * 0.45, widths[i] * s * 0.45, lit))
  }
  return parts.join('')
}

/** Two circles and what is between them. */
function taper(a: Point, b: Point, ra: number, rb: number, fill: string): string {
  const distance = Math.max(0.001, Math.hypot(b.x - a.x, b.y - a.y))
  const [ux, uy] = [(b.x - a.x) / distance, (b.y - a.y) / distance]
  const corner = (p: Point, r: number, side: number) => `${n(p.x - uy * r * side)} ${n(p.y + ux * r * side)}`
  return (
    `<circle cx="${n(a.x)}" cy="${n(a.y)}" r="${n(ra)}" fill="${fill}"/><circle cx="${n(b.x)}" cy="${n(b.y)}" r="${n(rb)}" fill="${fill}"/>` +
    `<path d="M${corner(a, ra, 1)}L${corner(b, rb, 1)}L${corner(b, rb, -1)}L${corner(a, ra, -1)}Z" fill="${fill}"/>`
  )
}

function trunk(k: WholeSkeleton, hips: Point, s: number, dress: Dress): string {
  const round = 0.2 * s
  const outline = `M${n(k.rightShoulder.x)} ${n(k.rightShoulder.y)}L${n(k.neck.x)} ${n(k.neck.y)}L${n(k.leftShoulder.x)} ${n(k.leftShoulder.y)}L${n(k.leftHip.x)} ${n(k.leftHip.y)}L${n(k.rightHip.x)} ${n(k.rightHip.y)}Z`
  const fill = hexOf(dress.top)
  const lit = hexOf(mixRgb(dress.top, [255, 252, 240], 0.2))
  const dark = hexOf(scaleRgb(dress.top, 0.78))
  const belt = `M${n(k.rightHip.x)} ${n(k.rightHip.y)}L${n(k.leftHip.x)} ${n(k.leftHip.y)}`
  return (
    `<path d="${belt}" stroke="${hexOf(dress.trousers)}" stroke-width="${n(0.48 * s)}"/>` +
    `<path d="${outline}" fill="${fill}" stroke="${fill}" stroke-width="${n(round * 2 * 0.8)}"/>` +
    `<path d="M${n(k.rightShoulder.x)} ${n(k.rightShoulder.y + 0.1 * s)}Q${n((k.neck.x + hips.x) / 2 - 0.25 * s)} ${n((k.neck.y + hips.y) / 2)} ${n(k.rightHip.x + 0.06 * s)} ${n(k.rightHip.y - 0.1 * s)}" stroke="${lit}" stroke-width="${n(0.16 * s)}" fill="none" opacity=".6"/>` +
    `<path d="M${n(k.neck.x)} ${n(k.neck.y + 0.2 * s)}L${n(hips.x)} ${n(hips.y)}" stroke="${dark}" stroke-width="${n(0.035 * s)}"/>` +
    `<path d="M${n(k.neck.x - 0.16 * s)} ${n(k.neck.y - 0.06 * s)}L${n(k.neck.x)} ${n(k.neck.y + 0.2 * s)}L${n(k.neck.x + 0.16 * s)} ${n(k.neck.y - 0.06 * s)}Z" fill="${hexOf(scaleRgb(dress.skin, 0.93))}"/>`
  )
}

/** Where the middle of the head is, which way it leans, and how far it is turned (-1 .. 1). */
function headPose(k: WholeSkeleton, s: number) {
  const ears = middle(k.rightEar, k.leftEar)
  const eyes = middle(k.rightEye, k.leftEye)
  const apart = Math.hypot(k.leftEar.x - k.rightEar.x, k.leftEar.y - k.rightEar.y)
  const radius = Math.max(HEAD * s, apart * 0.54)
  const turn = Math.max(-1, Math.min(1, (k.nose.x - ears.x) / radius))
  const lean = Math.atan2(k.leftEye.y - k.rightEye.y, k.leftEye.x - k.rightEye.x)
  const upright = Math.abs(lean) > Math.PI / 2 || Math.hypot(k.leftEye.x - k.rightEye.x, k.leftEye.y - k.rightEye.y) < 0.08 * s ? 0 : lean
  return {
    x: (ears.x + eyes.x + k.nose.x) / 3,
    y: (ears.y + eyes.y + k.nose.y) / 3 - 0.06 * s,
    radius,
    turn,
    degrees: (upright * 180) / Math.PI,
  }
}

const head = (k: WholeSkeleton, s: number, dress: Dress) => headAt(headPose(k, s), dress)

function headAt({ x, y, radius: r, turn, degrees }: ReturnType<typeof headPose>, dress: Dress): string {
  if (dress.robot)
    return `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})">${robotHead(r, turn, dress.skin, dress.robot)}</g>`
  const skin = hexOf(dress.skin)
  const shade = hexOf(scaleRgb(dress.skin, 0.86))
  const hair = hexOf(dress.hair)
  const face = turn * 0.3 * r
  const feature = (dx: number, dy: number) => [n(face + dx * r), n(dy * r)] as const
  const [rightEye, leftEye] = [feature(-0.33, -0.06), feature(0.33, -0.06)]
  const eyes = [rightEye, leftEye]
    .map(([ex, ey]) => `<ellipse cx="${ex}" cy="${ey}" rx="${n(0.075 * r)}" ry="${n(0.1 * r)}" fill="#2a2228"/>`)
    .join('')
  const brows = [rightEye, leftEye]
    .map(
      ([ex]) =>
        `<path d="M${n(Number(ex) - 0.14 * r)} ${n(-0.25 * r)}q${n(0.14 * r)} ${n(-0.09 * r)} ${n(0.28 * r)} 0" stroke="${hair}" stroke-width="${n(0.055 * r)}" fill="none"/>`,
    )
    .join('')
  const [mouthX, mouthY] = feature(-0.2, 0.5)
  const [noseX, noseY] = feature(0.02, 0.08)
  const inner =
    `<ellipse cx="${n(-0.95 * r)}" cy="${n(0.02 * r)}" rx="${n(0.16 * r)}" ry="${n(0.22 * r)}" fill="${shade}"/><ellipse cx="${n(0.95 * r)}" cy="${n(0.02 * r)}" rx="${n(0.16 * r)}" ry="${n(0.22 * r)}" fill="${shade}"/>` +
    `<ellipse rx="${n(0.95 * r)}" ry="${n(1.16 * r)}" cy="${n(0.05 * r)}" fill="${skin}"/>` +
    `<path d="M${n(0.3 * r)} ${n(1.14 * r)}A${n(0.95 * r)} ${n(1.16 * r)} 0 0 0 ${n(0.95 * r)} 0Q${n(0.75 * r)} ${n(0.8 * r)} ${n(0.3 * r)} ${n(1.14 * r)}Z" fill="${shade}" opacity=".7"/>` +
    eyes +
    brows +
    `<path d="M${noseX} ${noseY}l${n((turn < -0.1 ? -1 : 1) * 0.1 * r)} ${n(0.2 * r)}l${n((turn < -0.1 ? 1 : -1) * 0.12 * r)} ${n(0.03 * r)}" stroke="${shade}" stroke-width="${n(0.06 * r)}" fill="none"/>` +
    `<path d="M${mouthX} ${mouthY}q${n(0.2 * r)} ${n(0.17 * r)} ${n(0.4 * r)} 0" stroke="#a4454a" stroke-width="${n(0.07 * r)}" fill="none"/>` +
    `<path d="M${n(-0.99 * r)} ${n(0.02 * r)}C${n(-1.2 * r)} ${n(-1.55 * r)} ${n(1.2 * r)} ${n(-1.55 * r)} ${n(0.99 * r)} ${n(0.02 * r)}C${n(0.85 * r)} ${n(-0.45 * r)} ${n(0.5 * r + face)} ${n(-0.62 * r)} ${n(0.1 * r + face)} ${n(-0.55 * r)}C${n(-0.4 * r + face)} ${n(-0.45 * r)} ${n(-0.85 * r)} ${n(-0.4 * r)} ${n(-0.99 * r)} ${n(0.02 * r)}Z" fill="${hair}"/>`
  const helmet = `<circle r="${n(1.5 * r)}" fill="#dff3ff" opacity=".28"/><circle r="${n(1.5 * r)}" fill="none" stroke="${hexOf(mixRgb(dress.top, [255, 255, 255], 0.5))}" stroke-width="${n(0.16 * r)}"/><path d="M${n(-1.05 * r)} ${n(-0.6 * r)}q${n(0.3 * r)} ${n(-0.5 * r)} ${n(0.8 * r)} ${n(-0.6 * r)}" stroke="#fff" stroke-width="${n(0.12 * r)}" fill="none" opacity=".85"/>`
  return `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})">${inner}${dress.helmet ? helmet : ''}</g>`
}

/** The head of a creature whom the icon set shows as one, cut out of its picture: there it fills the upper part. */
function creatureHead(k: WholeSkeleton, s: number, glyph: string): string {
  const { x, y, radius, degrees } = headPose(k, s)
  const side = radius * 3.1
  return `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(degrees)})"><svg x="${n(-side / 2)}" y="${n(-side * 0.58)}" width="${n(side)}" height="${n(side)}" viewBox="5.6 0.4 20.8 20.2">${getGlyph(glyph).body}</svg></g>`
}

/** A head by itself, in a subject's paints: a robot's, a creature's, or a person's face without hair, which its surroundings show. */
export function drawPlainHead(
  { x, y, radius: r }: Point & { readonly radius: number },
  { robot, creature }: Setting,
  paints: Paints,
): string {
  if (robot) return `<g transform="translate(${n(x)} ${n(y)})">${robotHead(r, 0, paints.skin, robot)}</g>`
  if (creature !== undefined)
    return `<svg x="${n(x - r * 1.55)}" y="${n(y - r * 1.8)}" width="${n(r * 3.1)}" height="${n(r * 3.1)}" viewBox="5.6 0.4 20.8 20.2">${getGlyph(creature).body}</svg>`
  return headAt({ x, y, radius: r, turn: 0, degrees: 0 }, dressIn(paints))
}

function hairBehind(k: WholeSkeleton, s: number, dress: Dress): string {
  const { x, y, radius: r } = headPose(k, s)
  return `<path d="M${n(x - 1.08 * r)} ${n(y)}C${n(x - 1.3 * r)} ${n(y - 1.7 * r)} ${n(x + 1.3 * r)} ${n(y - 1.7 * r)} ${n(x + 1.08 * r)} ${n(y)}L${n(x + 1.2 * r)} ${n(y + 1.9 * r)}Q${n(x)} ${n(y + 2.3 * r)} ${n(x - 1.2 * r)} ${n(y + 1.9 * r)}Z" fill="${hexOf(scaleRgb(dress.hair, 0.85))}"/>`
}

function groundShadow(k: WholeSkeleton, s: number): string {
  const feet = middle(k.rightAnkle, k.leftAnkle)
  const y = Math.max(k.rightAnkle.y, k.leftAnkle.y) + 0.2 * s
  const wide = Math.abs(k.leftAnkle.x - k.rightAnkle.x) / 2 + 0.7 * s
  return `<ellipse cx="${n(feet.x)}" cy="${n(y)}" rx="${n(wide)}" ry="${n(0.16 * s)}" fill="#101830" opacity=".28"/>`
}
