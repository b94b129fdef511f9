import { fileURLToPath } from 'node:url'
import { ready, setBackend } from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { packageFile } from '../imaging/package-file.ts'

let starting: Promise<void> | undefined

/** Starts TensorFlow.js on WebAssembly, once per thread. Every model of this library waits for it. */
export function startTfjs(): Promise<void> {
  return (starting ??= start())
}

async function start(): Promise<void> {
  setWasmPaths(fileURLToPath(packageFile('@tensorflow/tfjs-backend-wasm', 'dist/')))
  await setBackend('wasm')
  await ready()
}
