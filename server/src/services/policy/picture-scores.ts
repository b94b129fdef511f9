import { sql } from 'kysely'
import type { Database } from '../../db/connect.ts'
import { isOneOf } from '../../db/rows.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PictureScreen } from '../../ports/picture-screen.ts'

/** A picture by its content. */
export interface Picture {
  /** Of its bytes, lower-case hex. */
  readonly sha256: string
  readonly load: () => Promise<Uint8Array>
}

export interface PictureScores {
  /** One score per picture, 0..1, in their order. @throws what the screen throws */
  of(pictures: readonly Picture[]): Promise<readonly number[]>
}

/**
 * Scores of pictures, reckoned once per content and kept in the row of its file in `blobs`: they go when the file goes. That row may be made
 * here, before there is a file; a row without media is swept like any other.
 */
export function createPictureScores({
  database: { queries },
  clock,
  screen,
}: {
  readonly database: Database
  readonly clock: Clock
  readonly screen: PictureScreen
}): PictureScores {
  /** Asked for twice at once, reckoned once. */
  const underWay = new Map<string, Promise<number>>()

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

  function reckonOnce(picture: Picture): Promise<number> {
    const running = underWay.get(picture.sha256)
    if (running) return running
    const reckoning = reckon(picture).finally(() => underWay.delete(picture.sha256))
    underWay.set(picture.sha256, reckoning)
    return reckoning
  }

  return {
    async of(pictures) {
      if (pictures.length === 0) return []
      const scores = await known([...new Set(pictures.map(({ sha256 }) => sha256))])
      return Promise.all(pictures.map(async (picture) => scores.get(picture.sha256) ?? (await reckonOnce(picture))))
    },
  }
}
