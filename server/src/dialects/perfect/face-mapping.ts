/** As the vendor tells it: the face at `position` of the picture gets the face `index` of the given ones. -1 is none. */
export interface FaceMapping {
  readonly index: number
  readonly position: number
}

/** For each face of the picture, which of the given faces it gets; -1 for none. The vendor lists pairs, in any order. */
export function toMapping(pairs: readonly FaceMapping[]): number[] {
  const placed = pairs.filter(({ position }) => position >= 0)
  const mapping = Array.from({ length: Math.max(pairs.length, ...placed.map(({ position }) => position + 1)) }, () => -1)
  for (const { index, position } of placed) mapping[position] = index
  return mapping
}
