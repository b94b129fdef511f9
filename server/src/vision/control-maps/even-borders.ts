import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane } from '../../imaging/pixels.ts'
import type { Segments } from './graph-segments.ts'

/** The same segments, each parted where a mask (0 or 1) has its outline. */
export function partAlong({ labels, count }: Segments, mask: Uint8Array): Segments {
  return { labels: labels.map((label, i) => label + (mask[i] > 0 ? count : 0)), count: 2 * count }
}

/** Segments whose borders are even: each pixel goes to whom most around it, within `radius` pixels, belong to. Some segments may be left without any. */
export async function evenBorders(
  labels: Int32Array,
  count: number,
  width: number,
  height: number,
  radius: number,
  signal: AbortSignal,
): Promise<Int32Array<ArrayBuffer>> {
  const most = new Float32Array(labels.length)
  const even = Int32Array.from(labels)
  const present = new Set(labels)
  for (let label = 0; label < count; label++) {
    if (!present.has(label)) continue
    await checkpoint(signal)
    const own = createPlane(width, height)
    for (let i = 0; i < labels.length; i++) own.data[i] = labels[i] === label ? 1 : 0
    const around = boxBlur(own, radius).data
    for (let i = 0; i < labels.length; i++)
      if (around[i] > most[i]) {
        most[i] = around[i]
        even[i] = label
      }
  }
  return even
}
