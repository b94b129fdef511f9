import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, EffectOutput } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { findFaceCover } from '../../vision/face-cover.ts'
import { readFacePatch } from '../../vision/face-patch.ts'
import { loadImage } from '../load-image.ts'
import { requireFace } from '../require-face.ts'
import { defaultAges, levelsAt, MAX_AGE, MIN_AGE, type AgeLevels } from './age-levels.ts'
import { buildLayers } from './build-layers.ts'
import { AGE_LIMITS, MIN_PICTURE_SIDE } from './definition.ts'
import { findHair } from './find-hair.ts'
import { pushesOf } from './pushes.ts'
import { renderAge } from './render-age.ts'

/** By the width of the face: the head with its hair. */
const MARGIN = 0.75
/** Folds are finer than light: the patch has more pixels than usual. */
const PATCH_SIDE = 340

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const picture = await loadImage(media, 'image')
  if (Math.min(picture.width, picture.height) < MIN_PICTURE_SIDE)
    throw new AtelierError('picture_too_small', `Both sides need at least ${String(MIN_PICTURE_SIDE)} pixels.`, {
      details: { field: 'image' },
    })
  const analysis = analysePicture(picture)
  const face = requireFace(await analysis.faces(), AGE_LIMITS, 'image')
  await checkpoint(signal)
  const own = Math.max(MIN_AGE, Math.min(MAX_AGE, Math.round(face.age)))
  const wanted = (input['ages'] as readonly number[] | undefined) ?? defaultAges(own)
  const ages = [...new Set([...wanted, own])].sort((a, b) => a - b)
  onProgress(0.1)

  const patch = await readFacePatch(picture, face, { margin: MARGIN, side: PATCH_SIDE })
  await checkpoint(signal)
  const cover = findFaceCover(patch)
  const layers = await buildLayers(patch, cover, findHair(patch, cover, await analysis.personMask(), picture))
  const parts = { layers, pushes: pushesOf(patch, cover.glasses !== undefined) }
  onProgress(0.2)

  const [levels, outputs] = [levelsAt(own), [] as EffectOutput[]]
  for (const [index, age] of ages.entries()) {
    await checkpoint(signal)
    const aged = age === own ? picture : await renderAge(picture, patch, parts, difference(levelsAt(age), levels), signal)
    const bytes = await encodePng(aged, 'algorithmicallyEnhanced')
    outputs.push({ name: `age-${String(age)}`, kind: 'image', mime: 'image/png', bytes })
    onProgress(0.2 + (0.75 * (index + 1)) / ages.length)
  }
  const data = { age: own, ages, ageIndex: ages.indexOf(own), ageMin: ages[0], ageMax: ages[ages.length - 1] }
  return { outputs, warnings: [], data }
}
export default effect

function difference(to: AgeLevels, from: AgeLevels): AgeLevels {
  const entries = Object.entries(to).map(([name, level]) => [name, (level as number) - from[name as keyof AgeLevels]] as const)
  return Object.fromEntries(entries) as unknown as AgeLevels
}
