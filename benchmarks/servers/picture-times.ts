/** One operation through the engine, in a bare thread, and its library calls alone, in turn. Tells the median times, and the rate of an engine with two threads. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createBuiltinEngine } from '../../server/src/engines/builtin/engine.ts'
import { operations } from '../../server/src/operations/index.ts'
import { median } from '../table.ts'
import { loadPictures } from './load-pictures.ts'

const ROUNDS = 7
const { operation, input, media } = JSON.parse(process.argv[2]!) as {
  operation: string
  input: Record<string, unknown>
  media: Record<string, string>
}
const files = await loadPictures(media)
const copy = () => Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { ...file, bytes: Uint8Array.from(file.bytes) }]))
const context = { signal: new AbortController().signal, onProgress: () => undefined }

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const one = createBuiltinEngine({ operations, threads: 1 })
const throughEngine = () => one.run({ jobId: 'job', operation, input, media: copy() }, context)
const thread = new Worker(new URL('picture-thread.ts', import.meta.url))
async function inBareThread(librariesOnly = false): Promise<void> {
  thread.postMessage({ operation, input, media: copy(), librariesOnly })
  await once(thread, 'message')
}
await throughEngine()
await inBareThread()
await inBareThread(true)
const engine: number[] = []
const bare: number[] = []
const libraries: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  engine.push(await timed(throughEngine))
  bare.push(await timed(() => inBareThread()))
  libraries.push(await timed(() => inBareThread(true)))
}
await thread.terminate()
await one.close()

const two = createBuiltinEngine({ operations, threads: 2 })
const both = () => Promise.all([1, 2].map(() => two.run({ jobId: 'job', operation, input, media: copy() }, context)))
await both()
const pairs: number[] = []
for (let round = 0; round < 3; round++) pairs.push(await timed(both))
await two.close()
process.send!({ engineMs: median(engine), bareMs: median(bare), librariesMs: median(libraries), twoThreadsPerSecond: 2000 / median(pairs) })
process.disconnect!()
