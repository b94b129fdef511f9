import type { TSchema } from 'typebox'
import type { MediaKind } from './media.ts'

/** How a result came about; told in every job and never hidden. */
export const FIDELITIES = ['model', 'algorithm', 'stand-in'] as const
export type Fidelity = (typeof FIDELITIES)[number]

/** Something that an engine did not honour, or that the caller should know. */
export interface Warning {
  readonly code: string
  readonly message: string
}

/** A file that an effect made. */
export interface EffectOutput {
  /** What the file is within the result, e.g. `image`, `mask`. */
  readonly name: string
  readonly kind: MediaKind
  readonly mime: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface EffectResult {
  readonly outputs: readonly EffectOutput[]
  readonly warnings: readonly Warning[]
  /** JSON-safe facts that belong to the result, e.g. where the faces are. Kept with the job and shown to its account. */
  readonly data?: Readonly<Record<string, unknown>>
  /** How this result came about, where that depends on the picture; otherwise as the binding says. */
  readonly fidelity?: Fidelity
}

/** A media input, loaded. */
export interface EffectMedia {
  readonly kind: MediaKind
  readonly mime: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface EffectContext {
  /** Aborted on cancel, deadline and shutdown; the effect then stops soon and throws `signal.reason`. */
  readonly signal: AbortSignal
  /** `fraction` in 0..1, never falling; cheap to call often. */
  readonly onProgress: (fraction: number, message?: string) => void
}

/**
 * An operation's implementation on the CPU. Runs in a worker thread. Deterministic: the same input, media and seed give identical
 * decoded pixels.
 * @throws AtelierError for what is the caller's fault (not retried); anything else counts as an engine failure (retried).
 */
export type CpuEffect = (
  input: Record<string, unknown>,
  media: Readonly<Record<string, EffectMedia>>,
  context: EffectContext,
) => Promise<EffectResult>

/** What a price is reckoned from. All amounts are whole credits. */
export interface PriceList {
  /** Credits per picture of 512x512 pixels; other sizes in proportion to their pixels. */
  readonly perPicture512: number
  /** Credits per job for operations with a fixed price, by operation and variant, e.g. `upscale-image` -> `x2`. */
  readonly fixed: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** What an operation asks of the face in a picture. Ranges are degrees, their ends not included. */
export interface FaceLimits {
  /** No second face of about the same size may be there. */
  readonly single?: boolean
  readonly yaw?: readonly [min: number, max: number]
  readonly pitch?: readonly [min: number, max: number]
  readonly roll?: readonly [min: number, max: number]
  /** Pixels from temple to temple. */
  readonly minWidth?: number
}

/** Pixels of the files of an input, and the length of videos, by the property that names them; only what has pixels is in it. */
export type MediaSizes = Readonly<Record<string, { readonly width: number; readonly height: number; readonly durationMs?: number }>>

/**
 * A named thing that can be done. Knows nothing of engines, vendors or jobs.
 * A property of `input` that takes a file is declared with `mediaRef(kind)`, one that takes several with `mediaRefs(kind)`: callers give media
 * ids, URLs or data URIs, and an effect finds the loaded files in `media` as `mediaOf` names them.
 */
export interface OperationDefinition {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: TSchema
  /** Properties of `input` that hold a media or a list of media, with the kind that each takes. */
  readonly mediaInputs: Readonly<Record<string, MediaKind>>
  /** Properties that say what the result must not show. The policy reads all other text of the input as a wish, whatever its property. */
  readonly negativeTexts?: readonly string[]
  /** Puts the face of a real person somewhere else: a job needs that person's consent. Care for a picture of one's own (hair, make-up, age) does not. */
  readonly usesFace?: boolean
  /** What the face in the picture must be like; `requireFace` holds it in the worker. */
  readonly face?: FaceLimits
  readonly output: { readonly kind: MediaKind; readonly maxCount: number }
  /** From submission to result; a job that is not done by then fails. */
  readonly deadlineMs: number
  readonly maxAttempts: number
  /** Whole credits for one job with this (valid) input; 0 is free. Without `sizes` it is that of files of 512 × 512. */
  readonly price: (input: Record<string, unknown>, prices: PriceList, sizes?: MediaSizes) => number
  /** Rules that JSON Schema cannot say; throws `AtelierError('invalid_input')`. */
  readonly check?: (input: Record<string, unknown>) => void
  /** Loads the implementation on the CPU, in a worker only: the API process never loads pixel code. */
  readonly cpu?: { readonly fidelity: Fidelity; readonly load: () => Promise<{ default: CpuEffect }> }
}

export interface MediaReference {
  /** The property; of a list with the place in it: `faces.0`, `faces.1` … */
  readonly name: string
  readonly kind: MediaKind
  readonly reference: string
  /** Puts another reference in its place. */
  replace(reference: string): void
}

/** The files that an input names, in the order of the operation's properties. */
export function mediaOf({ mediaInputs }: Pick<OperationDefinition, 'mediaInputs'>, input: Record<string, unknown>): MediaReference[] {
  return Object.entries(mediaInputs).flatMap(([name, kind]): MediaReference[] => {
    const value = input[name]
    if (typeof value === 'string') return [{ name, kind, reference: value, replace: (reference) => (input[name] = reference) }]
    if (!Array.isArray(value)) return []
    return value.map((reference: string, i) => ({
      name: `${name}.${String(i)}`,
      kind,
      reference,
      replace: (other) => (value[i] = other),
    }))
  })
}
