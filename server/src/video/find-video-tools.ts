import { dirname, join } from 'node:path'
import { runTool } from './run-tool.ts'
import { VideoError } from './video-error.ts'

export interface VideoTools {
  readonly ffmpeg: string
  readonly ffprobe: string
  /** Whether H.264 can be made, rather than only read. */
  readonly encodes: boolean
}

const ENCODER = 'libx264'
const PATIENCE_MS = 60_000

/** What was found is kept: an installation does not change under a running server. What was not is looked for anew. */
const found = new Map<string, VideoTools>()

/**
 * ffmpeg and ffprobe, or undefined where one of them is missing or does not run. `ffmpegPath` names the first, the second lies beside it; without it both are found as a
 * shell would find them. They are programs of their own: nothing of them is linked. On a machine too busy for an answer within `timeoutMs` they count as able, for they are
 * there; what ffmpeg cannot do after all, the first job tells of.
 */
export async function findVideoTools(ffmpegPath = 'ffmpeg', timeoutMs = PATIENCE_MS): Promise<VideoTools | undefined> {
  const known = found.get(ffmpegPath)
  if (known) return known
  const tools = { ffmpeg: ffmpegPath, ffprobe: join(dirname(ffmpegPath), 'ffprobe') }
  const [encoders, version] = await Promise.all([
    ask(tools.ffmpeg, ['-hide_banner', '-v', 'error', '-encoders'], timeoutMs),
    ask(tools.ffprobe, ['-v', 'error', '-version'], timeoutMs),
  ])
  if (encoders === 'unable' || version === 'unable') return undefined
  if (encoders === 'busy' || version === 'busy') return { ...tools, encodes: true }
  const answered = { ...tools, encodes: encoders.includes(` ${ENCODER} `) }
  found.set(ffmpegPath, answered)
  return answered
}

async function ask(program: string, args: readonly string[], timeoutMs: number): Promise<Buffer | 'busy' | 'unable'> {
  try {
    return await runTool(program, args, { timeoutMs, maxOutputBytes: 1_000_000, signal: new AbortController().signal })
  } catch (error) {
    if (!(error instanceof VideoError)) throw error
    return error.reason === 'interrupted' ? 'busy' : 'unable'
  }
}
