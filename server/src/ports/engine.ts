import type { EffectContext, EffectMedia, EffectResult, Fidelity } from '../domain/operation.ts'

export interface EngineTask {
  readonly jobId: string
  readonly operation: string
  /** Validated against the operation's schema, defaults filled in, `seed` always present where the schema has one. */
  readonly input: Record<string, unknown>
  /** The loaded files, by the name of the input property. The engine may transfer (detach) these buffers. */
  readonly media: Readonly<Record<string, EffectMedia>>
}

/**
 * Something that performs operations: the CPU of this machine, a ComfyUI fleet, a cloud provider.
 * The scheduler calls `run` at most `concurrency` times at once in one process.
 */
export interface Engine {
  readonly name: string
  readonly concurrency: number
  /** The operations it performs, and how true its results are (one result may tell otherwise). Fixed for the life of the engine. */
  readonly operations: ReadonlyMap<string, Fidelity>
  /**
   * Performs one task. Aborting `context.signal` makes it reject soon with `signal.reason`, leaving nothing running.
   * @throws AtelierError with a code that is not retryable when the input is at fault; any other error is retried.
   */
  run(task: EngineTask, context: EffectContext): Promise<EffectResult>
  /** Rejects with a reason when the engine cannot take work now. Cheap: `/readyz` calls it. */
  check(): Promise<void>
  /** Ends what it holds open. Running tasks are aborted first by the caller. */
  close(): Promise<void>
}
