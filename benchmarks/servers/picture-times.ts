/**
 * One operation through the engine, in a bare thread, and its library calls alone, in turn; then pairs of pictures by an engine with two threads, at
 * once and one after the other. Tells the medians per picture: time, and processor time of the whole process, which other load on the machine leaves alone.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createBuiltinEngine, WORKER_HEAP_MB } from '../../server/src/engines/builtin/engine.ts'
import { operations } from '../../server/src/operations/index.ts'
import type { Engine } from '../../server/src/ports/engine.ts'
import type { PictureCase } from '../picture-cases.ts'
import { compare, type Work } from './compare.ts'
import { loadPictures } from './load-pictures.ts'

/** Small pictures need some runs until the compiler and the collector have settled; long effects settle within one. */
const WARM_UP = { least: 1, most: 5, budgetMs: 2000 }
const ALONE = { least: 3, most: 12, budgetMs: 8000 }
const PAIRED = { least: 2, most: 6, budgetMs: 5000 }

const { name, operation = name, input, media, pixels } = JSON.parse(process.argv[2]!) as PictureCase & { readonly name: string }
const fresh = await loadPictures(media, pixels)
const context = { signal: new AbortController().signal, onProgress: () => undefined }

const through =
  (engine: Engine): Work =>
  async () => {
    const pictures = await fresh()
    return () => engine.run({ jobId: 'job', operation, input, media: pictures }, context)
  }

/**
 * A thread of its own for each thing that is compared, with the engine's heap limit: what else a thread has loaded, and how large its heap may grow,
 * decide how often its memory is collected, which is up to half of the processor time of a small picture.
 */
function bareThread(librariesOnly: boolean) {
  const thread = new Worker(new URL('picture-thread.ts', import.meta.url), {
    workerData: { calls: librariesOnly ? name : undefined },
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  })
  const work: Work = async () => {
    const pictures = await fresh()
    const buffers = Object.values(pictures).map(({ bytes }) => bytes.buffer)
    return () => {
      thread.postMessage({ operation, input, media: pictures }, buffers)
      return once(thread, 'message')
    }
  }
  return { work, end: () => thread.terminate() }
}

const one = createBuiltinEngine({ operations, threads: 1 })
const [bare, libraries] = [bareThread(false), bareThread(true)]
const works = { engine: through(one), bare: bare.work, libraries: libraries.work }
await compare(works, WARM_UP)
const alone = await compare(works, ALONE)
await Promise.all([one.close(), bare.end(), libraries.end()])

const two = createBuiltinEngine({ operations, threads: 2 })
const pair =
  (run: (first: () => Promise<unknown>, second: () => Promise<unknown>) => Promise<unknown>): Work =>
  async () => {
    const [first, second] = [await through(two)(), await through(two)()]
    return () => run(first, second)
  }
const atOnce = pair((first, second) => Promise.all([first(), second()]))
const inTurn = pair((first, second) => first().then(second))
await compare({ atOnce }, WARM_UP, 2)
const paired = await compare({ atOnce, inTurn }, PAIRED, 2)
await two.close()
process.send!({ ...alone, ...paired })
process.disconnect!()
