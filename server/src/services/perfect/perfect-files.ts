import type { Database } from '../../db/connect.ts'
import { deleteExpiredPerfectFiles, insertPerfectFiles, selectPerfectFiles, setPerfectUpload } from '../../db/perfect-files.ts'
import type { Clock } from '../../ports/clock.ts'

/** A place that was reserved for a file, and what came of it. Times are milliseconds since 1970, UTC. */
export interface PerfectFile {
  readonly id: string
  readonly accountId: string
  /** As the caller wrote it: `image/jpg` is one of them. */
  readonly contentType: string
  readonly name: string
  /** The size that the caller told; null when none was. */
  readonly promisedBytes: number | null
  /** null until the bytes came. */
  readonly upload: Upload | null
  readonly createdAt: number
  readonly expiresAt: number
}

/** What was uploaded. Bytes that cannot be read are known by their fault alone and not kept. */
export interface Upload {
  readonly sizeBytes: number
  /** Of the bytes as they came, lower-case hex. */
  readonly sha256: string
  /** By content, whatever the caller called it: `jpg`, `png`, `heic` …; null for none that is known. */
  readonly format: string | null
  readonly mediaId: string | null
  /** Why there is no media. */
  readonly fault: UploadFault | null
}

export const UPLOAD_FAULTS = ['media_broken', 'media_unsupported', 'media_too_large', 'video_unsupported', 'video_too_long'] as const
export type UploadFault = (typeof UPLOAD_FAULTS)[number]

export interface PerfectFiles {
  /** All in one statement, so that a crash reserves all or none. */
  reserve(files: readonly PerfectFile[]): Promise<void>
  /** Those that are there and not expired, whosever they are, by id. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, PerfectFile>>
  /** Notes what was uploaded; a file never changes, so the upload that was noted first stays. Returns whether it is this one. */
  receive(id: string, upload: Upload): Promise<boolean>
  removeExpired(): Promise<void>
}

export function createPerfectFiles({ database, clock }: { readonly database: Database; readonly clock: Clock }): PerfectFiles {
  const { queries } = database
  return {
    reserve: (files) =>
      insertPerfectFiles(
        queries,
        files.map((file) => ({
          id: file.id,
          account_id: file.accountId,
          content_type: file.contentType,
          name: file.name,
          promised_bytes: file.promisedBytes,
          upload_json: null,
          created_at: file.createdAt,
          expires_at: file.expiresAt,
        })),
      ),

    async find(ids) {
      // What callers send as an id can be anything; Postgres takes no NUL in text.
      const rows = await selectPerfectFiles(
        queries,
        ids.filter((id) => !id.includes('\0')),
      )
      const kept = rows.filter((row) => row.expires_at > clock.now())
      return new Map(
        kept.map((row) => [
          row.id,
          {
            id: row.id,
            accountId: row.account_id,
            contentType: row.content_type,
            name: row.name,
            promisedBytes: row.promised_bytes,
            upload: row.upload_json === null ? null : (JSON.parse(row.upload_json) as Upload),
            createdAt: row.created_at,
            expiresAt: row.expires_at,
          },
        ]),
      )
    },

    receive: (id, upload) => setPerfectUpload(queries, id, JSON.stringify(upload)),

    removeExpired: () => deleteExpiredPerfectFiles(queries, clock.now()),
  }
}
