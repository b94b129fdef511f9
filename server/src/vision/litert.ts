/**
 * LiteRT (TensorFlow Lite) in a Node worker thread. The library is written for browsers: it fetches its WebAssembly loader with
 * `importScripts`, and that loader looks for the globals of a CommonJS module. All shims for it live in this file, are put in place once
 * and stay: they would be visible to the whole thread anyway, which is why this must never be imported by the API's thread.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import { packageFile } from '../imaging/package-file.ts'

/** Runs a network with one input and one output, both float32. The result is a copy. */
export type Network = (input: Float32Array, shape: readonly number[]) => Promise<Float32Array>

type LiteRt = typeof import('@litertjs/core')
let starting: Promise<LiteRt> | undefined

async function start(): Promise<LiteRt> {
  if (isMainThread) throw new Error('LiteRT changes globals and may run in a worker thread only.')
  const loader = packageFile('@litertjs/core', 'wasm/litert_wasm_compat_internal.js')
  const loaderPath = fileURLToPath(loader)
  Object.assign(globalThis, {
    self: globalThis,
    require: createRequire(loader),
    __filename: loaderPath,
    __dirname: dirname(loaderPath),
    importScripts: (url: string) => {
      const path = url.startsWith('file:') ? fileURLToPath(url) : url
      runInThisContext(readFileSync(path, 'utf8'), { filename: path })
    },
  })
  const litert = await import('@litertjs/core')
  await withoutConsole(() => litert.loadLiteRt(loader.href, { threads: false }))
  return litert
}

/**
 * The runtime tells the console at length that it found no GPU. It binds the console's methods while it loads, so what is in their
 * place then stays silent for good. Nothing else runs in a worker thread meanwhile.
 */
async function withoutConsole<T>(load: () => Promise<T>): Promise<T> {
  const { log, info, warn, error } = console
  const silent = () => undefined
  Object.assign(console, { log: silent, info: silent, warn: silent, error: silent })
  try {
    return await load()
  } finally {
    Object.assign(console, { log, info, warn, error })
  }
}

/** Compiles a `.tflite` file for the CPU; the runtime itself is started once per thread. */
export async function loadNetwork(model: URL): Promise<Network> {
  const litert = await (starting ??= start())
  const compiled = await litert.loadAndCompile(new Uint8Array(readFileSync(model)), { accelerator: 'wasm' })
  return async (input, shape) => {
    const tensor = new litert.Tensor(input, [...shape])
    try {
      const [output] = await compiled.run(tensor)
      if (!output) throw new Error('The network gave no output.')
      const values = Float32Array.from((await output.data()) as Float32Array)
      output.delete()
      return values
    } finally {
      tensor.delete()
    }
  }
}
