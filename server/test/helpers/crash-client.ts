import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import type { JobState } from '../../src/domain/job.ts'
import type { CrashMember } from './crash-member.ts'

const PARALLEL_CLIENTS = 8

interface JobAnswer {
  readonly id: string
  readonly state: JobState
}

/** What a careful client does: a key per submission, and the same request again until there is an answer. */
export class CrashClient {
  readonly answered = new Map<string, string>()
  readonly violations: string[] = []
  repeated = 0
  replays = 0
  readonly #server: CrashMember
  readonly #apiKey: string
  #allowed = 0
  #wake = Promise.withResolvers<void>()

  constructor(server: CrashMember, apiKey: string) {
    this.#server = server
    this.#apiKey = apiKey
    this.allow(PARALLEL_CLIENTS)
  }

  /** How many submissions may have been begun: spreads them over the kills. */
  allow(count: number): void {
    this.#allowed = Math.max(this.#allowed, count)
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  async submitAll(count: number, signal: AbortSignal): Promise<void> {
    const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#48c' } })
      .png()
      .toBuffer()
    let next = 0
    const work = async (): Promise<void> => {
      for (;;) {
        const index = next++
        if (index >= count) return
        while (index >= this.#allowed) await this.#wake.promise
        await this.#submitOne(index, picture, signal)
      }
    }
    await Promise.all(Array.from({ length: PARALLEL_CLIENTS }, work))
  }

  async #submitOne(index: number, picture: Buffer, signal: AbortSignal): Promise<void> {
    const key = `job-${index}`
    const image = `data:image/png;base64,${picture.toString('base64')}`
    const body =
      index % 4 === 3
        ? { operation: 'upscale-image', input: { image, factor: 2 } }
        : {
            operation: 'text-to-image',
            input: {
              prompt: `${index % 17 === 5 ? 'refused' : 'a cat'} ${index}`,
              width: 64,
              height: 64,
              count: 1 + (index % 2),
              seed: index,
            },
          }
    const { status, body: job } = await this.#call<JobAnswer>('/v1/jobs', { method: 'POST', key, body, signal })
    if (status === 402) return
    if (status !== 202) return void this.violations.push(`submission ${key} was answered ${status}: ${JSON.stringify(job)}`)
    this.answered.set(key, job.id)
    if (index % 5 === 0) {
      const again = await this.#call<JobAnswer>('/v1/jobs', { method: 'POST', key, body, signal })
      this.replays++
      if (again.body.id !== job.id) this.violations.push(`${key} made a second job: ${job.id} and ${again.body.id}`)
    }
    if (index % 11 === 7) await this.#call(`/v1/jobs/${job.id}/cancel`, { method: 'POST', signal })
  }

  /** What the API tells of every answered job is the final state that stands in the database. */
  async checkAnswers(finals: ReadonlyMap<string, JobState>): Promise<string[]> {
    const faults: string[] = []
    for (const [key, id] of this.answered) {
      const { status, body } = await this.#call<JobAnswer>(`/v1/jobs/${id}`, { method: 'GET', signal: AbortSignal.timeout(10_000) })
      if (status !== 200) faults.push(`${key} (${id}) is answered ${status}`)
      else if (body.state !== finals.get(id)) faults.push(`${key} (${id}) is told to be ${body.state}, stored as ${finals.get(id)}`)
    }
    return faults
  }

  async #call<Body>(
    path: string,
    { method, key, body, signal }: { method: string; key?: string; body?: object; signal: AbortSignal },
  ): Promise<{ status: number; body: Body }> {
    for (;;) {
      try {
        const response = await fetch(`${this.#server.url}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.#apiKey}`,
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...(key ? { 'idempotency-key': key } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
        const answer = (await response.json()) as Body
        if (response.status !== 503) return { status: response.status, body: answer }
      } catch {
        signal.throwIfAborted()
      }
      this.repeated++
      await wait(50)
    }
  }
}
