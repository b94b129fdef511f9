import { AtelierError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { Media } from '../../domain/media.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { JobService } from '../../services/jobs/job-service.ts'
import type { MediaReaders } from '../../services/jobs/media-readers.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import { DIALECT, IDS } from './ids.ts'

/**
 * An art is a picture that a job made, together with what upscale jobs made of it. A picture of an art is so many times as wide as the
 * original, `scale`. What upscale jobs read links them, both ways: it is stored with their submission, so no crash can lose it.
 */
export interface Arts {
  /** The original picture that the art of an own picture began with, and how many times as wide this one is. */
  originOf(picture: Media): Promise<Origin>
  /** The same for what this job made. */
  originOfOutput(job: Job, mediaId: string): Promise<Origin>
  /** The upscaled pictures of originals, by the original's media id, oldest first. Originals without any are left out. */
  upscaled(accountId: string, originals: readonly string[]): Promise<ReadonlyMap<string, readonly ScaledPicture[]>>
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

const UPSCALE = 'upscale-image'

export function createArts(options: {
  readonly aliases: AliasService
  readonly readers: MediaReaders
  readonly jobs: JobService
  readonly media: MediaService
}): Arts {
  const { aliases, readers, jobs, media } = options

  /** The job that made a picture; undefined for uploads, and once the job is no longer kept. */
  const makerOf = async ({ accountId, jobId }: Media): Promise<Job | undefined> => {
    if (jobId === null) return undefined
    return jobs.get(accountId, jobId).catch((error: unknown) => {
      if (error instanceof AtelierError && error.code === 'job_not_found') return undefined
      throw error
    })
  }

  const originOf = async (picture: Media): Promise<Origin> => {
    const maker = await makerOf(picture)
    return maker === undefined ? { mediaId: picture.id, scale: 1 } : originOfOutput(maker, picture.id)
  }

  const originOfOutput = async (job: Job, mediaId: string): Promise<Origin> => {
    if (job.operation !== UPSCALE) return { mediaId, scale: 1 }
    const source = String(job.input['image'])
    const factor = Number(job.input['factor'])
    const [picture] = await media.getMany(job.accountId, [source])
    // What it was made from may have expired; then the chain begins there.
    if (picture === undefined) return { mediaId: source, scale: factor }
    const origin = await originOf(picture)
    return { mediaId: origin.mediaId, scale: origin.scale * factor }
  }

  const upscaled = async (accountId: string, originals: readonly string[]) => {
    const origins = new Map<string, Origin>(originals.map((mediaId) => [mediaId, { mediaId, scale: 1 }]))
    const done: Job[] = []
    // Generation by generation: what was made of the originals, what was made of that, and so on.
    for (let sources = originals; sources.length > 0;) {
      const jobIds = await readers.find(accountId, sources, { dialect: DIALECT, operation: UPSCALE })
      const upscales = await Promise.all(jobIds.map((jobId) => jobs.get(accountId, jobId)))
      const made = upscales.filter((job) => job.state === 'succeeded')
      for (const job of made) {
        const { mediaId, scale } = origins.get(String(job.input['image']))!
        for (const output of job.outputs) origins.set(output.mediaId, { mediaId, scale: scale * Number(job.input['factor']) })
      }
      done.push(...made)
      sources = made.flatMap((job) => job.outputs.map((output) => output.mediaId))
    }
    // Ids rise with time.
    const pictures = done.toSorted((a, b) => (a.id < b.id ? -1 : 1)).flatMap((job) => job.outputs.map((output) => output.mediaId))
    return Map.groupBy(
      pictures.map((mediaId) => ({ mediaId, scale: origins.get(mediaId)!.scale })),
      ({ mediaId }) => origins.get(mediaId)!.mediaId,
    )
  }

  return {
    originOf,
    originOfOutput,
    upscaled,

    async resolve(accountId, artId) {
      const alias = await aliases.resolve(IDS.art, artId)
      if (alias?.accountId !== accountId) throw new AtelierError('not_found', 'artId: there is no such art.')
      return alias.target
    },
  }
}
