import { SingleBar } from 'cli-progress'
import type { JobEvent } from '../sdk/index.ts'

export interface Progress {
  tell(fraction: number, event: JobEvent): void
  stop(): void
}

const WORDS: Partial<Record<JobEvent['type'], string>> = {
  'job.queued': 'queued',
  'job.started': 'running',
  'job.requeued': 'queued again',
  'job.cancel_requested': 'canceling',
  'job.succeeded': 'done',
  'job.failed': 'failed',
  'job.canceled': 'canceled',
}
const STEP = 0.25

/** How a job goes, on stderr: a bar on a terminal, else a line at every change and every quarter. */
export function createProgress(title: string): Progress {
  let words = 'queued'
  if (!process.stderr.isTTY) {
    let told = 0
    const line = (text: string) => process.stderr.write(`${title}: ${text}\n`)
    return {
      tell(fraction, { type }) {
        const changed = WORDS[type]
        if (changed) line(changed)
        else if (fraction >= told + STEP && fraction < 1) {
          told = Math.floor(fraction / STEP) * STEP
          line(`${Math.round(told * 100)}%`)
        }
      },
      stop() {},
    }
  }
  const bar = new SingleBar({
    format: '{title}  {bar} {percentage}%  {words}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stream: process.stderr,
    // A line that wraps cannot be drawn over.
    barsize: Math.max(10, Math.min(40, (process.stderr.columns ?? 80) - title.length - 26)),
  })
  bar.start(100, 0, { title, words })
  return {
    tell(fraction, { type, data }) {
      const { message } = data
      words = WORDS[type] ?? (typeof message === 'string' ? message : words)
      bar.update(Math.round(fraction * 100), { words })
    },
    stop: () => bar.stop(),
  }
}
