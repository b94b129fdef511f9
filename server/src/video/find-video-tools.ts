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
const ASKING = { timeoutMs: 10_000, maxOutputBytes: 1_000_000, signal: new AbortController().signal }

/** Asked once per process: an installation does not change under a running server. */
const found = new Map<string, Promise<VideoTools | undefined>>()

/**
 * ffmpeg and ffprobe, or undefined where one of them is missing. `ffmpegPath` names the first, the second lies beside it; without it both are found as a
 * shell would find them. They are programs of their own: nothing of them is linked.
 */
export function findVideoTools(ffmpegPath?: string): Promise<VideoTools | undefined> {
  const known = found.get(ffmpegPath ?? '')
  if (known) return known
  const finding = ask(ffmpegPath)
  found.set(ffmpegPath ?? '', finding)
  return finding
}

async function ask(ffmpegPath: string | undefined): Promise<VideoTools | undefined> {
  const ffmpeg = ffmpegPath ?? 'ffmpeg'
  const ffprobe = ffmpegPath === undefined ? 'ffprobe' : join(dirname(ffmpegPath), 'ffprobe')
  try {
    const [encoders] = await Promise.all([runTool(ffmpeg, ['-hide_banner', '-v', 'error', '-encoders'], ASKING), runTool(ffprobe, ['-v', 'error', '-version'], ASKING)]) // prettier-ignore
    return { ffmpeg, ffprobe, encodes: encoders.includes(` ${ENCODER} `) }
  } catch (error) {
    if (error instanceof VideoError) return undefined
    throw error
  }
}
