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
}

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
   * Whether the people agreed, where the operation works on a face. `consent`: what the submission itself says; undefined where its door has
   * no word for it, and then the account's setting counts.
   * @throws consent_required, face_consent_off
   */
  requireConsent(act: Act, consent: boolean | undefined): Promise<void>
  /** Stored pictures, before a job that reads them is accepted. @throws content_refused, screen_unavailable */
  screenMedia(act: Act, media: readonly Media[]): Promise<void>
  /** Loaded pictures: those that an engine is about to read, or has made and nobody has stored. @throws content_refused, screen_unavailable */
  screenFiles(act: Act, files: readonly LoadedFile[] | readonly EffectOutput[]): Promise<void>
}
