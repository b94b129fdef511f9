import type { TObject, TProperties } from 'typebox'
import type { MediaKind } from '../../domain/media.ts'
import type { OwnCodes } from './engine-codes.ts'

/** One effect of the vendor, as data: routes, checks and answers are made of these rows alone. */
export interface Effect {
  /** In v1 paths. */
  readonly slug: string
  /** In v2 paths. */
  readonly slugV2: string
  readonly title: string
  /** In the credit history. */
  readonly action: string
  readonly operation: string
  readonly limits: FileLimits
  readonly files: EffectFiles
  /** `output_ext`; the first when it is left out. */
  readonly outputs: readonly OutputFormat[]
  /** `params` of the v1 action; undefined for effects that have none. */
  readonly params?: EffectParams
  /** What v2 bodies have at their top level besides files; as `params` when left out. */
  readonly paramsV2?: TProperties
  /** The operation whose catalogue the styles (v1) and templates (v2) come from. */
  readonly styles?: string
  /** Whether a request with these params chooses a style; each does when left out. */
  readonly isStyled?: (params: Readonly<Record<string, unknown>>) => boolean
  /** What the operation is given whatever the request says. */
  readonly always?: Readonly<Record<string, unknown>>
  /** The input of the operation besides its files, what is always given and what the style says. */
  readonly input?: (params: Readonly<Record<string, unknown>>) => Record<string, unknown>
  /** How a result is told; a list of files when left out. */
  readonly result?: 'aging' | 'makeup' | 'faces'
  /** v2 answers with `results.output[]` instead of one `results.url`: what the operation is given to make so many. */
  readonly manyV2?: Readonly<Record<string, unknown>>
  readonly codes?: OwnCodes
  /** As printed, three effects need neither `request_id` nor `payload`. */
  readonly isLoose?: boolean
}

export type OutputFormat = 'jpg' | 'png' | 'webp' | 'mp4'

export interface EffectParams {
  readonly schema: TObject
  /** Whether the action may be sent without them. */
  readonly isOptional?: boolean
}

/** Limits of what callers upload; what a task made may be fed to the next whatever its format. */
export interface FileLimits {
  /** By content: `jpg`, `png`, `heic` … */
  readonly formats: readonly string[]
  /** Strictly below so many bytes. */
  readonly belowBytes: number
  /** Pixels. */
  readonly maxLongSide?: number
  readonly maxShortSide?: number
  readonly minShortSide?: number
  /** Of a video. */
  readonly maxSeconds?: number
}

export interface EffectFiles {
  /** The operation's property for the picture or video that the task is about; undefined when it starts from text. */
  readonly src?: string
  readonly kind: MediaKind
  /** `max`: how many, in the order of `ref_ids`; with more than one the property is a list. */
  readonly ref?: { readonly property: string; readonly max: number }
  readonly mask?: string
  /** MIME types that a reservation may name. */
  readonly contentTypes: readonly string[]
}
