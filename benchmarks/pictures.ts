import { startChild } from './child.ts'
import { libraryCalls } from './servers/library-calls.ts'
import { ms, type Row } from './table.ts'

/** What is measured, on the free photos: input and files by operation. */
const CASES: Readonly<Record<string, { readonly input: object; readonly media: Readonly<Record<string, string>> }>> = {
  'text-to-image': { input: { prompt: 'A cat sleeps on the plane', width: 512, height: 512, count: 1, seed: 1 }, media: {} },
  'image-to-image': { input: { prompt: 'watercolour at sunset', strength: 0.7, count: 1, seed: 1 }, media: { image: 'coffee.png' } },
  inpaint: { input: { strength: 1, count: 1, seed: 1 }, media: { image: 'coffee.png', mask: 'mask' } },
  'control-to-image': {
    input: {
      prompt: 'a cat in a garden',
      control: 'canny',
      preprocess: 'auto',
      controlStrength: 1,
      strength: 1,
      width: 512,
      height: 512,
      count: 1,
      seed: 1,
    },
    media: { image: 'chelsea.png' },
  },
  'upscale-image': { input: { factor: 2, faces: false }, media: { image: 'chelsea.png' } },
  'enhance-image': { input: { denoise: 'auto', light: 'auto', colour: 'auto', sharpen: 'auto' }, media: { image: 'coffee.png' } },
  'remove-background': { input: { subject: 'auto' }, media: { image: 'astronaut.png' } },
  headshot: {
    input: { template: 'studio-grey', width: 512, height: 640, keepHair: true, keepPose: true, seed: 1 },
    media: { image: 'astronaut.png' },
  },
}

interface Times {
  readonly ms: number
  readonly cpuMs: number
}

/**
 * Each picture operation through the engine (a task for a pool of threads, bytes handed over, progress and cancellation) beside the same
 * effect called in a bare thread, and beside the library calls that it is made of; with two threads; and the most memory that one run on 12 megapixels
 * takes. Overhead is told of processor time, which other load does not change; two threads are told of time, since that is what they are for.
 */
export async function measurePictures(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [operation, { input, media }] of Object.entries(CASES)) {
    const { engine, bare, libraries, atOnce, inTurn } = (await once('servers/picture-times.ts', { operation, input, media })) as Record<
      'engine' | 'bare' | 'libraries' | 'atOnce' | 'inTurn',
      Times
    >
    const overhead = engine.cpuMs / bare.cpuMs
    const large = Object.keys(media).length > 0 ? await once('servers/picture-memory.ts', { operation, input, media }) : undefined
    rows.push(
      {
        figure: `${operation}, through the engine`,
        measured: `${cpu(engine)} (${ms(engine.ms)})`,
        beside: `the effect in a bare thread: ${cpu(bare)} (${ms(bare.ms)})`,
        ratio: overhead,
        target: 'ratio 1.10',
        met: overhead <= 1.1,
      },
      {
        figure: '  beside',
        measured: cpu(engine),
        beside: `library calls alone (${libraryCalls[operation].what}): ${cpu(libraries)}`,
        ratio: engine.cpuMs / libraries.cpuMs,
        target: 'compared',
        met: undefined,
      },
      {
        figure: '  two threads',
        measured: `${(1000 / atOnce.ms).toFixed(2)}/s at ${cpu(atOnce)} each`,
        beside: `one at a time: ${(1000 / inTurn.ms).toFixed(2)}/s at ${cpu(inTurn)} each`,
        ratio: inTurn.ms / atOnce.ms,
        target: 'compared',
        met: undefined,
      },
    )
    if (large)
      rows.push({
        figure: '  12 megapixels',
        measured: `${String(large['peakMegabytes'])} MB`,
        beside: `at most, in ${ms(large['ms'] as number)}`,
        ratio: undefined,
        target: 'compared',
        met: undefined,
      })
  }
  return rows
}

const cpu = ({ cpuMs }: Times) => `${ms(cpuMs)} CPU`

async function once(file: string, options: object): Promise<Readonly<Record<string, unknown>>> {
  const child = await startChild(file, options)
  await child.exited
  return child.ready
}
