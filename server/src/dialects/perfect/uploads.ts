import { AtelierError } from '../../domain/errors.ts'
import { sha256Of } from '../../lib/sha256.ts'
import { signPath, verifyPath } from '../../lib/signatures.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import { type PerfectFile, type PerfectFiles, type Upload, UPLOAD_FAULTS } from '../../services/perfect/perfect-files.ts'
import { drawId } from './ids.ts'
import type { FileCreateBody } from './schemas.ts'

/** Places for files: reserved with a call, filled with a PUT to a URL that needs no key. */
export interface Uploads {
  /** The `files` of the vendor's answer, in the order of the request. `withLength`: v1.1 and v2 tell Content-Length among the headers. */
  reserve(accountId: string, body: FileCreateBody, options: { readonly withLength: boolean }): Promise<object[]>
  /** The place that a signed URL names, if what is about to come is what was promised. @throws not_found, invalid_request */
  open(id: string, query: SignedQuery, headers: UploadHeaders): Promise<PerfectFile>
  /** Takes the bytes, also those that nobody can read: a task on them says so. The same bytes may come twice. @throws media_exists, invalid_request */
  receive(file: PerfectFile, bytes: Uint8Array): Promise<void>
}

export interface SignedQuery {
  readonly expires?: string
  readonly signature?: string
}

export interface UploadHeaders {
  readonly 'content-type'?: string | undefined
  readonly 'content-length'?: string | undefined
}

const DAY_MS = 24 * 60 * 60_000
const URL_LIFE_MS = 2 * 60 * 60_000

export function createUploads(options: {
  readonly files: PerfectFiles
  readonly media: MediaService
  readonly clock: Clock
  readonly secret: string
  readonly publicUrl: () => string
  readonly maxUploadBytes: number
}): Uploads {
  const { files, media, clock, secret, publicUrl, maxUploadBytes } = options
  const pathOf = (id: string): string => `/s2s/uploads/${id}`

  const signedUrl = (file: PerfectFile): string => {
    const { expires, signature } = signPath(secret, pathOf(file.id), file.createdAt + URL_LIFE_MS)
    return `${publicUrl()}${pathOf(file.id)}?expires=${expires}&signature=${signature}`
  }

  return {
    async reserve(accountId, body, { withLength }) {
      const now = clock.now()
      const reserved = body.files.map((file): PerfectFile => {
        if ((file.file_size ?? 0) > maxUploadBytes)
          throw new AtelierError('invalid_request', `file_size: this server takes up to ${maxUploadBytes} bytes.`)
        return {
          id: drawId(),
          accountId,
          contentType: file.content_type,
          name: file.file_name,
          promisedBytes: file.file_size ?? null,
          upload: null,
          createdAt: now,
          expiresAt: now + DAY_MS,
        }
      })
      await files.reserve(reserved)
      return reserved.map((file) => ({
        content_type: file.contentType,
        file_name: file.name,
        file_id: file.id,
        requests: [
          {
            method: 'PUT',
            url: signedUrl(file),
            headers: {
              'Content-Type': file.contentType,
              ...(withLength && file.promisedBytes !== null && { 'Content-Length': String(file.promisedBytes) }),
            },
          },
        ],
      }))
    },

    async open(id, { expires = '', signature = '' }, headers) {
      const isOurs = verifyPath(secret, pathOf(id), expires, signature, clock.now())
      const file = isOurs ? (await files.find([id])).get(id) : undefined
      if (file === undefined) throw new AtelierError('not_found', 'This upload URL is not valid, or no longer.')
      if (headers['content-type'] !== file.contentType)
        throw new AtelierError('invalid_request', `Content-Type: ${file.contentType} was reserved.`)
      const length = headers['content-length']
      if (length !== undefined) requirePromised(file, Number(length))
      return file
    },

    async receive(file, bytes) {
      if (bytes.length === 0) throw new AtelierError('invalid_request', 'The body is empty.')
      requirePromised(file, bytes.length)
      const sha256 = await sha256Of(bytes)
      if (file.upload === null && (await files.receive(file.id, await keep(file, bytes, sha256)))) return
      const earlier = file.upload ?? (await files.find([file.id])).get(file.id)?.upload
      if (earlier?.sha256 !== sha256) throw new AtelierError('media_exists', 'Another file was uploaded here before.')
    },
  }

  async function keep(file: PerfectFile, bytes: Uint8Array, sha256: string): Promise<Upload> {
    const about = { sizeBytes: bytes.length, sha256, format: await formatOf(bytes) }
    try {
      const { id } = await media.upload(file.accountId, bytes, { name: file.name, keepMs: file.expiresAt - clock.now() })
      return { ...about, mediaId: id, fault: null }
    } catch (error) {
      const fault = UPLOAD_FAULTS.find((code) => error instanceof AtelierError && error.code === code)
      if (fault !== undefined) return { ...about, mediaId: null, fault }
      throw error
    }
  }
}

function requirePromised({ promisedBytes }: PerfectFile, bytes: number): void {
  if (promisedBytes !== null && bytes !== promisedBytes)
    throw new AtelierError('invalid_request', `Content-Length: ${promisedBytes} bytes were reserved.`)
}

async function formatOf(bytes: Uint8Array): Promise<string | null> {
  // Loaded at first use: a server that is given no file need not hold it.
  const { fileTypeFromBuffer } = await import('file-type')
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  return type === undefined ? null : type.ext === 'apng' ? 'png' : type.ext
}
