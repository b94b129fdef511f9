/** "max_long_side_px: 1024", of the output. */
const LONG_SIDE = 1024
/** Engines that sample want sides that are whole multiples. */
const STEP = 8
const SHORTEST = 64

/** Pixels of a picture with an aspect of `widthRatio` to `heightRatio`; square when none is given. */
export function pictureSizeOf(widthRatio = 1, heightRatio = 1): { readonly width: number; readonly height: number } {
  const unit = LONG_SIDE / Math.max(widthRatio, heightRatio)
  const side = (ratio: number): number => Math.max(SHORTEST, Math.round((ratio * unit) / STEP) * STEP)
  return { width: side(widthRatio), height: side(heightRatio) }
}
