import { AtelierError, type ErrorCode } from '../domain/errors.ts'
import type { EffectMedia } from '../domain/operation.ts'
import { decodeImage, DecodeError } from '../imaging/decode.ts'
import type { Pixels } from '../imaging/pixels.ts'

const CODES = {
  unsupported: 'media_unsupported',
  too_large: 'media_too_large',
  broken: 'media_broken',
} as const satisfies Record<DecodeError['reason'], ErrorCode>

/** The decoded picture of a media input. @throws AtelierError `invalid_input` (missing), `media_unsupported`, `media_too_large`, `media_broken` */
export async function loadImage(media: Readonly<Record<string, EffectMedia>>, name: string): Promise<Pixels> {
  const file = media[name]
  if (!file) throw new AtelierError('invalid_input', `The input needs "${name}".`, { details: { field: name } })
  try {
    return await decodeImage(file.bytes)
  } catch (error) {
    if (error instanceof DecodeError) throw new AtelierError(CODES[error.reason], error.message, { cause: error })
    throw error
  }
}
