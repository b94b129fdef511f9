import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { isOneOf } from '../../db/rows.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PictureScreen } from '../../ports/picture-screen.ts'
import { untilAborted } from '../../lib/until-aborted.ts'
import type { ScreenQueue, Turn } from './screen-queue.ts'

/** A picture by its content. */
export interface Picture {
  /** Of its bytes, lower-case hex. */
  readonly sha256: string
  /** Called when the screen is free for it, so that what waits holds no file in memory that nobody else holds. */
  readonly load: () => Promise<Uint8Array>
}

export interface PictureScores {
  /**
   * One score per picture, 0..1, in their order; those that have one wait for nothing. The turn's signal ends the wait.
   * @throws what the screen and its queue throw, and the signal's reason
   */
  of(pictures: readonly Picture[], turn: Turn): Promise<readonly number[]>
}

/**
 * Scores of pictures, reckoned once per content and kept in the row of its file in `blobs`: they go when the file goes. That row may be made
 * here, before there is a file; a row without media is swept like any other.
 */
export function createPictureScores({
  database: { queries },
  clock,
  screen,
  queue,
}: {
  readonly database: Database
  readonly clock: Clock
  readonly screen: PictureScreen
  readonly queue: ScreenQueue
}): PictureScores {
  interface Reckoning {
    readonly score: Promise<number>
    readonly controller: AbortController
    askers: number
  }
  /** By lane and content: asked for twice at once, reckoned once. A job does not stand in line behind the submission of the same picture. */
  const underWay = new Map<string, Reckoning>()

  async function known(hashes: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ sha256: string; nsfw_score: number }>`
      select sha256, nsfw_score from blobs where ${isOneOf(queries, 'sha256', hashes)} and nsfw_score is not null
    `.execute(queries)
    return new Map(rows.map((row) => [row.sha256, row.nsfw_score]))
  }

  async function reckon({ sha256, load }: Picture): Promise<number> {
    const score = await screen.score(await load())
    if (!(score >= 0 && score <= 1)) throw new Error('The screen of pictures gave no score.')
    await queries
      .insertInto('blobs')
      .values({ sha256, touched_at: clock.now(), nsfw_score: score })
      .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ nsfw_score: score }))
      .execute()
    return score
  }

  function start(key: string, picture: Picture, { accountId, lane }: Turn): Reckoning {
    const controller = new AbortController()
    const forget = (): void => {
      if (underWay.get(key) === reckoning) underWay.delete(key)
    }
    const score = queue.run({ accountId, lane, signal: controller.signal }, () => reckon(picture)).finally(forget)
    // Those who asked may all be gone.
    score.catch(() => undefined)
    const reckoning: Reckoning = { score, controller, askers: 0 }
    controller.signal.addEventListener('abort', forget)
    underWay.set(key, reckoning)
    return reckoning
  }

  async function reckonOnce(picture: Picture, turn: Turn): Promise<number> {
    const key = `${turn.lane} ${picture.sha256}`
    const reckoning = underWay.get(key) ?? start(key, picture, turn)
    reckoning.askers++
    try {
      return await untilAborted(reckoning.score, turn.signal)
    } finally {
      if (--reckoning.askers === 0) reckoning.controller.abort()
    }
  }

  return {
    async of(pictures, turn) {
      if (pictures.length === 0) return []
      const scores = await known([...new Set(pictures.map(({ sha256 }) => sha256))])
      return Promise.all(pictures.map(async (picture) => scores.get(picture.sha256) ?? (await reckonOnce(picture, turn))))
    },
  }
}
