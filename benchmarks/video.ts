import { startChild } from './child.ts'
import type { Times } from './servers/compare.ts'
import { ms, type Row } from './table.ts'

export const VIDEO_OPERATION = 'enhance-video'

/** `enhance-video` through its engine beside ffmpeg with the same arguments on the same clip, two jobs at once, and the memory of the largest frames. */
export async function measureVideo(): Promise<Row[]> {
  const child = await startChild('servers/video-times.ts', {})
  await child.exited
  const { engine, bare, atOnce, inTurn, large, what } = child.ready as unknown as Record<'engine' | 'bare' | 'atOnce' | 'inTurn', Times> & {
    readonly large: Times & { readonly peakMegabytes: number; readonly what: string }
    readonly what: string
  }
  const overhead = engine.cpuMs / bare.cpuMs
  return [
    {
      figure: `${VIDEO_OPERATION}, ${what}`,
      measured: `${cpu(engine)} (${ms(engine.ms)})`,
      beside: `ffmpeg alone, same arguments: ${cpu(bare)} (${ms(bare.ms)})`,
      ratio: overhead,
      target: 'ratio 1.10',
      met: overhead <= 1.1,
    },
    {
      figure: '  two at once',
      measured: `${(60_000 / atOnce.ms).toFixed(2)}/min at ${cpu(atOnce)} each`,
      beside: `one at a time: ${(60_000 / inTurn.ms).toFixed(2)}/min at ${cpu(inTurn)} each`,
      ratio: inTurn.ms / atOnce.ms,
      target: 'compared',
      met: undefined,
    },
    {
      figure: `  ${large.what}`,
      measured: `${String(large.peakMegabytes)} MB`,
      beside: `engine and ffmpeg at most, in ${cpu(large)} (${ms(large.ms)})`,
      ratio: undefined,
      target: 'compared',
      met: undefined,
    },
  ]
}

const cpu = ({ cpuMs }: Times) => `${ms(cpuMs)} CPU`
