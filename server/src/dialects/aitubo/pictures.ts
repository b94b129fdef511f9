import { AtelierError } from '../../domain/errors.ts'
import type { Media } from '../../domain/media.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import { IDS } from './ids.ts'

/**
 * The vendor's paths of pictures: `images/tmp/<id>.<ext>` for an uploaded one, `images/art/<user>/<id>.<ext>` for a result, joined to
 * `domain`. As on the vendor's own network a path needs no key: it cannot be guessed.
 */
export interface Pictures {
  /** Base URL with a trailing slash. */
  domain(): string
  /** The path of an uploaded picture. */
  uploadPath(media: Media): Promise<string>
  /** The paths of results, by media id. */
  artPaths(accountId: string, results: readonly Media[]): Promise<ReadonlyMap<string, ArtPath>>
  /** The picture of exactly this path, whoever asks; undefined for any other text and once it has expired. */
  find(path: string): Promise<Media | undefined>
  /**
   * The caller's own picture that a path names, or the URL on `domain` of one; undefined for a URL elsewhere.
   * @throws media_not_found; the path of another account's picture answers like one that names nothing
   */
  own(accountId: string, reference: string): Promise<Media | undefined>
}

export interface ArtPath {
  readonly id: string
  readonly path: string
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/tiff': 'tiff',
}
const extensionOf = (media: Media): string => EXTENSIONS[media.mime] ?? 'bin'

const UPLOAD = /^images\/tmp\/([0-9a-f]{24})\.[a-z]+$/
const ART = /^images\/art\/[0-9a-f]{24}\/([0-9a-f]{24})\.[a-z]+$/

export function createPictures(options: {
  readonly publicUrl: () => string
  readonly aliases: AliasService
  readonly media: MediaService
}): Pictures {
  const { aliases, media } = options
  const domain = () => `${options.publicUrl()}/files/`

  const uploadPath = async (picture: Media) => {
    const ids = await aliases.assign(IDS.upload, picture.accountId, [picture.id])
    return `images/tmp/${ids.get(picture.id)!}.${extensionOf(picture)}`
  }

  const artPaths = async (accountId: string, results: readonly Media[]) => {
    if (results.length === 0) return new Map()
    const targets = results.map((result) => result.id)
    const [users, ids] = [await aliases.assign(IDS.user, accountId, [accountId]), await aliases.assign(IDS.art, accountId, targets)]
    const path = (result: Media) => `images/art/${users.get(accountId)!}/${ids.get(result.id)!}.${extensionOf(result)}`
    return new Map(results.map((result) => [result.id, { id: ids.get(result.id)!, path: path(result) }]))
  }

  const find = async (path: string) => {
    const [kind, id] = UPLOAD.test(path) ? [IDS.upload, UPLOAD.exec(path)?.[1]] : [IDS.art, ART.exec(path)?.[1]]
    const alias = id === undefined ? undefined : await aliases.resolve(kind, id)
    if (alias === undefined) return undefined
    const [picture] = await media.getMany(alias.accountId, [alias.target])
    if (picture === undefined) return undefined
    // Written anew and compared: the right id under another user or with another extension is another path, and names nothing.
    const itsPath = kind === IDS.upload ? await uploadPath(picture) : (await artPaths(alias.accountId, [picture])).get(picture.id)?.path
    return itsPath === path ? picture : undefined
  }

  const own = async (accountId: string, reference: string) => {
    const ours = reference.startsWith(domain())
    if (!ours && /^https?:\/\//i.test(reference)) return undefined
    const path = ours ? reference.slice(domain().length) : reference.replace(/^\//, '')
    const picture = await find(path)
    if (picture?.accountId !== accountId) throw new AtelierError('media_not_found', 'There is no such picture, or it has expired.')
    return picture
  }

  return { domain, uploadPath, artPaths, find, own }
}
