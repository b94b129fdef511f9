import drawPictures from '../../server/src/operations/text-to-image/cpu.ts'
import { LOOKS } from '../../server/src/scenes/looks.ts'
import { GALLERY_PROMPTS } from './prompts.ts'

const SIDES = [512, 1024] as const
const PROMPTS = [1, 10, 20].flatMap((index) => GALLERY_PROMPTS[index] ?? [])
const ROUNDS = 3

interface Timing {
  readonly look: string
  readonly side: number
  /** Median of all rounds. CPU time counts every thread, so on a busy machine it tells more than the clock. */
  readonly wallMs: number
  readonly cpuMs: number
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

/** What one picture takes in each look, PNG included, in this thread. */
export async function timeLooks(): Promise<Timing[]> {
  const context = { signal: new AbortController().signal, onProgress: () => undefined }
  const draw = (prompt: string, model: string, side: number, seed: number) =>
    drawPictures({ prompt: prompt.replace(/, [a-z ]+$/, ''), model, width: side, height: side, count: 1, seed }, {}, context)
  const timings: Timing[] = []
  for (const { prompt } of PROMPTS) await draw(prompt, 'flat', 256, 0)
  for (const { id: look } of LOOKS)
    for (const side of SIDES) {
      const wall: number[] = []
      const cpu: number[] = []
      for (let seed = 0; seed < ROUNDS; seed++)
        for (const { prompt } of PROMPTS) {
          const [started, used] = [performance.now(), process.cpuUsage()]
          await draw(prompt, look, side, seed)
          const { user, system } = process.cpuUsage(used)
          wall.push(performance.now() - started)
          cpu.push((user + system) / 1000)
        }
      timings.push({ look, side, wallMs: Math.round(median(wall)), cpuMs: Math.round(median(cpu)) })
    }
  return timings
}
