import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import parseRange from 'range-parser'
import type { Media } from '../domain/media.ts'
import type { ByteRange } from '../ports/media-store.ts'
import type { MediaService } from '../services/media/media-service.ts'
import { abortOnClose } from './abort-on-close.ts'

export interface ServeMediaOptions {
  readonly service: Pick<MediaService, 'open'>
  /** How long the answer may be reused: until the URL or the media expires. Milliseconds. */
  readonly freshMs: number
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/tiff': 'tiff',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
}

/**
 * Answers GET and HEAD with the bytes of a media: whole, a single range, or nothing when the reader has it already. The content of a media
 * never changes, so its hash is a strong validator.
 */
export async function serveMedia(
  request: FastifyRequest,
  reply: FastifyReply,
  media: Media,
  options: ServeMediaOptions,
): Promise<FastifyReply> {
  const etag = `"${media.sha256}"`
  const lastModified = new Date(media.createdAt).toUTCString()
  reply.headers({
    etag,
    'last-modified': lastModified,
    'accept-ranges': 'bytes',
    'cache-control': `private, max-age=${Math.max(0, Math.floor(options.freshMs / 1000))}, immutable`,
    'content-disposition': `inline; ${filenameParameters(media)}`,
    // The bytes come from strangers: a browser must neither guess another type nor run anything in them.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  })

  if (isKnown(request, etag, media.createdAt)) return reply.code(304).send()

  reply.type(media.mime)
  const range = request.method === 'GET' && mayUseRange(request, etag, lastModified) ? rangeOf(request, media.sizeBytes) : undefined
  if (range === 'unsatisfiable') {
    // RFC 9110 section 15.5.17: "SHOULD generate a Content-Range header field … the current length".
    return reply.code(416).header('content-range', `bytes */${media.sizeBytes}`).removeHeader('content-type').send()
  }
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${media.sizeBytes}`)
  reply.header('content-length', range === undefined ? media.sizeBytes : range.end - range.start + 1)
  // No payload at all would make the HEAD route that Fastify adds to a GET route say that the length is 0.
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  return reply.send(await options.service.open(media, range, abortOnClose(reply)))
}

/** RFC 9110 section 13.2.2: If-None-Match decides alone where there is one. */
function isKnown(request: FastifyRequest, etag: string, createdAt: number): boolean {
  const noneMatch = request.headers['if-none-match']
  if (noneMatch !== undefined)
    return noneMatch.trim() === '*' || noneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  // HTTP dates have whole seconds.
  return Math.floor(createdAt / 1000) * 1000 <= since
}

/** RFC 9110 section 13.1.5: with If-Range the range holds only for the very content that the reader has part of. */
function mayUseRange(request: FastifyRequest, etag: string, lastModified: string): boolean {
  const condition = request.headers['if-range']
  return condition === undefined || condition === etag || condition === lastModified
}

function rangeOf(request: FastifyRequest, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const header = request.headers.range
  if (header === undefined) return undefined
  const ranges = parseRange(sizeBytes, header, { combine: true })
  if (ranges === -1) return header.trim().startsWith('bytes=') ? 'unsatisfiable' : undefined
  // RFC 9110 section 14.2: a server may ignore the field; what is malformed, of another unit, or of several ranges gets it all.
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return { start: ranges[0]!.start, end: ranges[0]!.end }
}

/** RFC 6266: an ASCII name for old readers, the true one in UTF-8. The extension always tells the true type. */
function filenameParameters(media: Media): string {
  const extension = EXTENSIONS[media.mime] ?? 'bin'
  const stem =
    (media.name ?? '')

      .replace(/[\p{C}"\\/:*?<>|]/gu, ' ')
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .trim()
      .slice(0, 100)
      .toWellFormed() || media.id
  const name = `${stem}.${extension}`
  const ascii = name.replace(/[^\u0020-\u007e]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return ascii === name ? `filename="${ascii}"` : `filename="${ascii}"; filename*=UTF-8''${encoded}`
}
