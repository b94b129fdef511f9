import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureScreen } from '../../ports/picture-screen.ts'
import { extractFrames } from '../../video/extract-frames.ts'
import type { VideoTools } from '../../video/find-video-tools.ts'
import { isVideoFile } from '../../video/is-video-file.ts'
import { withTemporaryFolder } from '../../video/with-temporary-folder.ts'

/** As many as of an animation. What is shown only between two of them is not seen. */
const MAX_FRAMES = 8
/** The screen makes pictures smaller than that anyway. */
const FRAME_SIDE = 448
const TIMEOUT_MS = 5 * 60_000

/** A screen of pictures that looks at videos as well: the score of one is the highest of its sampled frames. Without tools it looks at none, and so none passes. */
export function screenVideos(screen: PictureScreen, tools: VideoTools | undefined): PictureScreen {
  async function scoreVideo(bytes: Uint8Array): Promise<number> {
    if (!tools) throw new Error('There is no ffmpeg to look at a video with.')
    const frames = await withTemporaryFolder(async (folder) => {
      const file = join(folder, 'seen')
      await writeFile(file, bytes)
      return extractFrames(tools, file, { count: MAX_FRAMES, side: FRAME_SIDE, signal: AbortSignal.timeout(TIMEOUT_MS) })
    })
    let highest = 0
    for (const frame of frames) highest = Math.max(highest, await screen.score(frame))
    return highest
  }

  return {
    score: (bytes) => (isVideoFile(bytes) ? scoreVideo(bytes) : screen.score(bytes)),
    close: () => screen.close(),
  }
}
