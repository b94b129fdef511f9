import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { VideoError } from './video-error.ts'

export interface RunOptions {
  /** Ends the process, and with it the call, by the signal's reason. */
  readonly signal: AbortSignal
  /** By the clock, not by processor time: a busy machine takes many times as long as a free one. */
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  /** Called with each line of the output as it comes; the output is not kept then. */
  readonly onLine?: (line: string) => void
  /** For long work: what people wait for goes first. What is short runs as the server does; with less it would stand still on a busy machine. */
  readonly inBackground?: boolean
}

/** After a polite request to end, how long a process may go on before it is killed. */
const KILL_AFTER_MS = 2000
const KEPT_COMPLAINTS = 4000
/** As the workers for pictures: with less, a video would stand still while there are pictures. 0 is usual, 19 the least. Linux alone tells processes apart so. */
const BACKGROUND_PRIORITY = 15
/** How ffmpeg ends when it is asked to, by its own limit of processor time as well (255), and how any process does. Source: ffmpeg 5.1, ffmpeg.c. */
const INTERRUPTIONS: ReadonlySet<number | string | null> = new Set([255, 'SIGTERM', 'SIGINT', 'SIGKILL', 'SIGXCPU'])
/** Why a process that is there was not started: the machine is short of something now. */
const SHORTAGES: ReadonlySet<number | string | null> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'])

/**
 * Runs ffmpeg or ffprobe and gives what it writes. The process is started without a shell and with nothing to read from; the call settles when it has ended, however it
 * ends, so that nothing runs on.
 * @throws VideoError `no_tools` (it cannot be started), `no_room`, `no_encoder`, `too_large` (more output than allowed), `interrupted` (out of time, or ended from outside: it may
 * work another time), `failed` (anything else, with what it said as cause)
 */
export async function runTool(path: string, args: readonly string[], options: RunOptions): Promise<Buffer> {
  const { signal, timeoutMs, maxOutputBytes, onLine, inBackground = false } = options
  signal.throwIfAborted()
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (child.pid !== undefined && inBackground) lowerPriority(child.pid)
  let stopped: VideoError | undefined
  let killTimer: NodeJS.Timeout | undefined
  const stop = (): void => {
    child.kill('SIGTERM')
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  }
  const giveUp = (reason: VideoError['reason'], message: string): void => {
    stopped ??= new VideoError(reason, message)
    stop()
  }
  signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => giveUp('interrupted', 'The server had no time for the video.'), timeoutMs)

  const output: Buffer[] = []
  let outputBytes = 0
  let line = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (onLine) {
      const lines = (line + chunk.toString('latin1')).split('\n')
      line = lines.pop() ?? ''
      lines.forEach(onLine)
      return
    }
    outputBytes += chunk.length
    if (outputBytes > maxOutputBytes) giveUp('too_large', 'The video gives more than can be read.')
    else output.push(chunk)
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-KEPT_COMPLAINTS)))

  try {
    const code = await new Promise<number | string | null>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve(error.code ?? 'unknown')
      })
      child.once('close', (exitCode, exitSignal) => resolve(exitCode ?? exitSignal))
    })
    signal.throwIfAborted()
    if (stopped) throw stopped
    if (child.pid === undefined)
      throw new VideoError(SHORTAGES.has(code) ? 'interrupted' : 'no_tools', 'The server cannot start ffmpeg.', { cause: code })
    if (code !== 0) throw explain(complaints, code)
    return Buffer.concat(output)
  } finally {
    clearTimeout(timer)
    clearTimeout(killTimer)
    signal.removeEventListener('abort', stop)
  }
}

/** What ffmpeg says when it is not the file's fault. */
const COMPLAINTS = [
  { says: /No space left on device|Disk quota exceeded/, reason: 'no_room', message: 'The server has no room left for the video.' },
  { says: /Unknown encoder|Error selecting an encoder|No such filter/, reason: 'no_encoder', message: 'The ffmpeg of this server cannot make such a video.' },
] as const // prettier-ignore

function explain(complaints: string, code: number | string | null): VideoError {
  const known = COMPLAINTS.find(({ says }) => says.test(complaints))
  const cause = new Error(`it ended with ${String(code)}: ${complaints.trim()}`)
  if (known) return new VideoError(known.reason, known.message, { cause })
  return INTERRUPTIONS.has(code)
    ? new VideoError('interrupted', 'The work on the video was interrupted.', { cause })
    : new VideoError('failed', 'ffmpeg failed.', { cause })
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, BACKGROUND_PRIORITY)
  } catch {
    // It has ended already.
  }
}
