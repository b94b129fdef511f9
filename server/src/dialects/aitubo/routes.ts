import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Scope } from '../../domain/account.ts'
import { AtelierError } from '../../domain/errors.ts'
import { abortOnClose } from '../../http/abort-on-close.ts'
import type { App, HttpContext } from '../../http/app-types.ts'
import { admitCaller, callerOf } from '../../http/authenticate.ts'
import { type FormFile, readFormFile } from '../../http/read-form-file.ts'
import type { Calls } from './calls.ts'
import { success } from './errors.ts'
import * as schemas from './schemas.ts'

const answers = <S extends TSchema>(schema: S) => ({ 200: schema, 401: schemas.Refusal })

/** The vendor's eleven operations, and one alias. Mounted under `/api`. */
export function mountRoutes(app: App, { authenticator, closing }: Pick<HttpContext, 'authenticator' | 'closing'>, calls: Calls): void {
  const requires = (scope: Scope) => admitCaller((request) => authenticator.bearer(request), scope)
  const security = [{ bearer: [] }]

  app.post(
    '/job/upload-image',
    {
      onRequest: requires('media:write'),
      schema: {
        security,
        summary: 'Upload a picture for later calls',
        consumes: ['multipart/form-data'],
        body: schemas.UploadBody,
        response: answers(schemas.UploadAnswer),
      },
      // The schema is for the document: the parts are read as a stream.
      validatorCompiler: () => () => true,
    },
    async (request) => success(await calls.upload(callerOf(request), await readPicture(request))),
  )

  app.post(
    '/job/create',
    {
      onRequest: requires('jobs:write'),
      schema: {
        security,
        summary: 'Text to image, image to image (imagePath), inpaint (imagePath and maskImage) or ControlNet (controlModel)',
        body: schemas.CreateBody,
        response: answers(schemas.Charged),
      },
    },
    async (request) => success(await calls.create(callerOf(request), request.body, request.id)),
  )

  app.get(
    '/job/get',
    {
      onRequest: requires('jobs:read'),
      schema: { security, summary: 'State and result of a job', querystring: schemas.JobQuery, response: answers(schemas.JobAnswer) },
    },
    async (request) => success(await calls.job(callerOf(request), request.query.id)),
  )

  app.get(
    '/job/list',
    {
      onRequest: requires('jobs:read'),
      schema: {
        security,
        summary: 'Jobs of the caller, newest first',
        querystring: schemas.JobListQuery,
        response: answers(schemas.JobListAnswer),
      },
    },
    async (request) => success(await calls.listJobs(callerOf(request), request.query)),
  )

  for (const path of ['/job/models', '/job/model/list'])
    app.get(path, { schema: { summary: 'ControlNet categories', security: [], response: answers(schemas.ControlsAnswer) } }, () =>
      success(calls.controls()),
    )

  app.get(
    '/model/list',
    {
      onRequest: requires('account:read'),
      schema: {
        security,
        summary: 'Checkpoints to generate with',
        querystring: schemas.ModelListQuery,
        response: answers(schemas.ModelListAnswer),
      },
    },
    (request) => success(calls.models(request.query)),
  )

  app.post(
    '/job/upscale',
    {
      onRequest: requires('jobs:write'),
      schema: {
        security,
        summary: 'Enlarge a picture of an art; the new one joins the art',
        body: schemas.UpscaleBody,
        response: answers(schemas.Charged),
      },
    },
    async (request) => success(await calls.upscale(callerOf(request), request.body, request.id)),
  )

  app.post(
    '/art/segment',
    {
      onRequest: requires('jobs:write'),
      schema: {
        security,
        summary: 'Cut the subject out of its background, answered at once',
        body: schemas.SegmentBody,
        response: answers(schemas.SegmentAnswer),
      },
    },
    async (request, reply) =>
      success(
        await calls.segment(callerOf(request), request.body.image, {
          requestId: request.id,
          signal: AbortSignal.any([abortOnClose(reply), closing]),
        }),
      ),
  )

  app.get(
    '/user/profile',
    {
      onRequest: requires('account:read'),
      schema: { security, summary: "The caller's account", response: answers(schemas.ProfileAnswer) },
    },
    async (request) => success(await calls.profile(callerOf(request))),
  )

  app.get(
    '/transform/list',
    { schema: { summary: 'Headshot templates by tag', security: [], response: answers(schemas.TransformListAnswer) } },
    () => success(calls.templates()),
  )

  app.post(
    '/transform/create-headshot',
    {
      onRequest: requires('jobs:write'),
      schema: {
        security,
        summary: 'Headshot from a portrait with a template',
        body: schemas.HeadshotBody,
        response: answers(schemas.Charged),
      },
    },
    async (request) => success(await calls.createHeadshot(callerOf(request), request.body, request.id)),
  )
}

async function readPicture(request: FastifyRequest): Promise<FormFile> {
  const file = await readFormFile(request)
  if (file?.field !== 'image') throw new AtelierError('invalid_request', 'image: a file is needed.')
  return file
}
