import { AtelierError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { Media } from '../../domain/media.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { JobService } from '../../services/jobs/job-service.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import { DIALECT, IDS, upscalesOf } from './ids.ts'

/**
 * An art is a picture that a job made, together with what upscale jobs made of it. A picture of an art is so many times as wide as the
 * original, `scale`: the input of each upscale job leads back to it, and `upscalesOf` the other way.
 */
export interface Arts {
  /** The original picture that the art of an own picture began with, and how many times as wide this one is. */
  originOf(picture: Media): Promise<Origin>
  /** The same for what this job made. */
  originOfOutput(job: Job, mediaId: string): Promise<Origin>
  /** The upscaled pictures of originals, by the original's media id, oldest first. */
  upscaled(accountId: string, originals: readonly string[]): Promise<ReadonlyMap<string, readonly ScaledPicture[]>>
  /** Lets what an upscale job will make join the art of an original. */
  join(accountId: string, original: string, jobId: string): Promise<void>
  /** The media id of the original of an own art. @throws not_found */
  resolve(accountId: string, artId: string): Promise<string>
}

export interface Origin {
  readonly mediaId: string
  readonly scale: number
}

export interface ScaledPicture {
  readonly mediaId: string
  readonly scale: number
}

/** The largest picture that the vendor has a name for. */
export const MAX_SCALE = 4

export function createArts(options: { readonly aliases: AliasService; readonly jobs: JobService; readonly media: MediaService }): Arts {
  const { aliases, jobs, media } = options

  const originOf = async (picture: Media): Promise<Origin> =>
    picture.jobId === null
      ? { mediaId: picture.id, scale: 1 }
      : originOfOutput(await jobs.get(picture.accountId, picture.jobId), picture.id)

  const originOfOutput = async (job: Job, mediaId: string): Promise<Origin> => {
    if (job.operation !== 'upscale-image') return { mediaId, scale: 1 }
    const source = String(job.input['image'])
    const factor = Number(job.input['factor'])
    const [picture] = await media.getMany(job.accountId, [source])
    // What it was made from may have expired; then the chain begins there.
    if (picture === undefined) return { mediaId: source, scale: factor }
    const origin = await originOf(picture)
    return { mediaId: origin.mediaId, scale: origin.scale * factor }
  }

  const upscaled = async (accountId: string, originals: readonly string[]) => {
    const linked = await aliases.targets(
      DIALECT,
      originals.map((original) => upscalesOf(original).kind),
    )
    const found = new Map<string, readonly ScaledPicture[]>()
    for (const original of originals) {
      const jobIds = linked.get(upscalesOf(original).kind) ?? []
      const done = (await Promise.all(jobIds.map((jobId) => jobs.get(accountId, jobId)))).filter((job) => job.state === 'succeeded')
      found.set(original, scaledPictures(original, done))
    }
    return found
  }

  return {
    originOf,
    originOfOutput,
    upscaled,

    async join(accountId, original, jobId) {
      await aliases.assign(upscalesOf(original), accountId, [jobId])
    },

    async resolve(accountId, artId) {
      const alias = await aliases.resolve(IDS.art, artId)
      if (alias?.accountId !== accountId) throw new AtelierError('not_found', 'artId: there is no such art.')
      return alias.target
    },
  }
}

/** `jobs` in the order in which they were submitted: what a job enlarges was made by an earlier one or is the original. */
function scaledPictures(original: string, jobs: readonly Job[]): ScaledPicture[] {
  const scales = new Map([[original, 1]])
  const pictures: ScaledPicture[] = []
  for (const job of jobs) {
    const scale = (scales.get(String(job.input['image'])) ?? 1) * Number(job.input['factor'])
    for (const { mediaId } of job.outputs) {
      scales.set(mediaId, scale)
      pictures.push({ mediaId, scale })
    }
  }
  return pictures
}
