import type { ErrorCode } from '../../domain/errors.ts'
import type { JobError } from '../../domain/job.ts'

/** What a file is to a task, as far as the vendor's codes tell files apart. */
export type FileRole = 'src' | 'ref' | 'mask' | 'video'

type CodeByRole = string | (Partial<Record<FileRole, string>> & { readonly src: string })

export const DOWNLOAD_CODES: CodeByRole = { src: 'error_download_image', mask: 'error_download_mask', video: 'error_download_video' }
export const DECODE_CODES: CodeByRole = { src: 'error_decode_image', mask: 'error_decode_mask', video: 'error_decode_video' }
export const NSFW_INPUT = 'error_nsfw_content_detected'

/**
 * Why a task failed, in the vendor's codes (contracts/perfect.notes.md, "Error codes"); what is not here is `unknown_internal_error`.
 * `error_pose` and `error_no_shoulder` stand here for engines that look at a whole body: no operation of this installation does.
 */
const CODES: Partial<Record<ErrorCode, CodeByRole>> = {
  invalid_input: 'invalid_parameter',
  invalid_request: 'invalid_parameter',
  request_too_large: 'invalid_parameter',
  media_not_found: DOWNLOAD_CODES,
  url_refused: DOWNLOAD_CODES,
  url_unreachable: DOWNLOAD_CODES,
  input_unreadable: DOWNLOAD_CODES,
  media_broken: DECODE_CODES,
  media_unsupported: DECODE_CODES,
  media_too_large: 'exceed_max_filesize',
  picture_too_large: 'error_exceed_max_image_size',
  picture_too_small: 'error_below_min_image_size',
  mask_size_mismatch: 'size_mismatch_on_input_image_and_mask',
  video_unsupported: 'error_unsupported_video',
  video_too_long: 'error_unexpected_video_duration',
  content_refused: NSFW_INPUT,
  face_not_found: 'error_no_face',
  several_faces: 'error_multiple_people',
  face_turned: 'error_large_face_angle',
  face_too_small: 'error_face_position_too_small',
  face_unreadable: 'error_face_parsing',
  eyes_closed: 'error_face_parsing',
  hair_not_found: 'error_hair_too_short',
  // No code says it: the cut was tried and nothing came of it. `error_no_face` would be wrong of a vase.
  subject_not_found: 'error_inference',
  pose_not_found: 'error_pose',
  shoulders_not_found: 'error_no_shoulder',
  engine_failed: 'error_inference',
  worker_lost: 'error_inference',
  output_not_stored: 'error_upload',
}

/** Codes of one effect where they differ from the rest. */
export type OwnCodes = Partial<Record<ErrorCode, CodeByRole>>

/** Input properties that hold something else than the picture that the task is about. */
const ROLES: Readonly<Record<string, FileRole>> = { mask: 'mask', reference: 'ref', faces: 'ref', background: 'ref', video: 'video' }

export function engineCodeOf({ code, field }: Pick<JobError, 'code' | 'field'>, own: OwnCodes = {}): string {
  // Screened after the engine was done: what it made stayed unsafe.
  if (code === 'content_refused' && field === 'output') return 'exceed_nsfw_retry_limits'
  const role = ROLES[field?.split('.')[0] ?? ''] ?? 'src'
  return codeFor(own[code] ?? CODES[code] ?? 'unknown_internal_error', role)
}

export function codeFor(codes: CodeByRole, role: FileRole): string {
  return typeof codes === 'string' ? codes : (codes[role] ?? codes.src)
}
