import type { Readable } from 'node:stream'
import type { EffectOutput } from '../../domain/operation.ts'
import type { Media, MediaKind } from '../../domain/media.ts'
import type { PictureFormat } from './encode-picture.ts'
import type { ByteRange } from '../../ports/media-store.ts'

/** What users do with files. Every method answers `media_not_found` for the media of another account and for expired ones. */
export interface MediaService {
  /**
   * Sniffs, checks, sanitises and stores. `name` is kept for display only. `id`: the media's id, where it was promised before; it is taken once.
   * `keepMs`: how long it is kept, where that is not for the server's settings to say.
   * @throws media_unsupported, media_broken, media_too_large, media_exists
   */
  upload(
    accountId: string,
    bytes: Uint8Array,
    options?: { readonly name?: string; readonly id?: string; readonly keepMs?: number },
  ): Promise<Media>
  /** As `upload`, from an http(s) URL that any stranger may have written. @throws also url_refused, url_unreachable */
  uploadFromUrl(accountId: string, url: string, signal?: AbortSignal): Promise<Media>
  /** As `upload`, from a data URI (RFC 2397). @throws also invalid_request */
  uploadFromDataUri(accountId: string, dataUri: string): Promise<Media>
  /** The media that a reference names: a media id, a data URI, a URL, or a URL of this server itself (not fetched, looked up). */
  resolve(accountId: string, reference: string, kind: MediaKind, signal?: AbortSignal): Promise<Media>
  get(accountId: string, mediaId: string): Promise<Media>
  /** In the order of `mediaIds`; those that are gone are left out. */
  getMany(accountId: string, mediaIds: readonly string[]): Promise<readonly Media[]>
  /** Newest first. `olderThan` is a media id. */
  list(accountId: string, filter: { readonly limit: number; readonly olderThan?: string }): Promise<readonly Media[]>
  /** @throws media_in_use while a queued or running job needs it. */
  remove(accountId: string, mediaId: string): Promise<void>
  /** An absolute URL that needs no key, until the media's expiry or `ttlMs`, whichever is first. */
  signUrl(media: Media, ttlMs?: number): string
  /** The media of a signed URL. @throws media_not_found for a wrong or expired signature, too. */
  getSigned(mediaId: string, query: { readonly expires: string; readonly signature: string }): Promise<Media>
  open(media: Media, range?: ByteRange, signal?: AbortSignal): Promise<Readable>
  /** For the scheduler: the bytes of a job's input. */
  read(media: Media): Promise<Uint8Array<ArrayBuffer>>
  /**
   * For the scheduler: stores an engine's output file, a picture in the format that it is asked for in, and returns the media that the caller then writes in its own transaction.
   * If that never happens the sweeper removes the file.
   */
  stageOutput(accountId: string, jobId: string, output: EffectOutput, format?: PictureFormat): Promise<Media>
  /**
   * Removes what is past its time: expired media that no live job needs, files without media, unfinished writes.
   * `graceMs`: how old a file without media must be.
   */
  sweep(options?: { readonly graceMs?: number }): Promise<{ readonly media: number; readonly files: number }>
}
