import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AtelierError } from '../../src/domain/errors.ts'
import type { EffectResult } from '../../src/domain/operation.ts'
import type { Engine, EngineTask } from '../../src/ports/engine.ts'

/** Tasks are made anew for each use, because an engine may detach their buffers. */
export interface EngineUnderTest {
  readonly engine: Engine
  /** Succeeds with at least one output. */
  readonly task: () => EngineTask
  /** Takes at least until its first progress below 1 was reported, and does not end soon after that. */
  readonly longTask: () => EngineTask
  /** The caller's fault, with the code that must be told. */
  readonly badTask: () => EngineTask
  readonly badCode: string
  /** What of a result must be equal for equal tasks; provenance marks may differ. */
  readonly essence: (result: EffectResult) => Promise<unknown>
}

export const never = new AbortController().signal
export const ignore = () => undefined

/** What the scheduler relies on, whatever the engine. */
export function testEngine(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`the ${name} engine keeps the promises of the Engine port`, () => {
    let subject: EngineUnderTest
    before(async () => {
      subject = await start()
    })
    after(() => subject.engine.close())

    it('lists every operation that it performs, with a fidelity', () => {
      const { engine, task } = subject
      assert.ok(engine.operations.has(task().operation))
      assert.ok(engine.concurrency >= 1)
    })

    it('is ready to take work', async () => {
      await subject.engine.check()
    })

    it('gives outputs, and progress that never falls and ends at 1', async () => {
      const seen: number[] = []
      const { outputs } = await subject.engine.run(subject.task(), { signal: never, onProgress: (fraction) => seen.push(fraction) })
      assert.ok(outputs.length >= 1)
      for (const output of outputs) assert.ok(output.bytes.length > 0)
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      )
      assert.equal(seen.at(-1), 1)
      assert.ok(seen.every((fraction) => fraction >= 0 && fraction <= 1))
    })

    it('gives the same for the same task and seed', async () => {
      const run = async () => subject.essence(await subject.engine.run(subject.task(), { signal: never, onProgress: ignore }))
      assert.deepEqual(await run(), await run())
    })

    it('rejects with the reason of the signal when aborted half-way, and works on', async () => {
      const controller = new AbortController()
      const reason = new AtelierError('deadline_exceeded')
      const running = subject.engine.run(subject.longTask(), { signal: controller.signal, onProgress: () => controller.abort(reason) })
      await assert.rejects(running, (error) => error === reason)
      await subject.engine.run(subject.task(), { signal: never, onProgress: ignore })
    })

    it('does not begin what is aborted already', async () => {
      const reason = new Error('too late')
      let progressed = false
      const onProgress = () => {
        progressed = true
      }
      await assert.rejects(
        subject.engine.run(subject.task(), { signal: AbortSignal.abort(reason), onProgress }),
        (error) => error === reason,
      )
      assert.equal(progressed, false)
    })

    it('blames the caller for bad input, with an error that is not retried', async () => {
      await assert.rejects(subject.engine.run(subject.badTask(), { signal: never, onProgress: ignore }), (error) => {
        assert.ok(error instanceof AtelierError)
        assert.equal(error.code, subject.badCode)
        assert.equal(error.retryable, false)
        return true
      })
    })

    it('refuses an operation that it does not perform', async () => {
      const task = { ...subject.task(), operation: 'no-such-operation' }
      await assert.rejects(subject.engine.run(task, { signal: never, onProgress: ignore }), { code: 'operation_unavailable' })
    })
  })
}
