import { AtelierError } from '../domain/errors.ts'
import type { CpuEffect, Warning } from '../domain/operation.ts'
import { checkpoint } from '../imaging/checkpoint.ts'
import { encodePng } from '../imaging/encode.ts'
import { measurePalette, paletteOf, type HairColour, type HairPalette } from '../imaging/hair/hair-palette.ts'
import type { HairStyle } from '../imaging/hair/hair-style.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { analysePicture } from '../vision/analyse-picture.ts'
import type { Restyling } from '../vision/hair/give-hairstyle.ts'
import { hairBelowChin, judgeHair } from '../vision/hair/judge-hair.ts'
import { lookAtPortrait, type Portrait } from '../vision/hair/look-at-portrait.ts'
import { putBack } from '../vision/hair/put-back.ts'
import { HAIR_LIMITS } from './define-hair-operation.ts'
import { loadImage } from './load-image.ts'
import { requireFace } from './require-face.ts'

/** Of hair on heads that show none. */
const BROWN: HairColour = { l: 30, a: 8, b: 14, spread: 11 }

/** Units of the head below the chin. */
const HIDES_BODY = 4
const GUESSED: Warning = {
  code: 'body_behind_hair',
  message: 'The hair reaches over neck and shoulders; where the new one does not, what it hid is guessed.',
}

/** Degrees from which mesh and pose are rough. */
const ROUGH_YAW = 25
const TURNED: Warning = { code: 'head_turned', message: 'The head is turned far; its far side, and where the hair sits, are guessed.' }

export type ChangeHair<Style> = (portrait: Portrait, style: Style, palette: HairPalette, restyling: Restyling) => Promise<Pixels>

export interface LookStyle {
  readonly id: string
  readonly look: HairStyle
  /** Left out, the hair keeps its own. */
  readonly colour?: HairColour
}

interface HairEffect<Style> {
  readonly styles: readonly Style[]
  /** Whether there must be hair to change; otherwise a bald head will do. */
  readonly needsHair: boolean
  readonly change: ChangeHair<Style>
}

/**
 * The effect of an operation on hair: finds the one face and its hair, changes it as the style says, and puts it back into the photo, of which all
 * else keeps its pixels.
 */
export function createHairEffect<Style extends { readonly id: string; readonly colour?: HairColour }>({
  styles,
  needsHair,
  change,
}: HairEffect<Style>): CpuEffect {
  return async (input, media, { signal, onProgress }) => {
    const { style: id, seed } = input as unknown as { readonly style: string; readonly seed: number }
    const style = styles.find((each) => each.id === id)
    if (!style) throw new AtelierError('invalid_input', 'There is no such style.', { details: { field: 'style' } })
    const photo = await loadImage(media, 'image')
    const face = requireFace(await analysePicture(photo).faces(), HAIR_LIMITS, 'image')
    onProgress(0.1)
    await checkpoint(signal)
    const portrait = await lookAtPortrait(photo, face, signal)
    onProgress(0.25)
    const seen = judgeHair(portrait)
    const refuse = (message: string) => new AtelierError('hair_not_found', message, { details: { field: 'image' } })
    if (seen === 'covered') throw refuse('Something is worn on the head; the hair cannot be changed under it.')
    const warnings: Warning[] = []
    if (Math.abs(face.pose.yaw) > ROUGH_YAW) warnings.push(TURNED)
    if (!needsHair && hairBelowChin(portrait) > HIDES_BODY) warnings.push(GUESSED)
    const own = measurePalette(portrait.picture, portrait.hair)
    if (needsHair && (seen === 'bare' || !own)) throw refuse('There is too little hair on the head.')
    const palette = style.colour ? paletteOf(style.colour) : (own ?? paletteOf(BROWN))
    await checkpoint(signal)
    const result = await change(portrait, style, palette, {
      seed,
      signal,
      onProgress: (fraction) => {
        onProgress(0.25 + 0.65 * fraction)
      },
    })
    await checkpoint(signal)
    const picture = await putBack(photo, portrait, result)
    onProgress(0.95)
    await checkpoint(signal)
    const bytes = await encodePng(picture, 'composite')
    return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings }
  }
}
