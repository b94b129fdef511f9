import type { VideoTools } from './find-video-tools.ts'
import type { VideoMime } from './is-video-file.ts'
import { QUIETLY, READ_SAFELY } from './read-arguments.ts'
import { runTool } from './run-tool.ts'
import { VideoError } from './video-error.ts'

const CLEANING = { timeoutMs: 3 * 60_000, maxOutputBytes: 100_000 }
const FORMAT = { 'video/mp4': 'mp4', 'video/quicktime': 'mov' } as const

/**
 * Writes the first video and the first sound of a file anew, without anything else: no places, dates, devices and names, no tracks of positions, no chapters, no covers and nothing
 * behind the end. What is seen and heard is copied as it is, its rotation with it.
 * @throws VideoError `broken`, `no_room`, `interrupted`
 */
export async function cleanVideo(tools: VideoTools, from: string, to: string, mime: VideoMime, signal: AbortSignal): Promise<void> {
  const args = [
    ...QUIETLY, '-xerror', ...READ_SAFELY, '-i', from, '-map', '0:V:0', '-map', '0:a:0?', '-c', 'copy',
    '-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-movflags', '+faststart', '-write_tmcd', '0',
    '-f', FORMAT[mime], '-n', to,
  ] // prettier-ignore
  try {
    await runTool(tools.ffmpeg, args, { ...CLEANING, signal })
  } catch (error) {
    if (error instanceof VideoError && error.reason === 'failed')
      throw new VideoError('broken', 'The video cannot be read.', { cause: error })
    throw error
  }
}
