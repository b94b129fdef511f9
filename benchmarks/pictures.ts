import { startChild } from './child.ts'
import { PICTURE_CASES } from './picture-cases.ts'
import type { Times } from './servers/compare.ts'
import { libraryCalls } from './servers/library-calls.ts'
import { ms, type Row } from './table.ts'

/**
 * Each picture operation through the engine (a task for a pool of threads, bytes handed over, progress and cancellation) beside the same
 * effect called in a bare thread, and beside the library calls that it is made of; with two threads; and the most memory that one run on 12 megapixels
 * takes. Overhead is told of processor time, which other load does not change; two threads are told of time, since that is what they are for.
 */
export async function measurePictures(chosen: readonly string[] = Object.keys(PICTURE_CASES)): Promise<Row[]> {
  const rows: Row[] = []
  for (const name of chosen) {
    const options = { name, ...PICTURE_CASES[name] }
    const times = await once('servers/picture-times.ts', options)
    const { engine, bare, libraries, atOnce, inTurn } = times as Record<'engine' | 'bare' | 'libraries' | 'atOnce' | 'inTurn', Times>
    const overhead = engine.cpuMs / bare.cpuMs
    const large = Object.keys(options.media).length > 0 ? await once('servers/picture-memory.ts', options) : undefined
    rows.push(
      {
        figure: `${name}, through the engine`,
        measured: `${cpu(engine)} (${ms(engine.ms)})`,
        beside: `the effect in a bare thread: ${cpu(bare)} (${ms(bare.ms)})`,
        ratio: overhead,
        target: 'ratio 1.10',
        met: overhead <= 1.1,
      },
      {
        figure: '  beside',
        measured: cpu(engine),
        beside: `library calls alone (${libraryCalls[name].what}): ${cpu(libraries)}`,
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
        measured: large['refused'] === undefined ? `${String(large['peakMegabytes'])} MB` : String(large['refused']),
        beside: `at most, in ${cpu(large as unknown as Times)} (${ms(large['ms'] as number)})`,
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
