/**
 * One operation through the engine, in a bare thread, and its library calls alone, in turn; then pairs of pictures by an engine with two threads, at
 * once and one after the other. Tells the medians per picture: time, and processor time of the whole process, which other load on the machine leaves alone.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createBuiltinEngine, WORKER_HEAP_MB } from '../../server/src/engines/builtin/engine.ts'
import { operations } from '../../server/src/operations/index.ts'
import type { Engine } from '../../server/src/ports/engine.ts'
import { median } from '../table.ts'
import { loadPictures } from './load-pictures.ts'

const ROUNDS = 12
const PAIRS = 6
/** As many runs as it takes until the compiler and the collector have settled. */
const WARM_UP = 5
const { operation, input, media } = JSON.parse(process.argv[2]!) as {
  operation: string
  input: Record<string, unknown>
  media: Record<string, string>
}
const files = await loadPictures(media)
const copy = () => Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { ...file, bytes: Uint8Array.from(file.bytes) }]))
const context = { signal: new AbortController().signal, onProgress: () => undefined }

const through = (engine: Engine) => () => engine.run({ jobId: 'job', operation, input, media: copy() }, context)

/**
 * A thread of its own for each thing that is compared, with the engine's heap limit: what else a thread has loaded, and how large its heap may grow,
 * decide how often its memory is collected, which is up to half of the processor time of a small picture.
 */
function bareThread(librariesOnly: boolean) {
  const thread = new Worker(new URL('picture-thread.ts', import.meta.url), {
    workerData: { librariesOnly },
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  })
  return {
    async run() {
      const pictures = copy()
      thread.postMessage(
        { operation, input, media: pictures },
        Object.values(pictures).map(({ bytes }) => bytes.buffer),
      )
      await once(thread, 'message')
    },
    end: () => thread.terminate(),
  }
}

/** Runs each of `works` so many times, the order turned around after each round. `pictures`: how many one run makes. */
async function compare<Name extends string>(works: Readonly<Record<Name, () => Promise<unknown>>>, rounds: number, pictures = 1) {
  const names = Object.keys(works) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, { ms: number; cpuMs: number }[]>
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const [begun, spent] = [performance.now(), process.cpuUsage()]
      await works[name]()
      const { user, system } = process.cpuUsage(spent)
      measured[name].push({ ms: (performance.now() - begun) / pictures, cpuMs: (user + system) / 1000 / pictures })
    }
  const middle = (name: Name) => ({
    ms: median(measured[name].map(({ ms }) => ms)),
    cpuMs: median(measured[name].map(({ cpuMs }) => cpuMs)),
  })
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<Name, { ms: number; cpuMs: number }>
}

const one = createBuiltinEngine({ operations, threads: 1 })
const [bare, libraries] = [bareThread(false), bareThread(true)]
const works = { engine: through(one), bare: bare.run, libraries: libraries.run }
await compare(works, WARM_UP)
const alone = await compare(works, ROUNDS)
await Promise.all([one.close(), bare.end(), libraries.end()])

const two = createBuiltinEngine({ operations, threads: 2 })
const run = through(two)
const pairs = { atOnce: () => Promise.all([run(), run()]), inTurn: () => run().then(run) }
for (let i = 0; i < WARM_UP; i++) await pairs.atOnce()
const paired = await compare(pairs, PAIRS, 2)
await two.close()
process.send!({ ...alone, ...paired })
process.disconnect!()
