import type { ApiKey } from '../../domain/account.ts'
import type { Job, JobEvent } from '../../domain/job.ts'
import type { Media } from '../../domain/media.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import type { JobDocument, JobEventDocument, MediaDocument } from './schemas.ts'

const MAX_TIMES = 10_000
const times = new Map<number, string>()

/** ISO 8601, UTC. Those who poll ask for the same few times again and again, and writing one takes half a microsecond. */
export function toTime(ms: number): string {
  let text = times.get(ms)
  if (text !== undefined) return text
  if (times.size >= MAX_TIMES) times.clear()
  text = new Date(ms).toISOString()
  times.set(ms, text)
  return text
}

export function toTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : toTime(ms)
}

type Signer = Pick<MediaService, 'getMany' | 'signUrl'>

/** Jobs of one account as the API shows them; their outputs are looked up together. */
export async function toJobDocuments(
  jobs: readonly Job[],
  context: { readonly media: Signer; readonly publicUrl: string },
): Promise<JobDocument[]> {
  const mediaIds = jobs.flatMap(({ outputs }) => outputs.map(({ mediaId }) => mediaId))
  const found = jobs[0] && mediaIds.length > 0 ? await context.media.getMany(jobs[0].accountId, mediaIds) : []
  const media = new Map(found.map((item) => [item.id, item]))
  return jobs.map((job) => toJobDocument(job, media, context))
}

function toJobDocument(
  job: Job,
  media: ReadonlyMap<string, Media>,
  context: { readonly media: Signer; readonly publicUrl: string },
): JobDocument {
  const self = `${context.publicUrl}/v1/jobs/${job.id}`
  return {
    id: job.id,
    operation: job.operation,
    state: job.state,
    progress: job.progress,
    queuePosition: job.queuePosition,
    priority: job.priority,
    attempt: job.attempt,
    engine: job.engine,
    fidelity: job.fidelity,
    price: job.price,
    input: job.input,
    outputs: job.outputs.map(({ name, mediaId }) => {
      const file = media.get(mediaId)
      return {
        name,
        mediaId,
        kind: file?.kind ?? null,
        mime: file?.mime ?? null,
        width: file?.width ?? null,
        height: file?.height ?? null,
        durationMs: file?.durationMs ?? null,
        sizeBytes: file?.sizeBytes ?? null,
        url: file ? context.media.signUrl(file) : null,
      }
    }),
    warnings: job.warnings.map(({ code, message }) => ({ code, message })),
    data: job.data,
    error: job.error,
    lastEvent: job.lastEventSeq,
    createdAt: toTime(job.createdAt),
    startedAt: toTimeOrNull(job.startedAt),
    finishedAt: toTimeOrNull(job.finishedAt),
    cancelRequestedAt: toTimeOrNull(job.cancelRequestedAt),
    deadlineAt: toTime(job.deadlineAt),
    links: { self, cancel: `${self}/cancel`, events: `${self}/events`, websocket: `${self.replace(/^http/, 'ws')}/ws` },
  }
}

export function toJobEventDocument(event: JobEvent): JobEventDocument {
  return { seq: event.seq ?? null, type: event.type, jobId: event.jobId, createdAt: toTime(event.createdAt), data: event.data }
}

export function toMediaDocument(media: Media, service: Pick<MediaService, 'signUrl'>): MediaDocument {
  return {
    id: media.id,
    kind: media.kind,
    mime: media.mime,
    sizeBytes: media.sizeBytes,
    width: media.width,
    height: media.height,
    durationMs: media.durationMs,
    sha256: media.sha256,
    name: media.name,
    origin: media.origin,
    jobId: media.jobId,
    createdAt: toTime(media.createdAt),
    expiresAt: toTime(media.expiresAt),
    url: service.signUrl(media),
  }
}

export function toKeyDocument(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: toTime(key.createdAt),
    lastUsedAt: toTimeOrNull(key.lastUsedAt),
    revokedAt: toTimeOrNull(key.revokedAt),
  }
}
