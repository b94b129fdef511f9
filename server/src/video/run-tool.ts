import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { VideoError } from './video-error.ts'

export interface RunOptions {
  /** Ends the process, and with it the call, by the signal's reason. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  /** Called with each line of the output as it comes; the output is not kept then. */
  readonly onLine?: (line: string) => void
}

/** After a polite request to end, how long a process may go on before it is killed. */
const KILL_AFTER_MS = 2000
const KEPT_COMPLAINTS = 4000

/**
 * Runs ffmpeg or ffprobe and gives what it writes. The process is started without a shell, with the lowest priority and nothing to read from; the call settles when it
 * has ended, however it ends, so that nothing runs on.
 * @throws VideoError `no_tools` (it cannot be started), `no_room`, `no_encoder`, `too_large` (time or output), `failed` (anything else, with what it said as cause)
 */
export async function runTool(path: string, args: readonly string[], options: RunOptions): Promise<Buffer> {
  const { signal, timeoutMs, maxOutputBytes, onLine } = options
  signal.throwIfAborted()
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (child.pid !== undefined) lowerPriority(child.pid)
  let stopped: VideoError | undefined
  let killTimer: NodeJS.Timeout | undefined
  const stop = (): void => {
    child.kill('SIGTERM')
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  }
  const giveUp = (message: string): void => {
    stopped ??= new VideoError('too_large', message)
    stop()
  }
  signal.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => giveUp('The video takes too long to read.'), timeoutMs)

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
    if (outputBytes > maxOutputBytes) giveUp('The video gives more than can be read.')
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
    if (child.pid === undefined) throw new VideoError('no_tools', 'The server cannot start ffmpeg.', { cause: code })
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
  return known ? new VideoError(known.reason, known.message, { cause }) : new VideoError('failed', 'ffmpeg failed.', { cause })
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended already.
  }
}
