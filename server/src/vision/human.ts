import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { tensor3d, type Tensor3D } from '@tensorflow/tfjs-core'
import { packageFile } from '../imaging/package-file.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { cutColours } from '../imaging/tiles.ts'
import { startTfjs, WASM_FOLDER } from './tfjs.ts'

/** What of that library's results is read here; its own declarations need a browser's types. */
export interface HumanResult {
  readonly face: readonly HumanFace[]
  readonly hand: readonly HumanHand[]
}

type Box = readonly [left: number, top: number, width: number, height: number]
type Point = readonly [x: number, y: number, z?: number]

export interface HumanFace {
  readonly score: number
  readonly box: Box
  /** Side of the square that the mesh was made from, in pixels. */
  readonly size: readonly [number, number]
  readonly mesh: readonly Point[]
  readonly age?: number
  readonly emotion?: readonly { readonly score: number; readonly emotion: string }[]
  readonly embedding?: readonly number[]
  /** Radians. */
  readonly rotation?: { readonly angle: { readonly yaw: number; readonly pitch: number; readonly roll: number } }
}

export interface HumanHand {
  readonly boxScore: number
  readonly fingerScore: number
  readonly box: Box
  readonly keypoints: readonly Point[]
}

interface Human {
  detect(input: Tensor3D): Promise<HumanResult>
}
type HumanModule = { readonly Human: new (config: object) => Human }

/** Off unless a configuration turns it on. */
const NOTHING = {
  debug: false,
  backend: 'wasm',
  wasmPath: WASM_FOLDER,
  modelBasePath: packageFile('@vladmandic/human', 'models/').href,
  // Zero turns off everything that it keeps from one picture, as from one video frame, to the next.
  cacheSensitivity: 0,
  validateModels: false,
  filter: { enabled: false },
  gesture: { enabled: false },
  face: { enabled: false },
  body: { enabled: false },
  hand: { enabled: false },
  object: { enabled: false },
  segmentation: { enabled: false },
}

/** Runs the part of the library that `config` turns on; models load with the first picture, once per thread. */
export type Detector = (pixels: Pixels) => Promise<HumanResult>

/**
 * A detector of @vladmandic/human, on this thread's TensorFlow.js. The build for Node on WebAssembly is not among the package's exports,
 * so it is required by its path.
 */
export async function createDetector(config: object): Promise<Detector> {
  await startTfjs()
  const path = fileURLToPath(packageFile('@vladmandic/human', 'dist/human.node-wasm.js'))
  const { Human } = createRequire(import.meta.url)(path) as HumanModule
  const human = new Human({ ...NOTHING, ...config })
  return async (pixels) => {
    const input = toTensor(pixels)
    try {
      return await human.detect(input)
    } finally {
      input.dispose()
    }
  }
}

/** Height × width × 3, 0..255. */
export function toTensor(pixels: Pixels): Tensor3D {
  const { width, height } = pixels
  const colours = cutColours(pixels, { left: 0, top: 0, width, height })
  for (let i = 0; i < colours.length; i++) colours[i] *= 255
  return tensor3d(colours, [height, width, 3])
}
