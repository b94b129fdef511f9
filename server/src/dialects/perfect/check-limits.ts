import { codeFor, DECODE_CODES, DOWNLOAD_CODES, type FileRole } from './engine-codes.ts'
import type { FileLimits } from './effect.ts'

/** A file that a task reads, as far as it is known before the task runs. */
export interface Source {
  readonly role: FileRole
  /** The property of the operation that it is for. */
  readonly property: string
  /** null while nothing was uploaded, and for what cannot be read. */
  readonly mediaId: string | null
  /** Bytes and format as they came; null where that is not known any more. */
  readonly sizeBytes: number | null
  readonly format: string | null
  /** Pixels, upright; null where there are none. */
  readonly width: number | null
  readonly height: number | null
  /** Of a video, where it is known. */
  readonly durationMs: number | null
  /** What is wrong with it by itself. */
  readonly fault: 'missing' | 'broken' | 'too_many_pixels' | 'unsupported_video' | 'too_long' | null
}

/**
 * The vendor's code for the first thing that keeps the files from being worked on; undefined when nothing does. `toldSeconds`: how long the
 * caller says that a video takes, which "must match the file".
 */
export function findFault(limits: FileLimits, sources: readonly Source[], toldSeconds?: number): string | undefined {
  for (const source of sources) {
    const code = faultOf(limits, source) ?? faultOfDuration(limits, source, toldSeconds)
    if (code !== undefined) return code
  }
  const [picture] = sources.filter(({ role }) => role === 'src')
  const mask = sources.find(({ role }) => role === 'mask')
  if (picture && mask && (picture.width !== mask.width || picture.height !== mask.height)) return 'size_mismatch_on_input_image_and_mask'
  return undefined
}

function faultOf(limits: FileLimits, { role, fault, sizeBytes, format, width, height }: Source): string | undefined {
  if (fault === 'missing') return codeFor(DOWNLOAD_CODES, role)
  if (sizeBytes !== null && sizeBytes >= limits.belowBytes) return 'exceed_max_filesize'
  if (fault === 'too_many_pixels') return 'error_exceed_max_image_size'
  if (fault === 'unsupported_video') return 'error_unsupported_video'
  if (fault === 'too_long') return 'error_unexpected_video_duration'
  if (fault === 'broken' || (format !== null && !limits.formats.includes(format))) return codeFor(DECODE_CODES, role)
  if (width === null || height === null) return undefined
  const [short, long] = width < height ? [width, height] : [height, width]
  if (long > (limits.maxLongSide ?? Infinity) || short > (limits.maxShortSide ?? Infinity)) return 'error_exceed_max_image_size'
  // A mask that is too small has another size than its picture, which says more.
  if (role !== 'mask' && short < (limits.minShortSide ?? 0)) return 'error_below_min_image_size'
  return undefined
}

/** Whole seconds, of which the caller may have rounded either way. */
function faultOfDuration({ maxSeconds }: FileLimits, { durationMs }: Source, toldSeconds: number | undefined): string | undefined {
  if (durationMs === null) return undefined
  const seconds = durationMs / 1000
  const isTold = toldSeconds === undefined || Math.abs(seconds - toldSeconds) <= 1
  return isTold && seconds <= (maxSeconds ?? Infinity) ? undefined : 'error_unexpected_video_duration'
}
