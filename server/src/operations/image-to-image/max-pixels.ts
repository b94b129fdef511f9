/** A larger picture is made smaller first, so that memory stays bounded; its price is that of the smaller one. */
export const MAX_PIXELS = 16_000_000
