/** More pixels than that are not decoded, whatever a file says of itself. */
const MAX_PIXELS = 40_000_000

/**
 * What comes before the name of every file that is read. Whoever made the file decides nothing: it is read as MP4 or QuickTime whatever it looks like, so that playlists,
 * scripts and lists of other files are none; nothing but files and pipes is opened, and of those a file of this format names none that is followed.
 * Source: ffmpeg-protocols(1), ffmpeg-formats(1), of ffmpeg 5.1.
 */
export const READ_SAFELY = ['-protocol_whitelist', 'file,pipe', '-f', 'mov', '-max_pixels', String(MAX_PIXELS)] as const

/** What comes before everything else: no questions, no talk. */
export const QUIETLY = ['-hide_banner', '-nostdin', '-v', 'error'] as const
