import type { Readable } from 'node:stream'

/** Inclusive byte positions, as in an HTTP Range (RFC 9110 §14.1.2); `end` included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Keeps blobs by content: the key is the lower-case hex SHA-256 of the bytes. Knows nothing of accounts or media rows.
 * Every implementation passes `server/test/conformance/media-store.ts`.
 */
export interface MediaStore {
  readonly name: string
  /** Stores the bytes whole or not at all; storing what is there already is harmless. @throws when the hash does not match. */
  put(sha256: string, bytes: Uint8Array): Promise<void>
  /** The whole blob. @throws AtelierError `media_not_found` */
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>
  /** A stream of the blob or of a range within it; the stream is destroyed when `signal` aborts. @throws `media_not_found` */
  stream(sha256: string, range?: ByteRange, signal?: AbortSignal): Promise<Readable>
  has(sha256: string): Promise<boolean>
  /** Idempotent. */
  remove(sha256: string): Promise<void>
  /** Every key in the store, and unfinished writes are not among them. For the sweeper and for tests. */
  list(): AsyncIterable<string>
  /** Removes unfinished writes that are older than `ageMs`. */
  removeUnfinished(ageMs: number): Promise<void>
  /** Rejects when the store cannot take writes. */
  check(): Promise<void>
}
