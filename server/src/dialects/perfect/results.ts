import { AtelierError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import type { Effect } from './effect.ts'
import { IDS } from './ids.ts'
import type { PolledTask } from './tasks.ts'

/** What a poll answers, in the forms of v1 and v2. */
export interface Results {
  toStatus(effect: Effect, polled: PolledTask): Promise<object>
  toFlatStatus(effect: Effect, polled: PolledTask): Promise<object>
}

interface ResultFile {
  readonly dst_id: string
  readonly url: string
}

const URL_LIFE_MS = 2 * 60 * 60_000

export function createResults(options: {
  readonly aliases: AliasService
  readonly media: MediaService
  readonly pollingIntervalMs: number
}): Results {
  const { aliases, media, pollingIntervalMs: polling_interval } = options

  /** Those that are still there, with fresh URLs. */
  async function keptOf(job: Job, mediaIds: readonly string[]): Promise<ResultFile[]> {
    const kept = await media.getMany(job.accountId, mediaIds)
    const ids = await aliases.assign(
      IDS.result,
      job.accountId,
      kept.map(({ id }) => id),
    )
    return kept.map((each) => ({ dst_id: ids.get(each.id)!, url: media.signUrl(each, URL_LIFE_MS) }))
  }

  /** @throws job_not_found once the files have expired */
  async function outputsOf(job: Job): Promise<ResultFile[]> {
    const ids = job.outputs.map(({ mediaId }) => mediaId)
    const kept = await keptOf(job, ids)
    if (ids.length > 0 && kept.length === 0) throw new AtelierError('job_not_found')
    return kept
  }

  /** The picture in which faces were looked for is the only file there. It goes before what was found in it: an upload is kept for a day. */
  async function facesOf(job: Job): Promise<Partial<ResultFile> & { faces: object[] }> {
    const [picture] = await keptOf(job, [job.outputs[0]?.mediaId ?? String(job.input['image'])])
    const faces = (job.data?.['faces'] ?? []) as readonly { readonly box: readonly number[] }[]
    return { ...picture, faces: faces.map(({ box }) => ({ bbox: box.map(Math.round) })) }
  }

  return {
    async toStatus(effect, polled) {
      if (polled.state === 'running') return { polling_interval, status: 'running' }
      if (polled.state === 'error') return { polling_interval, status: 'error', error: polled.code, error_message: polled.message ?? null }
      const { job, task } = polled
      const data =
        effect.result === 'faces'
          ? [await facesOf(job)]
          : effect.result === 'aging'
            ? withAges(job, await outputsOf(job))
            : await outputsOf(job)
      const info = effect.result === 'aging' ? agingOf(job) : effect.result === 'makeup' ? (job.data ?? {}) : undefined
      const entry = { id: task.actionId, data, ...(info && { custom_info: info }) }
      return { polling_interval, status: 'success', error: null, results: [entry] }
    },

    async toFlatStatus(effect, polled) {
      if (polled.state === 'running') return { polling_interval, task_status: 'running', error: null, results: null }
      if (polled.state === 'error')
        return { polling_interval, task_status: 'error', error: polled.code, error_message: polled.message ?? null, results: null }
      const { job } = polled
      return { polling_interval, task_status: 'success', error: null, results: await flatResults(effect, job) }
    },
  }

  async function flatResults(effect: Effect, job: Job): Promise<object> {
    if (effect.result === 'faces') return facesOf(job)
    const files = await outputsOf(job)
    if (effect.result === 'aging') {
      const aging = agingOf(job)
      return { ...aging, agd_idx: aging.age_idx, output: withAges(job, files) }
    }
    if (effect.manyV2) return { output: files }
    return { ...files[0], ...(effect.result === 'makeup' && { custom_info: job.data ?? {} }) }
  }
}

interface AgingData {
  /** Estimated, of the upload. */
  readonly age: number
  /** One for each output, rising. */
  readonly ages: readonly number[]
  /** The output that is the upload. */
  readonly ageIndex: number
}

function agingOf(job: Job) {
  const { age, ages, ageIndex } = job.data as unknown as AgingData
  return { age, age_idx: ageIndex, age_min: Math.min(...ages), age_max: Math.max(...ages), num_of_photos: ages.length }
}

function withAges(job: Job, files: readonly ResultFile[]) {
  const { ages } = job.data as unknown as AgingData
  return files.map((file, index) => ({ ...file, res_age: ages[index]! }))
}
