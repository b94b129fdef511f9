/** Why a video was not read or made. `message` may be shown to whoever sent it. */
export class VideoError extends Error {
  override readonly name = 'VideoError'
  readonly reason: 'unsupported' | 'broken' | 'too_large' | 'interrupted' | 'no_tools' | 'no_encoder' | 'no_room' | 'failed'

  constructor(reason: VideoError['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
