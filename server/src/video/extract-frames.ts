import type { VideoTools } from './find-video-tools.ts'
import { probeVideo } from './probe-video.ts'
import { QUIETLY, READ_SAFELY } from './read-arguments.ts'
import { readingLimitMs } from './reading-limit.ts'
import { runTool, type RunOptions } from './run-tool.ts'
import { VideoError } from './video-error.ts'

const MAX_FRAME_BYTES = 5_000_000

/**
 * Pictures (PNG) out of a video, evenly over its length, the first frame and nearly the last among them; upright, `side` pixels a side at most. At most `count`, one at least.
 * @throws VideoError `broken`, `unsupported`, `too_large`, `interrupted`
 */
export async function extractFrames(
  tools: VideoTools,
  file: string,
  { count, side, signal }: { readonly count: number; readonly side: number; readonly signal: AbortSignal },
): Promise<Buffer[]> {
  const { durationMs, framesPerSecond } = await probeVideo(tools, file, signal)
  const lastMs = Math.max(0, durationMs - 2000 / framesPerSecond)
  const frames: Buffer[] = []
  for (let i = 0; i < count; i++) {
    const atMs = count === 1 ? 0 : (i * lastMs) / (count - 1)
    const frame = await extractFrame(tools, file, atMs, side, { timeoutMs: readingLimitMs(durationMs), signal })
    // The end that a file tells may lie behind its last frame.
    if (frame.length > 0) frames.push(frame)
  }
  if (frames.length === 0) throw new VideoError('broken', 'No frame of the video can be read.')
  return frames
}

async function extractFrame(
  tools: VideoTools,
  file: string,
  atMs: number,
  side: number,
  limits: Pick<RunOptions, 'timeoutMs' | 'signal'>,
): Promise<Buffer> {
  const args = [
    ...QUIETLY, '-ss', (atMs / 1000).toFixed(3), ...READ_SAFELY, '-threads', '1', '-i', file, '-map', '0:V:0', '-frames:v', '1',
    '-vf', `scale=${side}:${side}:force_original_aspect_ratio=decrease:flags=area`, '-f', 'image2pipe', '-c:v', 'png', 'pipe:1',
  ] // prettier-ignore
  try {
    return await runTool(tools.ffmpeg, args, { ...limits, maxOutputBytes: MAX_FRAME_BYTES })
  } catch (error) {
    if (error instanceof VideoError && error.reason === 'failed')
      throw new VideoError('broken', 'The video cannot be decoded.', { cause: error })
    throw error
  }
}
