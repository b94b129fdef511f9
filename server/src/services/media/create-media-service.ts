import { sql } from 'kysely'
import { AtelierError } from '../../domain/errors.ts'
import { isId, newId } from '../../domain/ids.ts'
import type { Media, MediaOrigin } from '../../domain/media.ts'
import type { Database } from '../../db/connect.ts'
import { insertNewMedia, selectMedia, toMedia } from '../../db/media.ts'
import { rowLock } from '../../db/rows.ts'
import { createBatcher } from '../../lib/batcher.ts'
import { isDataUri, parseDataUri } from '../../lib/data-uri.ts'
import { fetchUntrusted } from '../../lib/fetch-untrusted.ts'
import { limitParallel } from '../../lib/limit-parallel.ts'
import { sha256Of } from '../../lib/sha256.ts'
import { signPath, verifyPath } from '../../lib/signatures.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MediaStore } from '../../ports/media-store.ts'
import { encodePicture } from './encode-picture.ts'
import type { VideoTools } from '../../video/find-video-tools.ts'
import { isVideoFile } from '../../video/is-video-file.ts'
import type { ImageLimits } from './image-limits.ts'
import { inspectImage, probeImage } from './inspect-image.ts'
import { inspectVideo, probeMadeVideo } from './inspect-video.ts'
import type { MediaService } from './media-service.ts'
import { isNeeded, removeExpiredMedia, removeUnusedFiles } from './sweep-media.ts'
import { toMediaError } from './to-media-error.ts'

export interface MediaServiceOptions {
  readonly database: Database
  readonly store: MediaStore
  readonly clock: Clock
  /** Signs URLs. */
  readonly secret: string
  /** Begins every absolute URL; no slash at its end. A function, because a free port is known only after listening. */
  readonly publicUrl: () => string
  readonly limits: ImageLimits
  /** Without them no videos are taken. */
  readonly videoTools?: VideoTools | undefined
  readonly retentionMs: Readonly<Record<MediaOrigin, number>>
  readonly fetch: {
    readonly allow: readonly string[]
    readonly timeoutMs: number
    readonly lookup?: (host: string) => Promise<readonly string[]>
  }
}

/** Files without media may belong to a job that is just being settled. */
const SWEEP_GRACE_MS = 60 * 60_000
const DEFAULT_URL_TTL_MS = 24 * 60 * 60_000
/** Decoders at once: bounds the memory that a crowd of uploads takes. */
const PARALLEL_INSPECTIONS = 2

/** Postgres takes neither half a surrogate pair, which a cut may leave, nor U+0000. */
const toStorable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

const contentPath = (mediaId: string): string => `/v1/media/${mediaId}/content`

export function createMediaService(options: MediaServiceOptions): MediaService {
  const { database, store, clock, secret, publicUrl, limits } = options
  const { queries } = database
  const inspecting = limitParallel(PARALLEL_INSPECTIONS)
  // Retention is set in days and may be any fraction of one; times are whole milliseconds.
  const expiryOf = (origin: MediaOrigin, now: number): number => Math.ceil(now + options.retentionMs[origin])
  const find = createBatcher<string, Media | undefined>({
    maxSize: 500,
    parallel: 2,
    async run(ids) {
      const found = new Map((await selectMedia(queries, [...new Set(ids)])).map((media) => [media.id, media]))
      return ids.map((id) => ({ ok: true, value: found.get(id) }))
    },
  })

  /** Puts a file into the store, its row in `blobs` first: so every file has a row, and the sweeper keeps away from a fresh one. */
  async function keepFile(bytes: Uint8Array): Promise<string> {
    const sha256 = await sha256Of(bytes)
    await queries
      .insertInto('blobs')
      .values({ sha256, touched_at: clock.now() })
      .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ touched_at: clock.now() }))
      .execute()
    await store.put(sha256, bytes)
    return sha256
  }

  async function inspect(given: Uint8Array) {
    if (isVideoFile(given)) return { kind: 'video' as const, ...(await inspectVideo(given, limits.maxBytes, options.videoTools)) }
    return { kind: 'image' as const, durationMs: null, ...(await inspectImage(given, limits)) }
  }

  async function upload(accountId: string, given: Uint8Array, naming: Parameters<MediaService['upload']>[2] = {}): Promise<Media> {
    const { kind, bytes, mime, width, height, durationMs } = await inspecting(() => inspect(given))
    const now = clock.now()
    const media: Media = {
      id: naming.id ?? newId('media'),
      accountId,
      kind,
      mime,
      sizeBytes: bytes.length,
      width,
      height,
      durationMs,
      sha256: await keepFile(bytes),
      name: naming.name === undefined ? null : toStorable(naming.name.slice(0, 200)),
      origin: 'upload',
      jobId: null,
      createdAt: now,
      expiresAt: naming.keepMs === undefined ? expiryOf('upload', now) : now + naming.keepMs,
    }
    if (!(await insertNewMedia(queries, media))) throw new AtelierError('media_exists')
    return media
  }

  async function uploadFromUrl(accountId: string, url: string, signal?: AbortSignal): Promise<Media> {
    const { allow, timeoutMs, lookup } = options.fetch
    let bytes: Uint8Array
    try {
      const bounds = { maxBytes: limits.maxBytes, timeoutMs, allow }
      ;({ bytes } = await fetchUntrusted(url, { ...bounds, ...(lookup ? { lookup } : {}), ...(signal ? { signal } : {}) }))
    } catch (error) {
      throw toMediaError(error)
    }
    return upload(accountId, bytes)
  }

  async function uploadFromDataUri(accountId: string, dataUri: string): Promise<Media> {
    let bytes: Uint8Array
    try {
      ;({ bytes } = parseDataUri(dataUri, limits.maxBytes))
    } catch (error) {
      throw toMediaError(error)
    }
    return upload(accountId, bytes)
  }

  const isReadable = (media: Media | undefined): media is Media => media !== undefined && media.expiresAt > clock.now()

  async function get(accountId: string, mediaId: string): Promise<Media> {
    const media = isId('media', mediaId) ? await find(mediaId) : undefined
    if (!isReadable(media) || media.accountId !== accountId) throw new AtelierError('media_not_found')
    return media
  }

  /** The id in a content URL of this server: such a URL is looked up and not fetched, wherever the server listens. */
  function ownMediaId(reference: string): string | undefined {
    const start = `${publicUrl()}/v1/media/`
    return reference.startsWith(start) ? reference.slice(start.length).split(/[/?#]/, 1)[0] : undefined
  }

  async function named(accountId: string, reference: string, signal?: AbortSignal): Promise<Media> {
    if (isId('media', reference)) return get(accountId, reference)
    if (isDataUri(reference)) return uploadFromDataUri(accountId, reference)
    if (!/^https?:\/\//i.test(reference)) throw new AtelierError('invalid_input', 'A file is a media id, an http(s) URL or a data URI.')
    const own = ownMediaId(reference)
    return own === undefined ? uploadFromUrl(accountId, reference, signal) : get(accountId, own)
  }

  return {
    upload,
    uploadFromUrl,
    uploadFromDataUri,
    get,

    async resolve(accountId, reference, kind, signal) {
      const media = await named(accountId, reference, signal)
      if (media.kind !== kind)
        throw new AtelierError('media_unsupported', `This must be of kind ${kind}, and the file is of kind ${media.kind}.`)
      return media
    },

    async getMany(accountId, mediaIds) {
      const found = await Promise.all(mediaIds.map((id) => find(id)))
      return found.filter((media) => isReadable(media) && media.accountId === accountId) as Media[]
    },

    async list(accountId, { limit, olderThan }) {
      const rows = await queries
        .selectFrom('media')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('expires_at', '>', clock.now())
        .$if(olderThan !== undefined, (query) => query.where('id', '<', olderThan!))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toMedia)
    },

    async remove(accountId, mediaId) {
      await database.transact(async (trx) => {
        const { rows } = await sql`
          select id from media where id = ${mediaId} and account_id = ${accountId} and expires_at > ${clock.now()}${rowLock(trx, 'for update')}
        `.execute(trx)
        if (rows.length === 0) throw new AtelierError('media_not_found')
        if (await isNeeded(trx, mediaId)) throw new AtelierError('media_in_use')
        await trx.deleteFrom('media').where('id', '=', mediaId).execute()
      })
    },

    signUrl(media, ttlMs = DEFAULT_URL_TTL_MS) {
      const path = contentPath(media.id)
      const { expires, signature } = signPath(secret, path, Math.min(media.expiresAt, clock.now() + ttlMs))
      return `${publicUrl()}${path}?expires=${expires}&signature=${signature}`
    },

    async getSigned(mediaId, { expires, signature }) {
      if (!verifyPath(secret, contentPath(mediaId), expires, signature, clock.now())) throw new AtelierError('media_not_found')
      const media = await find(mediaId)
      if (!isReadable(media)) throw new AtelierError('media_not_found')
      return media
    },

    open: (media, range, signal) => store.stream(media.sha256, range, signal),

    read: (media) => store.read(media.sha256),

    async stageOutput(accountId, jobId, output, format) {
      const { kind } = output
      const isOther = kind === 'image' && format !== undefined && format !== 'png'
      const bytes = isOther ? await inspecting(() => encodePicture(output.bytes, format)) : output.bytes
      const { mime, width, height, durationMs } =
        kind === 'video' ? await probeMadeVideo(bytes, options.videoTools) : { durationMs: null, ...(await probeImage(bytes)) }
      const now = clock.now()
      return {
        id: newId('media'),
        accountId,
        kind,
        mime,
        sizeBytes: bytes.length,
        width,
        height,
        durationMs,
        sha256: await keepFile(bytes),
        name: null,
        origin: 'output',
        jobId,
        createdAt: now,
        expiresAt: expiryOf('output', now),
      }
    },

    async sweep({ graceMs = SWEEP_GRACE_MS } = {}) {
      const now = clock.now()
      const media = await removeExpiredMedia(database, now)
      const files = await removeUnusedFiles(database, store, now - graceMs)
      await store.removeUnfinished(graceMs)
      return { media, files }
    },
  }
}
