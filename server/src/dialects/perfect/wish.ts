import { hash } from 'node:crypto'
import { AtelierError } from '../../domain/errors.ts'
import { toCanonicalJson } from '../../lib/canonical-json.ts'
import type { Effect } from './effect.ts'
import type { FileRole } from './engine-codes.ts'
import type { FlatBody, RunBody } from './schemas.ts'
import type { FileReference } from './sources.ts'

/** What a request asks for, whichever form it has. */
export interface Wish {
  readonly effect: Effect
  readonly references: readonly FileReference[]
  readonly params: Readonly<Record<string, unknown>>
  /** What the params mean to the operation. */
  readonly input: Readonly<Record<string, unknown>>
  readonly outputExt: string | undefined
  /** The caller's number of the action, given back with the results. */
  readonly actionId: number
  /** What a repeated request is known by; undefined where requests are never the same. */
  readonly replayKey: string | undefined
}

/** @throws invalid_request */
export function wishOfRun(effect: Effect, body: RunBody, accountId: string): Wish {
  const { payload, request_id: requestId } = body
  if (payload === undefined) throw new AtelierError('invalid_request', 'body must have payload.')
  const action = payload.actions[0]!
  const { src_ids = [], ref_ids = [], mask_ids = [] } = payload.file_sets ?? {}
  const files = { src: src_ids.map(toId), ref: ref_ids.map(toId), mask: mask_ids.map(toId) }
  const wish = {
    effect,
    references: referencesOf(effect, files),
    params: action.params ?? {},
    input: { ...effect.always, ...effect.input?.(action.params ?? {}) },
    outputExt: payload.output_ext ?? effect.outputs[0],
    actionId: action.id,
  }
  return { ...wish, replayKey: requestId === undefined ? undefined : replayKeyOf(accountId, wish, requestId) }
}

/** A v2 body has no number that would tell a repeated request. @throws invalid_request */
export function wishOfFlat(effect: Effect, body: FlatBody): Wish {
  const files = { src: filesOf(body, 'src'), ref: filesOf(body, 'ref'), mask: filesOf(body, 'msk') }
  for (const [name, needed] of [
    ['src', effect.files.src !== undefined],
    ['ref', effect.files.ref !== undefined],
    ['mask', effect.files.mask !== undefined],
  ] as const)
    if (needed && files[name].length === 0)
      throw new AtelierError('invalid_request', `body must have ${name === 'mask' ? 'msk' : name}_file_id or its URL.`)
  const params = Object.fromEntries(Object.entries(body).filter(([name]) => !FILE_FIELD.test(name)))
  const input = { ...effect.always, ...effect.input?.(params), ...effect.manyV2 }
  return { effect, references: referencesOf(effect, files), params, input, outputExt: effect.outputs[0], actionId: 0, replayKey: undefined }
}

const FILE_FIELD = /^(src|ref|msk)_file_(id|url)s?$/

function filesOf(body: FlatBody, name: string): FileReference['named'][] {
  const all = (suffix: string): string[] => [body[`${name}_file_${suffix}`] ?? [], body[`${name}_file_${suffix}s`] ?? []].flat() as string[]
  const [ids, urls] = [all('id'), all('url')]
  if (ids.length > 0 && urls.length > 0) throw new AtelierError('invalid_request', `${name}_file: give ids or URLs, not both.`)
  return [...ids.map(toId), ...urls.map((url) => ({ url }))]
}

const toId = (id: string): { id: string } => ({ id })

function referencesOf(
  { files }: Effect,
  given: Readonly<Record<'src' | 'ref' | 'mask', readonly FileReference['named'][]>>,
): FileReference[] {
  const refer = (role: FileRole, property: string | undefined, named: readonly FileReference['named'][]) =>
    property === undefined ? [] : named.map((each) => ({ role, property, named: each }))
  return [
    ...refer(files.kind === 'video' ? 'video' : 'src', files.src, given.src),
    ...refer('ref', files.ref?.property, given.ref),
    ...refer('mask', files.mask, given.mask),
  ]
}

/**
 * "(client, effect, input file ids, request_id)", and for effects without files a hash of what is asked for: contracts/perfect.notes.md.
 * Clients send a constant request_id with fresh files, so the files are what tells: each with what it is for, and in its order, since the
 * same two pictures the other way round are another wish. Params do not tell: for another result of the same files clients raise request_id.
 */
function replayKeyOf(accountId: string, { effect, references, params, outputExt }: Omit<Wish, 'replayKey'>, requestId: number): string {
  const ids = references.flatMap(({ role, named }) => ('id' in named ? [[role, named.id]] : []))
  const about = ids.length > 0 ? ids : toCanonicalJson({ params, outputExt })
  return hash('sha256', JSON.stringify([accountId, effect.slug, about, requestId]), 'hex')
}
