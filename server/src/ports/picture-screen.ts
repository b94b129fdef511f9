/**
 * Tells how sexual a picture looks. Never runs on the thread of the API. Who asks decides what to do with the answer, and takes a screen
 * that fails for one that has not looked: nothing passes then.
 */
export interface PictureScreen {
  /**
   * 0 (harmless) to 1, for a file of a picture or a video in any form that uploads may have. The same bytes give the same score. `bytes` stay the caller's.
   * @throws any error when it could not look
   */
  score(bytes: Uint8Array): Promise<number>
  /** Ends what it holds open; what is under way fails. */
  close(): Promise<void>
}
