import { AtelierError } from '../../domain/errors.ts'

/** Jobs go before submissions: they are paid for and hold memory. But not for ever: after so many of them one submission has its turn. */
const JOBS_IN_A_ROW = 8

export type Lane = 'job' | 'submission'

/** Whose picture is to be looked at. */
export interface Turn {
  readonly accountId: string
  readonly lane: Lane
  /** Gives up the place in the queue; what has begun is brought to its end. */
  readonly signal?: AbortSignal
}

export interface ScreenQueueOptions {
  /** Submissions of all accounts that may wait. */
  readonly maxWaiting: number
  /** The same, of one account. */
  readonly maxWaitingPerAccount: number
}

export interface ScreenQueue {
  /**
   * Runs `work` when its turn comes, one at a time. Accounts of a lane take turns. Jobs always find a place: the scheduler claims no more of them
   * than it can settle.
   * @throws at once, both worth another try: rate_limited when the account has too many submissions here, screen_unavailable when all have
   */
  run<T>(turn: Turn, work: () => Promise<T>): Promise<T>
  waiting(): number
}

export function createScreenQueue({ maxWaiting, maxWaitingPerAccount }: ScreenQueueOptions): ScreenQueue {
  type Start = () => Promise<void>
  /** Per lane and account, first come first served; the account that stands first has the next turn. */
  const lanes: Readonly<Record<Lane, Map<string, Set<Start>>>> = { job: new Map(), submission: new Map() }
  const lengthOf = (lane: Lane): number => [...lanes[lane].values()].reduce((sum, starts) => sum + starts.size, 0)
  let isBusy = false
  let jobsInARow = 0

  function checkRoom({ accountId, lane }: Turn): void {
    if (lane === 'job') return
    if ((lanes.submission.get(accountId)?.size ?? 0) >= maxWaitingPerAccount)
      throw new AtelierError('rate_limited', 'Too many pictures of this account wait to be screened. Try again soon.')
    if (lengthOf('submission') >= maxWaiting)
      throw new AtelierError('screen_unavailable', 'Too many pictures wait to be screened. Try again soon.')
  }

  function nextLane(): Lane {
    if (lanes.job.size === 0) return 'submission'
    return lanes.submission.size > 0 && jobsInARow >= JOBS_IN_A_ROW ? 'submission' : 'job'
  }

  function take(): Start | undefined {
    const lane = nextLane()
    const [first] = lanes[lane]
    if (!first) return undefined
    jobsInARow = lane === 'job' ? jobsInARow + 1 : 0
    const [accountId, starts] = first
    const [start] = starts
    leave(lane, accountId, start!)
    // To the end of its lane.
    if (lanes[lane].delete(accountId)) lanes[lane].set(accountId, starts)
    return start
  }

  function leave(lane: Lane, accountId: string, start: Start): void {
    const starts = lanes[lane].get(accountId)
    starts?.delete(start)
    if (starts?.size === 0) lanes[lane].delete(accountId)
  }

  async function serve(): Promise<void> {
    if (isBusy) return
    isBusy = true
    for (let start = take(); start; start = take()) await start()
    isBusy = false
  }

  return {
    async run<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
      const { accountId, lane, signal } = turn
      signal?.throwIfAborted()
      checkRoom(turn)
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const start = async (): Promise<void> => {
        signal?.removeEventListener('abort', giveUp)
        await work().then(resolve, reject)
      }
      const giveUp = (): void => {
        leave(lane, accountId, start)
        reject(signal!.reason as Error)
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      const starts = lanes[lane].get(accountId) ?? new Set()
      lanes[lane].set(accountId, starts.add(start))
      void serve()
      return promise
    },
    waiting: () => lengthOf('job') + lengthOf('submission'),
  }
}
