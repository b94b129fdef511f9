import { drawMask, softenPlane, type Ring } from '../imaging/draw-mask.ts'
import type { Plane } from '../imaging/pixels.ts'
import { FACE_PARTS, type FacePart } from './face-parts.ts'
import type { Face } from './faces.ts'
import type { Box, Point } from './geometry.ts'

/** Where the parts of a face are, each 0..1 with soft borders. All have the size of the raster that they were drawn for. */
export interface FaceMasks {
  /** Forehead to chin, without eyes, brows, lips and nostrils. */
  readonly skin: Plane
  readonly oval: Plane
  /** Between the lids. */
  readonly eyes: Plane
  readonly irises: Plane
  /** Eyes with their lids, brows and lips: what has detail. */
  readonly features: Plane
  /** Between the lips; empty where they are closed. */
  readonly mouth: Plane
}

/** A part of a picture, scaled to a raster of `width` × `height`. */
export interface Raster {
  /** In pixels of the analysed picture. */
  readonly frame: Box
  readonly width: number
  readonly height: number
}

/** Softness of borders, by the width of the face. */
const SOFTNESS = 0.018
/** The oval runs through the hairline; smoothing ends a little before it. */
const OVAL_SCALE = 0.95
const BROW_SCALE = 1.15
const LIPS_SCALE = 1.08

/** Draws the parts of a face by its mesh. */
export async function drawFaceMasks(face: Face, { frame, width, height }: Raster): Promise<FaceMasks> {
  const [scaleX, scaleY] = [width / frame.width, height / frame.height]
  const place = ({ x, y }: Point): Point => ({ x: (x - frame.left) * scaleX, y: (y - frame.top) * scaleY })
  const ring = (part: FacePart, scale = 1): Ring => {
    const points = FACE_PARTS[part].map((index) => place(face.mesh[index]))
    const middle = meanOf(points)
    return points.map(({ x, y }) => ({ x: middle.x + (x - middle.x) * scale, y: middle.y + (y - middle.y) * scale }))
  }
  const softness = Math.max(0.5, SOFTNESS * face.box.width * scaleX)
  const draw = async (rings: readonly Ring[], softening: number) => softenPlane(await drawMask(width, height, rings), softening)

  const featureRings = [
    ring('leftEyeArea'),
    ring('rightEyeArea'),
    ring('leftBrow', BROW_SCALE),
    ring('rightBrow', BROW_SCALE),
    ring('lips', LIPS_SCALE),
  ]
  const [oval, features, nostrils, eyes, mouth] = await Promise.all([
    draw([ring('oval', OVAL_SCALE)], softness * 1.6),
    draw(featureRings, softness),
    draw([ring('nostrils')], softness),
    draw([ring('leftEye'), ring('rightEye')], softness / 3),
    draw([ring('mouth')], softness / 3),
  ])
  const irisRings = [face.iris.left, face.iris.right].map(({ centre, radius }) => circle(place(centre), radius * scaleX * 1.15))
  const irises = await draw(irisRings, softness / 4)
  const skin = { ...oval, data: oval.data.map((value, i) => value * (1 - features.data[i]) * (1 - nostrils.data[i])) }
  return { skin, oval, eyes, irises, features, mouth }
}

function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length }
}

function circle({ x, y }: Point, radius: number): Ring {
  return Array.from({ length: 24 }, (_, i) => {
    const angle = (i / 24) * 2 * Math.PI
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) }
  })
}
