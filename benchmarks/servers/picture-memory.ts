/**
 * One run of an operation on pictures of 12 megapixels. Tells the most memory that the process had, its time and processor time; `refused` says why where
 * the operation does not take them.
 */
import { createBuiltinEngine } from '../../server/src/engines/builtin/engine.ts'
import { operations } from '../../server/src/operations/index.ts'
import type { PictureCase } from '../picture-cases.ts'
import { processorMs } from './compare.ts'
import { loadPictures } from './load-pictures.ts'

const { name, operation = name, input, media } = JSON.parse(process.argv[2]!) as PictureCase & { readonly name: string }
const fresh = await loadPictures(media, 12_000_000)
const files = await fresh()
const engine = createBuiltinEngine({ operations, threads: 1 })
const [begun, spent] = [performance.now(), processorMs()]
const context = { signal: new AbortController().signal, onProgress: () => undefined }
const refused = await engine.run({ jobId: 'job', operation, input, media: files }, context).then(
  () => undefined,
  (error: unknown) => String(error),
)
const [ms, cpuMs] = [performance.now() - begun, processorMs() - spent]
await engine.close()
process.send!({ peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), ms, cpuMs, refused })
process.disconnect!()
