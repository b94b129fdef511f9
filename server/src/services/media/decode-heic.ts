import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { tooManyPixels } from './image-limits.ts'

export interface HeicQuestion {
  readonly bytes: Uint8Array
  readonly maxPixels: number
}

export type HeicAnswer =
  { readonly tooLarge: true } | { readonly tooLarge: false; readonly width: number; readonly height: number; readonly data: ArrayBuffer }

/** RGBA, 8 bit, row-major. */
export interface RawPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array<ArrayBuffer>
}

/** The decoding before; the memory of one picture at a time is enough. */
let previous: Promise<unknown> = Promise.resolve()

/**
 * The first picture of a HEIC file, upright.
 * @throws AtelierError `media_too_large`; the signal's reason when it aborts; any other error means that the file is broken.
 */
export async function decodeHeic(question: HeicQuestion, signal: AbortSignal): Promise<RawPicture> {
  const decoding = previous.then(() => decodeNow(question, signal))
  previous = decoding.catch(() => undefined)
  return await decoding
}

async function decodeNow(question: HeicQuestion, signal: AbortSignal): Promise<RawPicture> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./heic-worker.ts', import.meta.url), { workerData: question, env: {}, stdout: true, stderr: true })
  try {
    // `once` rejects on the worker's 'error' event as well.
    const [answer] = (await once(worker, 'message', { signal })) as [HeicAnswer]
    if (answer.tooLarge) throw tooManyPixels(question.maxPixels)
    return { width: answer.width, height: answer.height, data: new Uint8Array(answer.data) }
  } catch (error) {
    signal.throwIfAborted() // `once` wraps the reason.
    throw error
  } finally {
    await worker.terminate()
  }
}
