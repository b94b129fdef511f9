import type { EffectOutput, OperationDefinition } from '../../domain/operation.ts'
import type { Media, MediaKind } from '../../domain/media.ts'
import type { Stage } from './refusal-log.ts'

/** Who wants what, as far as a refusal notes it. */
export interface Act {
  readonly accountId: string
  /** null for a password, undefined where nobody knows any more. */
  readonly keyId?: string | null
  /** Found by the job when left out. */
  readonly dialect?: string
  readonly operation: Pick<OperationDefinition, 'name' | 'mediaInputs' | 'negativeTexts' | 'usesFace'>
  readonly stage: Stage
  readonly jobId?: string
  readonly requestId?: string | undefined
  /** Ends a wait for the screen of pictures with its reason. */
  readonly signal?: AbortSignal
}

/**
 * What a submission says of the consent of the people in its pictures. `unsaid`: nothing, though its door has a word for it. undefined: its door has no
 * word for it, and then the account's setting counts.
 */
export type Consent = boolean | 'unsaid' | undefined

/** A loaded file, e.g. of a job's input. */
export interface LoadedFile {
  readonly kind: MediaKind
  readonly bytes: Uint8Array
}

/**
 * What this server makes and what not: one service for every door. What is refused is noted (`refusal-log.ts`) and throws; the caller then
 * stores and charges nothing. It refuses as well when it cannot look.
 */
export interface PolicyService {
  /**
   * Every text of an input, wherever it stands in it; only references to media are left out. Throws at once, and notes nothing, for
   * more text than is ever read.
   * @throws content_refused, request_too_large
   */
  screenTexts(act: Act, input: Readonly<Record<string, unknown>>): Promise<void>
  /**
   * Whether the people agreed, where the operation works on a face. Notes a `false` and the account's setting, not what was left unsaid.
   * @throws consent_required, face_consent_off
   */
  requireConsent(act: Act, consent: Consent): Promise<void>
  /** Stored pictures, before a job that reads them is accepted. @throws content_refused, screen_unavailable, rate_limited (too many wait) */
  screenMedia(act: Act, media: readonly Media[]): Promise<void>
  /** Loaded pictures: those that an engine is about to read, or has made and nobody has stored. @throws content_refused, screen_unavailable */
  screenFiles(act: Act, files: readonly LoadedFile[] | readonly EffectOutput[]): Promise<void>
  /** How many pictures wait for the screen of this process. */
  waitingPictures(): number
}
