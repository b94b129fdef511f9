import type { Media } from '../domain/media.ts'
import type { Queries } from './connect.ts'
import { insertRows, selectByIds } from './rows.ts'
import type { MediaRow } from './schema.ts'

export function toMedia(row: MediaRow): Media {
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    mime: row.mime,
    sizeBytes: row.size_bytes,
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    sha256: row.sha256,
    name: row.name,
    origin: row.origin,
    jobId: row.job_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

const toRow = (media: Media): MediaRow => ({
  id: media.id,
  account_id: media.accountId,
  kind: media.kind,
  mime: media.mime,
  size_bytes: media.sizeBytes,
  width: media.width,
  height: media.height,
  duration_ms: media.durationMs,
  sha256: media.sha256,
  name: media.name,
  origin: media.origin,
  job_id: media.jobId,
  created_at: media.createdAt,
  expires_at: media.expiresAt,
})

/** As `insertMedia`, unless a media has that id: then it is left alone, and the answer is false. */
export async function insertNewMedia(queries: Queries, media: Media): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('media')
    .values(toRow(media))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Writes media whose files are in the store, each with its row in `blobs`. */
export async function insertMedia(queries: Queries, media: readonly Media[]): Promise<void> {
  await insertRows(queries, 'media', media.map(toRow), {
    id: 'text',
    account_id: 'text',
    kind: 'text',
    mime: 'text',
    size_bytes: 'bigint',
    width: 'bigint',
    height: 'bigint',
    duration_ms: 'bigint',
    sha256: 'text',
    name: 'text',
    origin: 'text',
    job_id: 'text',
    created_at: 'bigint',
    expires_at: 'bigint',
  })
}

/** Media by id, expired ones too: a job that is under way may still need them. */
export async function selectMedia(queries: Queries, ids: readonly string[]): Promise<Media[]> {
  if (ids.length === 0) return []
  return (await selectByIds<MediaRow>(queries, 'media', ids)).map(toMedia)
}
