import { AtelierError } from '../domain/errors.ts'
import type { RunOutcome } from '../domain/job-machine.ts'
import type { Media } from '../domain/media.ts'
import { type EffectContext, type EffectMedia, type EffectOutput, mediaOf, type OperationDefinition } from '../domain/operation.ts'
import type { Database } from '../db/connect.ts'
import { selectMedia } from '../db/media.ts'
import { untilAborted } from '../lib/until-aborted.ts'
import type { Engine } from '../ports/engine.ts'
import type { PictureFormat } from '../services/media/encode-picture.ts'
import type { MediaService } from '../services/media/media-service.ts'
import type { Act, PolicyService } from '../services/policy/policy-service.ts'
import type { ClaimedJob } from './claim-jobs.ts'
import type { JobResult } from './settle-jobs.ts'

export interface JobPerformerOptions {
  readonly database: Database
  readonly media: Pick<MediaService, 'read' | 'stageOutput'>
  readonly policy: Pick<PolicyService, 'screenTexts' | 'screenFiles'>
  readonly operations: readonly OperationDefinition[]
  readonly log: { warn(facts: object, message: string): void }
}

/** Why a run is stopped; the abort reason that an engine sees. */
export class StopRun extends Error {
  readonly why: 'cancel' | 'deadline' | 'drain' | 'lease_lost'
  constructor(why: StopRun['why']) {
    super(`the run was stopped: ${why}`)
    this.why = why
  }
}

interface PerformContext extends EffectContext {
  /** The engine has nothing more to do with the job, which is screened and stored from here on. */
  readonly onAnswer: () => void
}

export type JobPerformer = (
  job: ClaimedJob,
  engine: Engine,
  context: PerformContext,
) => Promise<{ readonly outcome: RunOutcome; readonly result?: JobResult }>

/** What is done with a claimed job: its files are loaded, all is screened, the engine runs, what it made is screened and kept. Never rejects. */
export function createJobPerformer({ database, media, policy, operations, log }: JobPerformerOptions): JobPerformer {
  const known = new Map(operations.map((operation) => [operation.name, operation]))

  async function loadMedia(operation: Pick<OperationDefinition, 'mediaInputs'>, input: Record<string, unknown>) {
    const files = mediaOf(operation, input)
    const rows = await selectMedia(
      database.queries,
      files.map(({ reference }) => reference),
    )
    const found = new Map(rows.map((row) => [row.id, row]))
    const loaded: Record<string, EffectMedia> = {}
    for (const { name, reference } of files) {
      const item = found.get(reference)
      if (!item) throw new AtelierError('media_not_found', `The media of "${name}" is gone.`, { details: { field: name } })
      const bytes = await media.read(item).catch((error: unknown) => {
        throw new AtelierError('input_unreadable', undefined, { cause: error, details: { field: name } })
      })
      loaded[name] = { kind: item.kind, mime: item.mime, bytes }
    }
    return loaded
  }

  async function stage(job: ClaimedJob, output: EffectOutput, format: PictureFormat | undefined): Promise<Media> {
    return media.stageOutput(job.account_id, job.id, output, format).catch((error: unknown) => {
      throw error instanceof AtelierError ? error : new AtelierError('output_not_stored', undefined, { cause: error })
    })
  }

  function classify(job: ClaimedJob, signal: AbortSignal, error: unknown): RunOutcome {
    if (signal.aborted && signal.reason instanceof StopRun && signal.reason.why !== 'cancel') {
      if (signal.reason.why === 'drain') return { kind: 'returned' }
      const { code, message } = new AtelierError('deadline_exceeded')
      return { kind: 'failed', error: { code, message }, retryable: false }
    }
    if (error instanceof AtelierError) {
      if (error.kind === 'unavailable' && error.cause !== undefined)
        log.warn({ err: error.cause, jobId: job.id, code: error.code, attempt: job.attempt }, 'the store failed')
      const field = error.details?.['field']
      const told = { code: error.code, message: error.message, ...(typeof field === 'string' ? { field } : {}) }
      return { kind: 'failed', error: told, retryable: error.retryable }
    }
    if (!signal.aborted) log.warn({ err: error, jobId: job.id, engine: job.engine, attempt: job.attempt }, 'the engine failed')
    // What an engine throws may hold paths and addresses: it is logged, and the caller is told no more than that it failed.
    const failure = new AtelierError('engine_failed')
    return { kind: 'failed', error: { code: failure.code, message: failure.message }, retryable: true }
  }

  return async (job, engine, { signal, onProgress, onAnswer }) => {
    try {
      const input = JSON.parse(job.input_json) as Record<string, unknown>
      const operation = known.get(job.operation) ?? { name: job.operation, mediaInputs: {} }
      const loaded = await untilAborted(loadMedia(operation, input), signal)
      // Here too: a job may have come by another way, or before the rules that hold now.
      const act: Act = { accountId: job.account_id, operation, stage: 'engine', jobId: job.id, signal }
      await untilAborted(policy.screenTexts(act, input), signal)
      await policy.screenFiles(act, Object.values(loaded))
      signal.throwIfAborted()
      const made = await engine.run({ jobId: job.id, operation: job.operation, input, media: loaded }, { signal, onProgress })
      onAnswer()
      signal.throwIfAborted()
      await policy.screenFiles({ ...act, stage: 'output' }, made.outputs)
      signal.throwIfAborted()
      const outputs: JobResult['outputs'][number][] = []
      for (const output of made.outputs) {
        const staged = await stage(job, output, input['outputFormat'] as PictureFormat | undefined)
        outputs.push({ name: output.name, media: staged })
      }
      return {
        outcome: { kind: 'succeeded' },
        result: {
          outputs,
          warnings: made.warnings,
          data: made.data ?? null,
          fidelity: made.fidelity ?? engine.operations.get(job.operation)!,
        },
      }
    } catch (error) {
      return { outcome: classify(job, signal, error) }
    }
  }
}
