import { AtelierError } from '../../domain/errors.ts'
import type { MediaKind } from '../../domain/media.ts'
import type { Database } from '../../db/connect.ts'
import { sha256Of } from '../../lib/sha256.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PictureScreen } from '../../ports/picture-screen.ts'
import type { MediaService } from '../media/media-service.ts'
import { createPictureScores, type Picture } from './picture-scores.ts'
import type { Act, PolicyService } from './policy-service.ts'
import type { RefusalLog, Rule } from './refusal-log.ts'
import { createScreenQueue } from './screen-queue.ts'
import { MAX_TEXT_LENGTH, screenTexts } from './screen-texts.ts'
import { textsOf } from './texts-of.ts'

export interface PolicyServiceOptions {
  readonly database: Database
  readonly clock: Clock
  readonly screen: PictureScreen
  readonly media: Pick<MediaService, 'read'>
  readonly refusals: Pick<RefusalLog, 'note'>
  /** Pictures with this score or a higher one are refused; 0..1. */
  readonly nsfwThreshold: number
  readonly log: { error(facts: object, message: string): void }
}

/** A small picture takes 0.1 s, the slowest measured 2.4 s (docs/policy.md): what waits longest waits for five minutes at most. */
const MAX_WAITING = 128
const MAX_WAITING_PER_ACCOUNT = 16

/** Videos are looked at by some of their frames. */
const isSeen = (kind: MediaKind): boolean => kind !== 'audio'

interface Reason {
  readonly rule: Rule
  readonly field?: string
  readonly score?: number
}

export function createPolicyService(options: PolicyServiceOptions): PolicyService {
  const { database, media, refusals, nsfwThreshold, log } = options
  const { queries } = database
  const queue = createScreenQueue({ maxWaiting: MAX_WAITING, maxWaitingPerAccount: MAX_WAITING_PER_ACCOUNT })
  const scores = createPictureScores({ ...options, queue })

  /** Submissions know their dialect; of a job it is read when it is needed, which is seldom. */
  async function dialectOf({ dialect, jobId }: Act): Promise<string> {
    if (dialect !== undefined) return dialect
    const row = jobId && (await queries.selectFrom('job_records').select('dialect').where('id', '=', jobId).executeTakeFirst())
    return row ? row.dialect : 'unknown'
  }

  async function note(act: Act, { rule, field, score }: Reason): Promise<void> {
    await refusals.note({
      accountId: act.accountId,
      keyId: act.keyId ?? null,
      dialect: await dialectOf(act),
      operation: act.operation.name,
      stage: act.stage,
      rule,
      field: field ?? null,
      score: score ?? null,
      jobId: act.jobId ?? null,
      requestId: act.requestId ?? null,
    })
  }

  async function screenPictures(act: Act, pictures: readonly Picture[]): Promise<void> {
    let found: readonly number[]
    try {
      found = await scores.of(pictures, {
        accountId: act.accountId,
        lane: act.stage === 'submission' ? 'submission' : 'job',
        ...(act.signal ? { signal: act.signal } : {}),
      })
    } catch (error) {
      if (error instanceof AtelierError || act.signal?.aborted) throw error
      log.error({ err: error }, 'pictures could not be screened')
      throw new AtelierError('screen_unavailable', undefined, { cause: error })
    }
    const score = found.find((each) => each >= nsfwThreshold)
    if (score === undefined) return
    await note(act, { rule: 'picture', score })
    throw new AtelierError('content_refused', REFUSED_PICTURE[act.stage], act.stage === 'output' ? { details: { field: 'output' } } : {})
  }

  return {
    async screenTexts(act, input) {
      const texts = textsOf(act.operation, input)
      if (texts.reduce((length, { text }) => length + text.length, 0) > MAX_TEXT_LENGTH)
        throw new AtelierError('request_too_large', `The texts of a job may have ${MAX_TEXT_LENGTH} characters together.`)
      const found = screenTexts(texts)
      if (!found) return
      await note(act, found)
      const message = `${found.field}: ${REFUSED_TEXT[found.rule]}`
      throw new AtelierError('content_refused', message, {
        details: { errors: [{ field: found.field, message: REFUSED_TEXT[found.rule] }] },
      })
    },

    async requireConsent(act, consent) {
      if (!act.operation.usesFace || consent === true) return
      if (consent === undefined) {
        const account = await queries.selectFrom('accounts').select('face_consent').where('id', '=', act.accountId).executeTakeFirst()
        if (account?.face_consent === 1) return
      }
      // Who was not asked yet is asked, and has refused nothing.
      if (consent !== 'unsaid') await note(act, { rule: 'consent' })
      if (consent === undefined) throw new AtelierError('face_consent_off')
      throw new AtelierError('consent_required', undefined, { details: { errors: [{ field: 'consent', message: 'must be true' }] } })
    },

    screenMedia: (act, found) =>
      screenPictures(
        act,
        found.filter(({ kind }) => isSeen(kind)).map((each) => ({ sha256: each.sha256, load: () => media.read(each) })),
      ),

    async screenFiles(act, files) {
      const pictures = files.filter(({ kind }) => isSeen(kind))
      const named = await Promise.all(
        pictures.map(async ({ bytes }) => ({ sha256: await sha256Of(bytes), load: () => Promise.resolve(bytes) })),
      )
      await screenPictures(act, named)
    },

    waitingPictures: () => queue.waiting(),
  }
}

/** Told to callers: enough for an honest one to see what is meant, no word of what was found. */
const REFUSED_TEXT: Readonly<Record<Exclude<Rule, 'picture' | 'consent'>, string>> = {
  sexual: 'the content policy of this server refuses sexual content.',
  undressing: 'the content policy of this server refuses to undress people.',
  minor: 'the content policy of this server refuses this in a scene with minors.',
  'clothing-removal': 'the content policy of this server refuses to take clothing away.',
}

const REFUSED_PICTURE = {
  submission: 'The content policy of this server refuses a picture of this request.',
  engine: 'The content policy of this server refuses a picture of this job.',
  output: 'The content policy of this server refuses a picture that this job made.',
} as const
