import type { Caller } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import { newId } from '../../domain/ids.ts'
import { isFinal, type Job } from '../../domain/job.ts'
import type { JobService } from '../../services/jobs/job-service.ts'
import type { MediaService } from '../../services/media/media-service.ts'
import type { PerfectTask, PerfectTasks } from '../../services/perfect/perfect-tasks.ts'
import { findFault, type Source } from './check-limits.ts'
import type { Effect } from './effect.ts'
import { engineCodeOf } from './engine-codes.ts'
import { DIALECT, drawId } from './ids.ts'
import type { Sources } from './sources.ts'
import type { Styles } from './styles.ts'
import type { TaskWatch } from './task-watch.ts'
import type { Wish } from './wish.ts'

/** Starting and looking up tasks; what is told of them stands in results.ts. */
export interface Tasks {
  /**
   * The id of the task: the earlier one's when the request is a repeated one. What keeps the files from being worked on makes a task that has
   * failed; what is wrong with the request itself, or with the account, is thrown.
   */
  begin(caller: Caller, wish: Wish, requestId: string): Promise<string>
  /** A task as it is, which counts as a poll of it. @throws job_not_found for one of another account, of another effect, or lost */
  poll(accountId: string, effect: Effect, taskId: string): Promise<PolledTask>
  /** Counts as a poll that asks for nothing: of a client that was told to come back later. */
  keep(accountId: string, taskId: string): Promise<void>
  /** Ends a task and forgets it, with its results. @throws job_not_found */
  remove(accountId: string, taskId: string): Promise<void>
}

export type PolledTask =
  | { readonly state: 'running'; readonly task: PerfectTask }
  | { readonly state: 'error'; readonly task: PerfectTask; readonly code: string; readonly message?: string }
  | { readonly state: 'success'; readonly task: PerfectTask; readonly job: Job }

export function createTasks(options: {
  readonly tasks: PerfectTasks
  readonly jobs: JobService
  readonly media: Pick<MediaService, 'getMany' | 'remove'>
  readonly sources: Sources
  readonly styles: Styles
  readonly watch: TaskWatch
}): Tasks {
  const { tasks, jobs, media, sources, styles, watch } = options
  /** Requests that are the same and come at once share one answer. */
  const beginning = new Map<string, Promise<string>>()

  async function find(accountId: string, taskId: string): Promise<PerfectTask> {
    const task = await tasks.find(taskId)
    if (task?.accountId !== accountId) throw new AtelierError('job_not_found')
    return task
  }

  const jobOf = (task: PerfectTask): Promise<Job | undefined> =>
    task.jobId === null ? Promise.resolve(undefined) : jobs.get(task.accountId, task.jobId).catch(ifMissing)

  /** Failed and lost tasks are not repeated but done again, and so are those whose files are gone. */
  async function isWorthRepeating(task: PerfectTask): Promise<boolean> {
    if (task.fault !== null) return false
    const job = await jobOf(task)
    // A task is there before its job: another process may be about to submit it.
    if (job === undefined) return !(await watch.isLost(task))
    if (job.state === 'failed' || job.state === 'canceled' || job.cancelRequestedAt !== null) return false
    return job.state !== 'succeeded' || (await hasFiles(job))
  }

  async function hasFiles({ accountId, outputs }: Job): Promise<boolean> {
    if (outputs.length === 0) return true
    const ids = outputs.map(({ mediaId }) => mediaId)
    return (await media.getMany(accountId, ids)).length > 0
  }

  async function beginOrRepeat(caller: Caller, wish: Wish, requestId: string): Promise<string> {
    for (;;) {
      const earlier = wish.replayKey === undefined ? undefined : await tasks.findReplay(wish.replayKey)
      if (earlier !== undefined) {
        if (await isWorthRepeating(earlier)) return earlier.id
        await tasks.forgetReplay(earlier.id)
      }
      const begun = await beginNew(caller, wish, requestId)
      // Undefined when another process was faster with the same request.
      if (begun !== undefined) return begun
    }
  }

  async function beginNew(caller: Caller, wish: Wish, requestId: string): Promise<string | undefined> {
    const { effect, params, replayKey } = wish
    const found = await sources.resolve(caller.accountId, wish.references, effect.files.kind)
    const style = styles.chosen(effect, params)
    const task = { id: drawId(), accountId: caller.accountId, effect: effect.slug, actionId: wish.actionId, replayKey: replayKey ?? null }
    const fault = findFault(effect.limits, found, params['dst_duration'] as number | undefined)
    if (fault !== undefined) return (await tasks.add({ ...task, jobId: null, fault })) ? task.id : undefined

    const jobId = newId('job')
    // Held from before it is there: the submission may wait for longer than a task may go unpolled.
    const release = watch.hold(task.id)
    try {
      if (!(await tasks.add({ ...task, jobId, fault: null }))) return undefined
      const input = { ...style?.input, ...wish.input, ...filesOf(effect, found), ...formatOf(wish) }
      await jobs.submit(caller, { id: jobId, dialect: DIALECT, operation: effect.operation, input, requestId })
    } catch (error) {
      const code = faultOf(error, effect)
      if (code === undefined) {
        await tasks.remove(task.id)
        throw error
      }
      await tasks.fail(task.id, code)
    } finally {
      release()
    }
    return task.id
  }

  async function look(task: PerfectTask, effect?: Effect): Promise<PolledTask> {
    if (task.fault !== null) return { state: 'error', task, code: task.fault }
    const job = await jobOf(task)
    if (job === undefined) {
      // Who is about to submit it keeps it polled; where that process died, it is lost in time.
      if (await watch.isLost(task)) throw new AtelierError('job_not_found')
      return { state: 'running', task }
    }
    if (job.state === 'canceled') throw new AtelierError('job_not_found')
    if (job.state === 'succeeded') return { state: 'success', task, job }
    if (job.state === 'failed') {
      const error = job.error ?? { code: 'internal' as const, message: '' }
      return { state: 'error', task, code: engineCodeOf(error, effect?.codes), message: error.message }
    }
    if (job.cancelRequestedAt !== null || !(await watch.poll(task))) throw new AtelierError('job_not_found')
    return { state: 'running', task }
  }

  return {
    begin(caller, wish, requestId) {
      const { replayKey } = wish
      if (replayKey === undefined) return beginOrRepeat(caller, wish, requestId)
      const under = beginning.get(replayKey)
      if (under !== undefined) return under
      const begun = beginOrRepeat(caller, wish, requestId).finally(() => beginning.delete(replayKey))
      beginning.set(replayKey, begun)
      return begun
    },

    async poll(accountId, effect, taskId) {
      const task = await find(accountId, taskId)
      if (task.effect !== effect.slug) throw new AtelierError('job_not_found')
      return look(task, effect)
    },

    async keep(accountId, taskId) {
      const task = await tasks.find(taskId)
      if (task?.accountId !== accountId || !task.isOpen) return
      await look(task).catch(ifMissing)
    },

    async remove(accountId, taskId) {
      const task = await find(accountId, taskId)
      const job = task.jobId === null ? undefined : await jobs.cancel(accountId, task.jobId).catch(ifMissing)
      if (job !== undefined && !isFinal(job.state)) {
        // It stops soon, and is watched until it has.
        await tasks.forgetReplay(taskId)
        return
      }
      for (const { mediaId } of job?.outputs ?? []) await media.remove(accountId, mediaId).catch(ifMissing)
      await tasks.remove(taskId)
    },
  }
}

function filesOf({ files }: Effect, sources: readonly Source[]): Record<string, string | string[]> {
  const input: Record<string, string | string[]> = {}
  for (const { property, mediaId } of sources) if (mediaId !== null) input[property] = mediaId
  const list = files.ref !== undefined && files.ref.max > 1 ? files.ref.property : undefined
  if (list !== undefined) input[list] = sources.flatMap(({ property, mediaId }) => (property === list && mediaId !== null ? [mediaId] : []))
  return input
}

/** Operations make PNG unless they are asked for something else. */
function formatOf({ outputExt }: Wish): { outputFormat?: string } {
  return outputExt === 'jpg' || outputExt === 'webp' ? { outputFormat: outputExt } : {}
}

/** The code of a task that was refused for what is in it; undefined for what is no fault of its files and words. */
function faultOf(error: unknown, effect: Effect): string | undefined {
  if (!(error instanceof AtelierError)) return undefined
  const ofContent = ['content_refused', 'invalid_input', 'media_unsupported', 'request_too_large'] as const
  return (ofContent as readonly string[]).includes(error.code) ? engineCodeOf({ code: error.code }, effect.codes) : undefined
}

function ifMissing(error: unknown): undefined {
  // A result that another task reads stays until its own expiry.
  if (error instanceof AtelierError && ['job_not_found', 'media_not_found', 'media_in_use'].includes(error.code)) return undefined
  throw error
}
