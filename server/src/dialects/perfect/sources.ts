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
   * What is known of the files, in the order of the references. Ids are looked up before any URL is fetched; that is done here, under guard.
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

/** By what a fetched file is kept as. What no browser shows was made into PNG or JPEG on its way in, and counts as that. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
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
  /** What the ids name, by id. Results are looked up one after the other, so that the first id that names nothing ends the request. */
  async function lookUp(accountId: string, references: readonly FileReference[]): Promise<ReadonlyMap<string, PerfectFile | ResultOf>> {
    const named = references.flatMap(({ property, named: name }) => ('id' in name ? [{ property, id: name.id }] : []))
    const found = new Map<string, PerfectFile | ResultOf>(await files.find([...new Set(named.map(({ id }) => id))]))
    for (const { property, id } of named) {
      const known = found.get(id) ?? (await resultOf(id))
      if (known?.accountId !== accountId) throw unknownFile(property)
      found.set(id, known)
    }
    return found
  }

  async function resultOf(id: string): Promise<ResultOf | undefined> {
    const alias = await aliases.resolve(IDS.result, id)
    return alias && { accountId: alias.accountId, resultId: alias.target }
  }

  function fromId(place: Place, known: PerfectFile | ResultOf, kept: ReadonlyMap<string, Media>): Source {
    if (!('resultId' in known)) return fromUpload(place, known, kept)
    const result = kept.get(known.resultId)
    if (result === undefined) throw unknownFile(place.property)
    return { ...place, ...factsOf(result), format: null }
  }

  function fromUpload(place: Place, { upload }: PerfectFile, media: ReadonlyMap<string, Media>): Source {
    if (upload === null) return { ...place, ...NOTHING, fault: 'missing' }
    const { sizeBytes, format, mediaId, fault } = upload
    if (mediaId === null) return { ...place, ...NOTHING, sizeBytes, format, fault: fault === null ? 'broken' : FAULTS[fault] }
    const kept = media.get(mediaId)
    if (kept === undefined) return { ...place, ...NOTHING, fault: 'missing' }
    return { ...place, ...factsOf(kept), sizeBytes, format }
  }

  async function fromUrl(accountId: string, place: Place, url: string, kind: MediaKind): Promise<Source> {
    try {
      if (!/^https?:\/\//i.test(url)) return { ...place, ...NOTHING, fault: 'missing' }
      const fetched = await media.resolve(accountId, url, kind)
      return { ...place, ...factsOf(fetched), format: fetched.origin === 'output' ? null : (FORMATS[fetched.mime] ?? fetched.mime) }
    } catch (error) {
      const fault = error instanceof AtelierError ? FAULTS_OF_URLS[error.code] : undefined
      if (fault === undefined) throw error
      return { ...place, ...NOTHING, fault }
    }
  }

  return {
    async resolve(accountId, references, kind) {
      const known = await lookUp(accountId, references)
      const mediaIds = [...known.values()].flatMap((each) => ('resultId' in each ? each.resultId : (each.upload?.mediaId ?? [])))
      const kept = new Map((await media.getMany(accountId, mediaIds)).map((each) => [each.id, each]))
      return Promise.all(
        references.map(async ({ role, property, named }) =>
          'id' in named
            ? fromId({ role, property }, known.get(named.id)!, kept)
            : await fromUrl(accountId, { role, property }, named.url, kind),
        ),
      )
    },
  }
}

type Place = Pick<Source, 'role' | 'property'>

/** A file that a task made. */
interface ResultOf {
  readonly accountId: string
  readonly resultId: string
}

const NOTHING = { mediaId: null, sizeBytes: null, format: null, width: null, height: null, durationMs: null } as const

function factsOf({ id, sizeBytes, width, height, durationMs }: Media) {
  return { mediaId: id, sizeBytes, width, height, durationMs, fault: null }
}

function unknownFile(property: string): AtelierError {
  return new AtelierError('media_not_found', `${property}: there is no such file, or it has expired.`)
}
