export const MEDIA_KINDS = ['image', 'video', 'audio'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

/** Where a media comes from; decides how long it is kept. */
export const MEDIA_ORIGINS = ['upload', 'output'] as const
export type MediaOrigin = (typeof MEDIA_ORIGINS)[number]

/** A stored file of an account. Times are milliseconds since 1970, UTC. */
export interface Media {
  readonly id: string
  readonly accountId: string
  readonly kind: MediaKind
  readonly mime: string
  readonly sizeBytes: number
  /** Pixels, upright (orientation applied); null for audio. */
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  /** Of the stored bytes, lower-case hex. */
  readonly sha256: string
  readonly name: string | null
  readonly origin: MediaOrigin
  readonly jobId: string | null
  readonly createdAt: number
  readonly expiresAt: number
}
