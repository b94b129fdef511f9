/*
 * The documents of the native API, as `GET /openapi/native.json` describes them. server/test/sdk-types.test-d.ts holds them equal to the
 * server's own. Times are RFC 3339 in UTC.
 */

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled'

/** What made a result: a trained model, an algorithm, or a placeholder for an operation that the installation has no engine for. */
export type Fidelity = 'model' | 'algorithm' | 'stand-in'

export type MediaKind = 'image' | 'video' | 'audio'

export type EventType =
  | 'job.queued'
  | 'job.started'
  | 'job.progressed'
  | 'job.requeued'
  | 'job.cancel_requested'
  | 'job.succeeded'
  | 'job.failed'
  | 'job.canceled'

export interface Job {
  id: string
  operation: string
  state: JobState
  /** 0 to 1. */
  progress: number
  /** How many queued jobs of the server come before it, counted up to 1,000; null unless queued. */
  queuePosition: number | null
  priority: number
  attempt: number
  engine: string | null
  fidelity: Fidelity | null
  /** Credits: held while the job is open, spent when it succeeds, given back otherwise. */
  price: number
  input: Readonly<Record<string, unknown>>
  outputs: JobOutput[]
  warnings: { code: string; message: string }[]
  /** What the result tells beside its files, e.g. where the faces are. */
  data: Readonly<Record<string, unknown>> | null
  /** Why a failed job failed; `field` names the input at fault, where it is one. */
  error: { readonly code: string; readonly message: string; readonly field?: string } | null
  /** The number of the newest stored event. */
  lastEvent: number
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  cancelRequestedAt: string | null
  deadlineAt: string
  links: { self: string; cancel: string; events: string; websocket: string }
}

/** All but the name and id are null once the media has expired or was deleted. */
export interface JobOutput {
  /** What the file is within the result, e.g. `image`, `mask`. */
  name: string
  mediaId: string
  kind: MediaKind | null
  mime: string | null
  width: number | null
  height: number | null
  durationMs: number | null
  sizeBytes: number | null
  /** Can be read without a key until it expires. */
  url: string | null
}

export interface JobEvent {
  /** 1, 2, 3 … without gaps; null for progress that is told live and not kept. */
  seq: number | null
  type: EventType
  jobId: string
  createdAt: string
  data: Readonly<Record<string, unknown>>
}

export interface Media {
  id: string
  kind: MediaKind
  mime: string
  sizeBytes: number
  /** Pixels, upright; null for audio. */
  width: number | null
  height: number | null
  durationMs: number | null
  /** Of the bytes, in hex. */
  sha256: string
  name: string | null
  origin: 'upload' | 'output'
  /** The job whose result it is. */
  jobId: string | null
  createdAt: string
  expiresAt: string
  /** Can be read without a key until it expires. */
  url: string
}

export interface Operation {
  name: string
  title: string
  description: string
  /** Whether the installation has an engine for it. */
  available: boolean
  engine: string | null
  fidelity: Fidelity | null
  /** JSON Schema of the input. */
  input: Readonly<Record<string, unknown>>
  /** Properties of the input that take a file (a media id, a URL or a data URI) or a list of files, with the kind of file. */
  mediaInputs: Readonly<Record<string, string>>
  /** Whether it works on the faces of real people: jobs need `consent: true`. */
  requiresConsent: boolean
  /** What the face in the picture must be like; null where there need be none. */
  face: FaceLimits | null
  output: { kind: MediaKind; maxCount: number }
  limits: { deadlineSeconds: number; maxAttempts: number }
  /** What the defaults cost. */
  priceExample: { input: Readonly<Record<string, unknown>>; credits: number }
}

/** Ranges are degrees, their ends not included. */
export interface FaceLimits {
  readonly single?: boolean
  readonly yaw?: readonly [min: number, max: number]
  readonly pitch?: readonly [min: number, max: number]
  readonly roll?: readonly [min: number, max: number]
  /** Pixels. */
  readonly minWidth?: number
}

export interface Account {
  id: string
  email: string
  name: string | null
  /** Whether the people in the pictures agreed to operations on faces. */
  faceConsent: boolean
  /** Credits to spend. */
  balance: number
  /** Credits that open jobs hold. */
  held: number
  /** 0 is no limit. */
  limits: { requestsPerMinute: number; queuedJobs: number; runningJobs: number; maxUploadBytes: number }
  createdAt: string
}

/** Jobs submitted from `from` (included) to `to` (not included), by operation. */
export interface Usage {
  from: string
  to: string
  operations: { operation: string; jobs: number; succeeded: number; failed: number; canceled: number; credits: number }[]
}

export interface Page<Item> {
  items: Item[]
  /** Give it as `cursor` for the next page; null when nothing follows. */
  nextCursor: string | null
}

/** An RFC 9457 problem document. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  /** What a program should look at. */
  code: string
  request_id: string
  /** Whether the same request may succeed later. */
  retryable: boolean
  /** The fields that are wrong. */
  errors?: { field: string; message: string }[]
}
