import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ignore, never, testEngine } from '../../../test/conformance/engine.ts'
import { AtelierError } from '../../domain/errors.ts'
import { decodeImage } from '../../imaging/decode.ts'
import { operations } from '../../operations/index.ts'
import type { Engine, EngineTask } from '../../ports/engine.ts'
import { createBuiltinEngine } from './engine.ts'
import { operations as misbehaving } from './fixtures/operations.ts'

const picture = (count: number): EngineTask => ({
  jobId: 'job_test',
  operation: 'text-to-image',
  input: { prompt: 'two red cats on a table', width: 128, height: 96, count, seed: 7 },
  media: {},
})

testEngine('built-in', () =>
  Promise.resolve({
    engine: createBuiltinEngine({ operations, threads: 1 }),
    task: () => picture(2),
    longTask: () => ({ ...picture(10), input: { ...picture(10).input, width: 2048, height: 2048 } }),
    badTask: () => ({
      jobId: 'job_test',
      operation: 'upscale-image',
      input: { factor: 2 },
      media: { image: { kind: 'image', mime: 'image/png', bytes: new TextEncoder().encode('no picture at all') } },
    }),
    badCode: 'media_broken',
    essence: ({ outputs }) =>
      Promise.all(outputs.map(async ({ bytes }) => Buffer.from((await decodeImage(bytes)).data).toString('base64'))),
  }),
)

describe('the built-in engine survives its effects', () => {
  let engine: Engine
  before(() => {
    engine = createBuiltinEngine({
      operations: misbehaving,
      threads: 1,
      workerFile: new URL('fixtures/worker.ts', import.meta.url),
      stopGraceMs: 50,
      workerHeapMb: 64,
    })
  })
  after(() => engine.close())

  const task = (operation: string, bytes = Uint8Array.of(1, 2, 3)): EngineTask => ({
    jobId: 'job_test',
    operation,
    input: {},
    media: { image: { kind: 'image', mime: 'image/png', bytes } },
  })
  const run = (name: string) => engine.run(task(name), { signal: never, onProgress: ignore })
  const worksOn = async () => {
    const { outputs } = await run('reverse')
    assert.deepEqual(outputs[0]?.bytes, Uint8Array.of(3, 2, 1))
  }

  it('carries bytes, warnings and the fidelity of the result over the thread border, also from a slice of a pooled buffer', async () => {
    const slice = Buffer.from('atelier') as Uint8Array<ArrayBuffer>
    const { outputs, warnings, fidelity } = await engine.run(task('reverse', slice), { signal: never, onProgress: ignore })
    assert.equal(Buffer.from(outputs[0]?.bytes ?? []).toString(), 'reileta')
    assert.deepEqual(warnings, [{ code: 'reversed', message: 'It was reversed.' }])
    assert.equal(fidelity, 'stand-in')
    assert.equal(slice.toString(), 'atelier')
  })

  it('smooths progress that falls or leaves 0..1', async () => {
    const seen: number[] = []
    await engine.run(task('stumble'), { signal: never, onProgress: (fraction) => seen.push(fraction) })
    assert.deepEqual(seen, [0.2, 0.6, 0.6, 0.9, 1, 1])
  })

  it('keeps code, message and details of a foreseen error', async () => {
    await assert.rejects(run('refuse'), (error) => {
      assert.ok(error instanceof AtelierError)
      assert.deepEqual([error.code, error.message, error.details], ['subject_not_found', 'Nobody here.', { field: 'image' }])
      return true
    })
  })

  it('loads an effect again that could not be loaded', async () => {
    await assert.rejects(run('late'), { code: 'engine_failed' })
    const { outputs } = await run('late')
    assert.deepEqual(outputs[0]?.bytes, Uint8Array.of(3, 2, 1))
  })

  for (const accident of ['crash', 'exit', 'hog'])
    it(`fails only the task when an effect ends in "${accident}"`, async () => {
      await assert.rejects(run(accident), { code: 'engine_failed', retryable: true })
      await worksOn()
    })

  for (const effect of ['patient', 'deaf'])
    it(`stops a ${effect} effect when its signal is aborted`, async () => {
      const controller = new AbortController()
      const reason = new Error('cancelled')
      const running = engine.run(task(effect), { signal: controller.signal, onProgress: () => controller.abort(reason) })
      await assert.rejects(running, (error) => error === reason)
      await worksOn()
    })

  it('is not ready once closed', async () => {
    const closed = createBuiltinEngine({ operations: misbehaving })
    await closed.close()
    await assert.rejects(closed.check())
  })
})
