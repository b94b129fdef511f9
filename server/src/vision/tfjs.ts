import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { io, ready, setBackend } from '@tensorflow/tfjs-core'
import { packageFile } from '../imaging/package-file.ts'

let starting: Promise<void> | undefined

/**
 * Starts TensorFlow.js on WebAssembly, once per thread. Every model of this library waits for it. From then on models can be loaded by
 * their `file:` URL, which the library itself knows for browsers and its native build only.
 */
export function startTfjs(): Promise<void> {
  return (starting ??= start())
}

/** Where the compiled backend lies; ends in a slash, as the library wants it. */
export const WASM_FOLDER = fileURLToPath(packageFile('@tensorflow/tfjs-backend-wasm', 'dist/'))

async function start(): Promise<void> {
  io.registerLoadRouter(
    (url) => (typeof url === 'string' && url.startsWith('file:') ? { load: () => readModel(url) } : null) as io.IOHandler,
  )
  setWasmPaths(WASM_FOLDER)
  await setBackend('wasm')
  await ready()
}

function readModel(url: string): Promise<io.ModelArtifacts> {
  const readWeights = async (manifest: io.WeightsManifestConfig): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> => {
    const files = manifest.flatMap(({ paths }) => paths).map((path) => readFile(new URL(path, url)))
    return [manifest.flatMap(({ weights }) => weights), Uint8Array.from(Buffer.concat(await Promise.all(files))).buffer]
  }
  return readFile(new URL(url), 'utf8').then((text) => io.getModelArtifactsForJSON(JSON.parse(text) as io.ModelJSON, readWeights))
}
