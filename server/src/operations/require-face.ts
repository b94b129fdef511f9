import { AtelierError } from '../domain/errors.ts'
import type { FaceLimits } from '../domain/operation.ts'
import type { Face } from '../vision/faces.ts'

/** Faces narrower than that share of the largest belong to people in the background. */
const COMPANION_SHARE = 0.45
const ANGLES = ['yaw', 'pitch', 'roll'] as const

/**
 * The face that a picture is of: the largest. `field` is the input that holds the picture.
 * @throws AtelierError `face_not_found`, `several_faces`, `face_too_small`, `face_turned`
 */
export function requireFace(faces: readonly Face[], limits: FaceLimits, field: string): Face {
  const refuse = (code: 'face_not_found' | 'several_faces' | 'face_too_small' | 'face_turned', message?: string): never => {
    throw new AtelierError(code, message, { details: { field } })
  }
  const [largest, ...others] = faces.toSorted((a, b) => b.box.width - a.box.width)
  if (!largest) return refuse('face_not_found')
  const companions = others.filter(({ box }) => box.width >= COMPANION_SHARE * largest.box.width)
  if (limits.single && companions.length > 0) refuse('several_faces')
  if (limits.minWidth !== undefined && largest.box.width < limits.minWidth)
    refuse('face_too_small', `The face is ${String(Math.round(largest.box.width))} pixels wide; ${String(limits.minWidth)} are needed.`)
  for (const angle of ANGLES) {
    const range = limits[angle]
    const degrees = largest.pose[angle]
    if (range && !(degrees > range[0] && degrees < range[1]))
      refuse(
        'face_turned',
        `The face's ${angle} is ${degrees.toFixed(0)} degrees; it must be between ${String(range[0])} and ${String(range[1])}.`,
      )
  }
  return largest
}
