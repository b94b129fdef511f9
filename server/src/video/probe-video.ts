import { READ_SAFELY } from './read-arguments.ts'
import { runTool } from './run-tool.ts'
import type { VideoTools } from './find-video-tools.ts'
import { VideoError } from './video-error.ts'

export interface VideoFacts {
  /** Pixels, upright (rotation applied). */
  readonly width: number
  readonly height: number
  readonly durationMs: number
  readonly framesPerSecond: number
  /** Undefined where the file does not say. */
  readonly frames: number | undefined
  /** As ffmpeg names them, e.g. `h264`, `aac`. */
  readonly videoCodec: string
  readonly audioCodec: string | undefined
  /** Of the video alone; undefined where the file does not say. */
  readonly bitsPerSecond: number | undefined
  /** Brighter than a usual screen shows (PQ, HLG). */
  readonly isHdr: boolean
  /** How its colours are told (`bt709`, `smpte170m`, `gbr` …); undefined where the file does not say. */
  readonly colourMatrix: string | undefined
}

interface ProbedStream {
  readonly codec_type?: string
  readonly codec_name?: string
  readonly width?: number
  readonly height?: number
  readonly avg_frame_rate?: string
  readonly nb_frames?: string
  readonly bit_rate?: string
  readonly duration?: string
  readonly color_transfer?: string
  readonly color_space?: string
  readonly disposition?: { readonly attached_pic?: number }
  readonly side_data_list?: readonly { readonly rotation?: number }[]
}

const PROBING = { timeoutMs: 2 * 60_000, maxOutputBytes: 2_000_000 }
const HDR: ReadonlySet<string> = new Set(['smpte2084', 'arib-std-b67'])

/**
 * What a file of a video says of itself, from its headers.
 * @throws VideoError `broken`, `unsupported` (no video in it), `too_large`, `interrupted`
 */
export async function probeVideo(tools: VideoTools, file: string, signal: AbortSignal): Promise<VideoFacts> {
  const { streams, format } = await ask(tools, file, signal)
  const video = streams.find(({ codec_type: type, disposition }) => type === 'video' && disposition?.attached_pic !== 1)
  if (!video?.codec_name) throw new VideoError('unsupported', 'The file holds no video.')
  const { width = 0, height = 0 } = video
  const durationMs = Math.round(1000 * Number(format.duration ?? video.duration))
  const [frames = NaN, seconds = NaN] = (video.avg_frame_rate ?? '').split('/').map(Number)
  const framesPerSecond = frames / seconds
  if (!(width > 0 && height > 0 && durationMs > 0 && framesPerSecond > 0)) throw new VideoError('broken', 'The video cannot be read.')
  const rotation = video.side_data_list?.find((side) => side.rotation !== undefined)?.rotation ?? 0
  const isOnItsSide = Math.abs(rotation) % 180 === 90
  return {
    width: isOnItsSide ? height : width,
    height: isOnItsSide ? width : height,
    durationMs,
    framesPerSecond,
    frames: video.nb_frames === undefined ? undefined : Number(video.nb_frames),
    videoCodec: video.codec_name,
    audioCodec: streams.find(({ codec_type: type }) => type === 'audio')?.codec_name,
    bitsPerSecond: video.bit_rate === undefined ? undefined : Number(video.bit_rate),
    isHdr: HDR.has(video.color_transfer ?? ''),
    colourMatrix: video.color_space === 'unknown' ? undefined : video.color_space,
  }
}

async function ask(tools: VideoTools, file: string, signal: AbortSignal) {
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...READ_SAFELY, '-i', file]
  try {
    const answer = JSON.parse((await runTool(tools.ffprobe, args, { ...PROBING, signal })).toString()) as {
      streams?: ProbedStream[]
      format?: { duration?: string }
    }
    return { streams: answer.streams ?? [], format: answer.format ?? {} }
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof VideoError && error.reason === 'failed'))
      throw new VideoError('broken', 'The video cannot be read.', { cause: error })
    throw error
  }
}
