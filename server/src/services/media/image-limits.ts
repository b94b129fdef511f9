import { AtelierError } from '../../domain/errors.ts'

/** Bounds of a picture that comes from outside. */
export interface ImageLimits {
  readonly maxBytes: number
  /** Of one frame. */
  readonly maxPixels: number
  readonly maxFrames: number
  /** For decoding the whole file once, rounded up to seconds. */
  readonly decodeTimeoutMs: number
}

export const DEFAULT_IMAGE_LIMITS: ImageLimits = {
  maxBytes: 50_000_000,
  maxPixels: 50_000_000,
  maxFrames: 500,
  decodeTimeoutMs: 20_000,
}

/** @throws AtelierError `media_too_large` */
export function checkImageSize(size: { width: number; height: number; frames: number }, limits: ImageLimits): void {
  if (size.width * size.height > limits.maxPixels) throw tooManyPixels(limits.maxPixels)
  if (size.frames > limits.maxFrames) throw new AtelierError('media_too_large', `The picture has more than ${limits.maxFrames} frames.`)
}

export function tooManyPixels(maxPixels: number): AtelierError {
  return new AtelierError('media_too_large', `The picture has more than ${maxPixels / 1_000_000} megapixels.`)
}
