/**
 * Makes a video that comes from outside fit to be stored and given out: recognised by its content, bounded, freed of private metadata and of anything behind its end. What
 * is seen and heard is not touched. All reading is done by ffprobe and ffmpeg, each a process of its own that is limited in time.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AtelierError, type ErrorCode } from '../../domain/errors.ts'
import { cleanVideo } from '../../video/clean-video.ts'
import type { VideoTools } from '../../video/find-video-tools.ts'
import { mimeOfVideo, type VideoMime } from '../../video/is-video-file.ts'
import { probeVideo, type VideoFacts } from '../../video/probe-video.ts'
import { VideoError } from '../../video/video-error.ts'
import { withTemporaryFolder } from '../../video/with-temporary-folder.ts'

/** Bounds of a video that comes from outside; operations have narrower ones. */
const LIMITS = { durationMs: 10 * 60_000, pixels: 4096 * 2304, framesPerSecond: 120 }
const CODECS: ReadonlySet<string> = new Set(['h264', 'hevc', 'mpeg4'])
const TIMEOUT_MS = 5 * 60_000

export interface InspectedVideo {
  /** What is to be stored and given out. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mime: VideoMime
  /** Pixels, upright (rotation applied). */
  readonly width: number
  readonly height: number
  readonly durationMs: number
}

const CODES = {
  unsupported: 'video_unsupported',
  broken: 'media_broken',
  too_large: 'media_too_large',
  interrupted: 'internal',
  no_tools: 'video_unsupported',
  no_encoder: 'video_unsupported',
  no_room: 'internal',
  failed: 'internal',
} as const satisfies Record<VideoError['reason'], ErrorCode>

/**
 * Inspects and cleans a video. Without `tools` no video is taken.
 * @throws AtelierError `video_unsupported`, `video_too_long`, `media_too_large`, `media_broken`
 */
export async function inspectVideo(bytes: Uint8Array, maxBytes: number, tools: VideoTools | undefined): Promise<InspectedVideo> {
  if (bytes.length > maxBytes) throw new AtelierError('media_too_large', `The file has more than ${maxBytes} bytes.`)
  return reading(tools, async (present, folder, signal) => {
    const mime = mimeOfVideo(bytes)
    const [given, clean] = [join(folder, 'given'), join(folder, 'clean')]
    await writeFile(given, bytes)
    check(await probeVideo(present, given, signal))
    await cleanVideo(present, given, clean, mime, signal)
    const { width, height, durationMs } = await probeVideo(present, clean, signal)
    return { bytes: new Uint8Array(await readFile(clean)), mime, width, height, durationMs }
  })
}

/** Type, size and length of a video that an engine made. @throws AtelierError `media_broken`, `video_unsupported` */
export async function probeMadeVideo(bytes: Uint8Array, tools: VideoTools | undefined): Promise<Omit<InspectedVideo, 'bytes'>> {
  return reading(tools, async (present, folder, signal) => {
    const file = join(folder, 'made')
    await writeFile(file, bytes)
    const { width, height, durationMs } = await probeVideo(present, file, signal)
    return { mime: mimeOfVideo(bytes), width, height, durationMs }
  })
}

function check({ width, height, durationMs, framesPerSecond, videoCodec }: VideoFacts): void {
  if (!CODECS.has(videoCodec)) throw new AtelierError('video_unsupported', 'Videos are taken as H.264, H.265 or MPEG-4.')
  if (durationMs > LIMITS.durationMs)
    throw new AtelierError('video_too_long', `The video has more than ${LIMITS.durationMs / 60_000} minutes.`)
  if (width * height > LIMITS.pixels) throw new AtelierError('media_too_large', 'The video has more than 4096 × 2304 pixels.')
  if (framesPerSecond > LIMITS.framesPerSecond)
    throw new AtelierError('video_unsupported', `The video has more than ${LIMITS.framesPerSecond} frames per second.`)
}

async function reading<T>(
  tools: VideoTools | undefined,
  read: (tools: VideoTools, folder: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (!tools) throw new AtelierError('video_unsupported', 'This server takes no videos: its operator has not installed ffmpeg.')
  try {
    return await withTemporaryFolder((folder) => read(tools, folder, AbortSignal.timeout(TIMEOUT_MS)))
  } catch (error) {
    if (error instanceof VideoError) throw new AtelierError(CODES[error.reason], error.message, { cause: error })
    throw error
  }
}
