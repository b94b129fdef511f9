/** One run of an operation on pictures of 12 megapixels. Tells the most memory that the process had, and the time; a refusal is told as it is. */
import { createBuiltinEngine } from '../../server/src/engines/builtin/engine.ts'
import { operations } from '../../server/src/operations/index.ts'
import { loadPictures } from './load-pictures.ts'

const { operation, input, media } = JSON.parse(process.argv[2]!) as {
  operation: string
  input: Record<string, unknown>
  media: Record<string, string>
}
const files = await loadPictures(media, 12_000_000)
const engine = createBuiltinEngine({ operations, threads: 1 })
const begun = performance.now()
await engine.run({ jobId: 'job', operation, input, media: files }, { signal: new AbortController().signal, onProgress: () => undefined })
const ms = performance.now() - begun
await engine.close()
process.send!({ peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), ms })
process.disconnect!()
