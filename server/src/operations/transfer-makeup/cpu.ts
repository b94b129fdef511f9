import type { CpuEffect } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { addLab } from '../../imaging/face/add-lab.ts'
import { loadImage } from '../load-image.ts'
import { COLOUR_NAMES, nameColour } from './name-colour.ts'
import { certainty, meanColour, MEASURED, planChange, visible } from './plan-change.ts'
import { readMadeUpFace, type MadeUpFace } from './read-face.ts'

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { strength } = input as unknown as { readonly strength: number }
  const picture = await loadImage(media, 'image')
  const target = await readMadeUpFace(picture, 'image')
  onProgress(0.3)
  await checkpoint(signal)
  const reference = await readMadeUpFace(await loadImage(media, 'reference'), 'reference')
  onProgress(0.6)
  await checkpoint(signal)
  const change = planChange(target, reference, strength)
  onProgress(0.75)
  await addLab(picture, target.patch.tile, change, signal)
  onProgress(0.9)
  const bytes = await encodePng(picture, 'algorithmicallyEnhanced')
  return {
    outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }],
    warnings: [],
    data: { recommendation: describe(reference) },
  }
}
export default effect

/** Colours measured in the reference; `worn` is how sure it is that they are make-up, 0..1. They name no products. */
function describe(face: MadeUpFace) {
  const region = (name: 'lips' | 'eyeShadow' | 'cheeks', names: Readonly<Record<string, string>>) => ({
    ...nameColour(meanColour(face, visible(face.regions[MEASURED[name]], face)), names),
    worn: Math.round(certainty(face, name) * 100) / 100,
  })
  return {
    lips: region('lips', COLOUR_NAMES.lips),
    eyeShadow: region('eyeShadow', COLOUR_NAMES.eyeShadow),
    blush: region('cheeks', COLOUR_NAMES.blush),
    foundation: nameColour(face.skinColour.mean, COLOUR_NAMES.foundation),
  }
}
