import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AtelierError, type ErrorCode } from '../../domain/errors.ts'
import type { Fidelity } from '../../domain/operation.ts'
import type { Engine } from '../../ports/engine.ts'
import { enhanceVideo } from '../../video/enhance-video.ts'
import type { VideoTools } from '../../video/find-video-tools.ts'
import { markVideo } from '../../video/mark-video.ts'
import { probeVideo, type VideoFacts } from '../../video/probe-video.ts'
import { removeStaleFolders } from '../../video/remove-stale-folders.ts'
import { VideoError } from '../../video/video-error.ts'
import { withTemporaryFolder } from '../../video/with-temporary-folder.ts'

/** What one job may ask of one machine. Source: the published limits of Perfect's video enhancement. */
const LIMITS = { durationMs: 60_000, side: 1920, framesPerSecond: 30 }
/** Headers round: 29.97 and 30 are told as 30.01 now and then, and sound is a little longer than pictures. */
const SLACK = { durationMs: 100, framesPerSecond: 0.05 }
const CODECS: ReadonlySet<string> = new Set(['h264', 'hevc', 'mpeg4'])

const CODES = {
  unsupported: 'video_unsupported',
  broken: 'media_broken',
  too_large: 'video_unsupported',
  interrupted: 'engine_failed',
  no_tools: 'operation_unavailable',
  no_encoder: 'operation_unavailable',
  no_room: 'engine_failed',
  failed: 'engine_failed',
} as const satisfies Record<VideoError['reason'], ErrorCode>

/**
 * Videos by ffmpeg, as a process of its own per job; one job at a time, because each uses all cores, at a low priority. Canceling ends the process and removes its
 * files. Without an encoder for H.264 the engine performs nothing.
 */
export function createVideoEngine({ tools }: { readonly tools: VideoTools }): Engine {
  void removeStaleFolders().catch(() => undefined)
  const operations = new Map<string, Fidelity>(tools.encodes ? [['enhance-video', 'algorithm']] : [])
  return {
    name: 'video',
    concurrency: 1,
    operations,

    async run({ operation, input, media }, { signal, onProgress }) {
      signal.throwIfAborted()
      if (!operations.has(operation)) throw new AtelierError('operation_unavailable')
      const { scale } = input as { scale: 1 | 2 }
      const video = media['video']
      if (!video) throw new AtelierError('invalid_input', 'The input needs "video".', { details: { field: 'video' } })
      try {
        return await withTemporaryFolder(async (folder) => {
          const [from, to] = [join(folder, 'given'), join(folder, 'made.mp4')]
          await writeFile(from, video.bytes)
          const facts = await probeVideo(tools, from, signal)
          check(facts)
          await enhanceVideo(tools, from, to, facts, { scale, signal, onProgress })
          const bytes = markVideo(new Uint8Array(await readFile(to)), 'algorithmicallyEnhanced')
          onProgress(1)
          return { outputs: [{ name: 'video', kind: 'video', mime: 'video/mp4', bytes }], warnings: warningsFor(facts) }
        })
      } catch (error) {
        signal.throwIfAborted()
        throw toPublic(error)
      }
    },

    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

function check({ width, height, durationMs, framesPerSecond, videoCodec, isHdr }: VideoFacts): void {
  const refuse = (code: 'video_unsupported' | 'video_too_long', message: string): never => {
    throw new AtelierError(code, message, { details: { field: 'video' } })
  }
  if (!CODECS.has(videoCodec)) refuse('video_unsupported', 'Videos are taken as H.264, H.265 or MPEG-4.')
  if (isHdr) refuse('video_unsupported', 'HDR video would lose its light: it is not taken.')
  if (durationMs > LIMITS.durationMs + SLACK.durationMs) refuse('video_too_long', `The video has more than ${LIMITS.durationMs / 1000} seconds.`) // prettier-ignore
  if (Math.max(width, height) > LIMITS.side) refuse('video_unsupported', `The video has more than ${LIMITS.side} pixels a side.`)
  if (framesPerSecond > LIMITS.framesPerSecond + SLACK.framesPerSecond)
    refuse('video_unsupported', `The video has more than ${LIMITS.framesPerSecond} frames per second.`)
}

const KEPT_SOUND: ReadonlySet<string> = new Set(['aac', 'mp3'])

function warningsFor({ audioCodec }: VideoFacts) {
  return audioCodec === undefined || KEPT_SOUND.has(audioCodec)
    ? []
    : [{ code: 'sound_encoded_anew', message: `The sound (${audioCodec}) does not fit an MP4; it was made AAC.` }]
}

function toPublic(error: unknown): unknown {
  if (error instanceof VideoError) return new AtelierError(CODES[error.reason], error.message, { cause: error })
  return (error as NodeJS.ErrnoException).code === 'ENOSPC'
    ? new AtelierError('engine_failed', 'The server has no room left for the video.', { cause: error })
    : error
}
