/**
 * Decodes one HEIC picture, its first, in a thread that ends with it: libheif runs as WebAssembly and would block the event loop
 * for 300 ms, and ending the thread is the only way to stop it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import decodeHeic from 'heic-decode'
import type { HeicAnswer, HeicQuestion } from './decode-heic.ts'

const { bytes, maxPixels } = workerData as HeicQuestion
const pictures = await decodeHeic.all({ buffer: bytes })
const [picture] = pictures
if (picture === undefined) throw new Error('The file holds no picture.')

if (picture.width * picture.height > maxPixels) {
  parentPort?.postMessage({ tooLarge: true } satisfies HeicAnswer)
} else {
  const { width, height, data } = await picture.decode()
  parentPort?.postMessage({ tooLarge: false, width, height, data: data.buffer } satisfies HeicAnswer, [data.buffer])
}
