import type { Static } from 'typebox'
import type { Caller } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import type { Job } from '../../domain/job.ts'
import { isFinal } from '../../domain/job.ts'
import type { Services } from '../../http/app-types.ts'
import type { AliasService } from '../../services/aliases/alias-service.ts'
import type { Catalogue } from '../../services/catalogue/catalogue.ts'
import type { Submitted } from '../../services/jobs/job-service.ts'
import type { MediaReaders } from '../../services/jobs/media-readers.ts'
import { createArts, MAX_SCALE } from './arts.ts'
import { DIALECT, IDS } from './ids.ts'
import { argsOf, LISTED_OPERATIONS, STATUS, type Wish, wishOfCreate, wishOfHeadshot, wishOfUpscale } from './mapping.ts'
import type { Pictures } from './pictures.ts'
import type { CreateBody, HeadshotBody, JobListQuery, ModelListQuery, UpscaleBody } from './schemas.ts'

/** What this dialect needs besides the services that every dialect has. */
export interface AituboServices {
  readonly aliases: AliasService
  readonly readers: MediaReaders
  readonly catalogue: Catalogue
}

const MAX_PAGE_SIZE = 100
const DEFAULT_PAGE_SIZE = 20
/** `art/segment` is answered within the request. */
const SEGMENT_TIMEOUT_MS = 60_000

/** What the routes do: each answers the `data` of the vendor's envelope. */
export type Calls = ReturnType<typeof createCalls>

export function createCalls(
  { accounts, credits, jobs, media }: Services,
  { aliases, readers, catalogue }: AituboServices,
  pictures: Pictures,
) {
  const arts = createArts({ aliases, readers, jobs, media })

  const submit = async (caller: Caller, wish: Wish, requestId: string): Promise<Submitted> => {
    const input: Record<string, unknown> = { ...wish.input }
    for (const [name, reference] of Object.entries(wish.pictures))
      input[name] = (await pictures.own(caller.accountId, reference))?.id ?? reference
    return jobs.submit(caller, { dialect: DIALECT, operation: wish.operation, input, requestId })
  }

  const charged = async ({ job, balance }: Submitted) => {
    const ids = await aliases.assign(IDS.job, job.accountId, [job.id])
    return { id: ids.get(job.id)!, credit: balance, consumedCredit: job.price }
  }

  /** The paths of a job's pictures, and the arts that they belong to, as far as they are still kept. */
  const resultsOf = async (job: Job) => {
    const results = await media.getMany(job.accountId, picturesOf(job))
    const origins = await Promise.all(results.map((result) => arts.originOfOutput(job, result.id)))
    const paths = await pictures.artPaths(job.accountId, results)
    const artIds = await aliases.assign(
      IDS.art,
      job.accountId,
      origins.map((origin) => origin.mediaId),
    )
    return {
      images: results.map((result) => paths.get(result.id)!.path),
      artIds: origins.map((origin) => artIds.get(origin.mediaId)!),
    }
  }

  const resultOf = async (job: Job) => {
    if (job.state === 'failed' || job.state === 'canceled') return { info: job.error?.message ?? 'The job was canceled.' }
    if (job.state !== 'succeeded') return undefined
    const info = job.warnings.map((warning) => warning.message).join(' ')
    return { ...(info !== '' && { info }), data: { ...(await resultsOf(job)), domain: pictures.domain() } }
  }

  return {
    async upload(caller: Caller, file: { readonly bytes: Uint8Array; readonly name: string }) {
      const picture = await media.upload(caller.accountId, file.bytes, { name: file.name })
      if (picture.kind !== 'image') throw new AtelierError('media_unsupported', 'image: this is not a picture.')
      return { path: await pictures.uploadPath(picture) }
    },

    async create(caller: Caller, body: CreateBody, requestId: string) {
      return charged(await submit(caller, wishOfCreate(body, catalogue.models), requestId))
    },

    async createHeadshot(caller: Caller, body: HeadshotBody, requestId: string) {
      if (!catalogue.headshots.some((headshot) => headshot.id === body.transformId))
        throw new AtelierError('not_found', 'transformId: there is no such template.')
      return charged(await submit(caller, wishOfHeadshot(body), requestId))
    },

    async upscale(caller: Caller, body: UpscaleBody, requestId: string) {
      const original = await arts.resolve(caller.accountId, body.artId)
      const picture = await pictures.own(caller.accountId, body.imagePath)
      const origin = picture && (await arts.originOf(picture))
      if (origin?.mediaId !== original) throw new AtelierError('invalid_request', 'imagePath is not a picture of this art.')
      if (origin.scale * body.upscaleFactor > MAX_SCALE)
        throw new AtelierError('invalid_request', `upscaleFactor: an art has pictures of up to ${MAX_SCALE} times the original only.`)
      return charged(await submit(caller, wishOfUpscale(body), requestId))
    },

    async job(caller: Caller, id: string) {
      const alias = await aliases.resolve(IDS.job, id)
      if (alias?.accountId !== caller.accountId) throw new AtelierError('job_not_found')
      const job = await jobs.get(caller.accountId, alias.target)
      const result = await resultOf(job)
      return {
        id,
        createAt: new Date(job.createdAt).toISOString(),
        status: STATUS[job.state],
        args: argsOf(job, catalogue.models),
        ...(result && { result }),
      }
    },

    async listJobs(caller: Caller, { pageIndex, pageSize }: Static<typeof JobListQuery>) {
      const { accountId } = caller
      const limit = Math.min(pageSize, MAX_PAGE_SIZE)
      const listed = await jobs.list(accountId, {
        dialect: DIALECT,
        operations: LISTED_OPERATIONS,
        limit,
        offset: (pageIndex - 1) * limit,
      })
      const originals = listed.flatMap(picturesOf)
      const upscaled = await arts.upscaled(accountId, originals)
      const kept = await media.getMany(accountId, [
        ...originals,
        ...[...upscaled.values()].flatMap((scaled) => scaled.map((picture) => picture.mediaId)),
      ])
      const sizes = new Map(kept.map((picture) => [picture.id, picture.sizeBytes]))
      const paths = await pictures.artPaths(accountId, kept)
      const image = (mediaId: string, spec: string) => {
        const path = paths.get(mediaId)
        return path ? [{ spec, path: path.path, size: sizes.get(mediaId)! }] : []
      }
      const artOf = (mediaId: string) => {
        const path = paths.get(mediaId)
        if (path === undefined) return []
        const larger = (upscaled.get(mediaId) ?? []).flatMap((picture) => image(picture.mediaId, `${picture.scale}x`))
        return [{ id: path.id, images: [...image(mediaId, 'o'), ...larger] }]
      }
      const ids = await aliases.assign(
        IDS.job,
        accountId,
        listed.map((job) => job.id),
      )
      return {
        domain: pictures.domain(),
        jobs: listed.map((job) => ({
          id: ids.get(job.id)!,
          createdAt: new Date(job.createdAt).toISOString(),
          args: argsOf(job, catalogue.models),
          arts: picturesOf(job).flatMap(artOf),
        })),
      }
    },

    /**
     * @throws deadline_exceeded, with the job canceled; so it is when `signal` aborts because the caller left or the server closes, and then
     * it throws shutting_down.
     */
    async segment(caller: Caller, reference: string, { requestId, signal }: { readonly requestId: string; readonly signal: AbortSignal }) {
      const { job } = await submit(caller, { operation: 'remove-background', input: {}, pictures: { image: reference } }, requestId)
      const waited = await jobs.waitUntilFinal(caller.accountId, job.id, { timeoutMs: SEGMENT_TIMEOUT_MS, signal })
      const done = isFinal(waited.state) ? waited : await jobs.cancel(caller.accountId, job.id)
      if (done.state === 'failed') throw new AtelierError(done.error?.code ?? 'internal', done.error?.message)
      if (done.state !== 'succeeded') {
        if (signal.aborted) throw new AtelierError('shutting_down')
        throw new AtelierError('deadline_exceeded', `The picture was not done within ${SEGMENT_TIMEOUT_MS / 1000} seconds.`)
      }
      const { images } = await resultsOf(done)
      return { image: `${pictures.domain()}${images[0]}` }
    },

    async profile(caller: Caller) {
      const [account, { balance }] = await Promise.all([accounts.get(caller.accountId), credits.balance(caller.accountId)])
      return {
        name: account.name ?? account.email.split('@')[0]!,
        email: account.email,
        avatar: '',
        phone: '',
        credit: balance,
        displayNSFW: false,
        discord: false,
      }
    },

    controls() {
      return {
        domain: pictures.domain(),
        models: catalogue.controls.map(({ id, name, nameChinese, icon }) => ({ id, name, cname: nameChinese, icon: thumbnail(icon) })),
      }
    },

    models({ pageIndex = 1, pageSize = DEFAULT_PAGE_SIZE, type }: Static<typeof ModelListQuery>) {
      const matching = catalogue.models.filter((model) => type === undefined || model.type === type)
      const size = Math.min(pageSize, MAX_PAGE_SIZE)
      return {
        domain: pictures.domain(),
        total: matching.length,
        models: matching.slice((pageIndex - 1) * size, pageIndex * size).map((model) => ({
          id: model.id,
          name: model.name,
          username: model.username,
          desc: model.description,
          cover: thumbnail(model.thumbnail),
          isFavourite: false,
          controlNet: model.controlNet,
        })),
      }
    },

    templates() {
      const entries = catalogue.headshots.map(({ id, name, original, art, cost, pro, tag }) => ({
        id,
        name,
        image: thumbnail(original),
        art: thumbnail(art),
        cost,
        pro,
        tag,
      }))
      const transform = Object.fromEntries(Map.groupBy(entries, (entry) => entry.tag))
      return { domain: pictures.domain(), tags: Object.keys(transform), transform }
    },
  }
}

/** Where a thumbnail of the catalogue is served, relative to the domain. */
function thumbnail(path: string): string {
  return `catalogue/${path}`
}

/** The media ids of a job's pictures; a control map that it also made is none of them. */
function picturesOf({ outputs }: Job): readonly string[] {
  return outputs.filter(({ name }) => name !== 'map').map(({ mediaId }) => mediaId)
}
