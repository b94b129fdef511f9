import { AtelierError } from '../../domain/errors.ts'
import type { Media, MediaKind } from '../../domain/media.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import type { PerfectFile, PerfectFiles, UploadFault } from '../../services/perfect/perfect-files.ts'
import type { Source } from './check-limits.ts'
import type { FileRole } from './engine-codes.ts'
import { IDS } from './ids.ts'

/** A file as a request names it, and what it is for. */
export interface FileReference {
  readonly role: FileRole
  readonly property: string
  readonly named: { readonly id: string } | { readonly url: string }
}

export interface Sources {
  /**
   * What is known of the files, in the order of the references. A URL is fetched here, under guard.
   * @throws media_not_found for an id that names nothing of this account, another's among them
   */
  resolve(accountId: string, references: readonly FileReference[], kind: MediaKind): Promise<readonly Source[]>
}

const FAULTS = {
  media_broken: 'broken',
  media_unsupported: 'broken',
  media_too_large: 'too_many_pixels',
  video_unsupported: 'unsupported_video',
  video_too_long: 'too_long',
} as const satisfies Record<UploadFault, Source['fault']>

/** Errors of a URL that become a fault of the task; all others end the request. */
const FAULTS_OF_URLS: Readonly<Record<string, Source['fault']>> = {
  ...FAULTS,
  url_refused: 'missing',
  url_unreachable: 'missing',
  media_not_found: 'missing',
  invalid_input: 'missing',
}

export function createSources({
  files,
  media,
  aliases,
}: {
  readonly files: PerfectFiles
  readonly media: MediaService
  readonly aliases: AliasService
}): Sources {
  async function fromId(accountId: string, { role, property }: FileReference, id: string): Promise<Source> {
    const file = (await files.find([id])).get(id)
    if (file !== undefined) {
      if (file.accountId !== accountId) throw unknownFile(property)
      return fromUpload(accountId, file, { role, property })
    }
    const alias = await aliases.resolve(IDS.result, id)
    const [result] = alias?.accountId === accountId ? await media.getMany(accountId, [alias.target]) : []
    if (result === undefined) throw unknownFile(property)
    return { role, property, ...factsOf(result), format: null }
  }

  async function fromUpload(accountId: string, { upload }: PerfectFile, place: Pick<Source, 'role' | 'property'>): Promise<Source> {
    if (upload === null) return { ...place, ...NOTHING, fault: 'missing' }
    const { sizeBytes, format, mediaId, fault } = upload
    if (mediaId === null) return { ...place, ...NOTHING, sizeBytes, format, fault: fault === null ? 'broken' : FAULTS[fault] }
    const [kept] = await media.getMany(accountId, [mediaId])
    if (kept === undefined) return { ...place, ...NOTHING, fault: 'missing' }
    return { ...place, ...factsOf(kept), sizeBytes, format }
  }

  async function fromUrl(accountId: string, { role, property }: FileReference, url: string, kind: MediaKind): Promise<Source> {
    try {
      return { role, property, ...factsOf(await media.resolve(accountId, url, kind)), format: null }
    } catch (error) {
      const fault = error instanceof AtelierError ? FAULTS_OF_URLS[error.code] : undefined
      if (fault === undefined) throw error
      return { role, property, ...NOTHING, fault }
    }
  }

  return {
    resolve: (accountId, references, kind) =>
      Promise.all(
        references.map((reference) =>
          'id' in reference.named
            ? fromId(accountId, reference, reference.named.id)
            : fromUrl(accountId, reference, reference.named.url, kind),
        ),
      ),
  }
}

const NOTHING = { mediaId: null, sizeBytes: null, format: null, width: null, height: null, durationMs: null } as const

function factsOf({ id, sizeBytes, width, height, durationMs }: Media) {
  return { mediaId: id, sizeBytes, width, height, durationMs, fault: null }
}

function unknownFile(property: string): AtelierError {
  return new AtelierError('media_not_found', `${property}: there is no such file, or it has expired.`)
}
