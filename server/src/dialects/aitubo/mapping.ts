import { AtelierError } from '../../domain/errors.ts'
import type { Job, JobState } from '../../domain/job.ts'
import type { Model } from '../../services/catalogue/catalogue.ts'
import { type CreateBody, DEFAULTS, type HeadshotBody, type UpscaleBody } from './schemas.ts'

/** 0 not ready, 1 processing, 2 success, 3 failure. */
export const STATUS = { queued: 0, running: 1, succeeded: 2, failed: 3, canceled: 3 } as const satisfies Record<JobState, number>

/** The operations whose jobs `job/list` shows. Upscales join the art that they enlarge; a cut-out is answered at once. */
export const LISTED_OPERATIONS = ['text-to-image', 'image-to-image', 'inpaint', 'control-to-image', 'headshot'] as const

/** What a request asks for: an operation and its input, with pictures as the caller named them. */
export interface Wish {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Input properties that hold a path or URL of a picture. */
  readonly pictures: Readonly<Record<string, string>>
}

/** @throws invalid_request, in words that name the field */
export function wishOfCreate(body: CreateBody, models: readonly Model[]): Wish {
  const model = modelOf(body, models)
  // Width and height too: the contract gives 512 as their default whether a picture is sent or not, so a picture without a size comes out square.
  const { imagePath, maskImage, controlModel, controlFilter } = body
  const { prompt, negativePrompt, width, height, count, steps, guidanceScale, strength, controlStrength } = { ...DEFAULTS, ...body }
  const prompted = { prompt, negativePrompt, width, height, count, steps, guidanceScale, ...(model && { model: model.look }) }

  if (controlModel !== undefined) {
    if (maskImage !== undefined) throw invalid('maskImage and controlModel cannot be given together.')
    const control = { control: controlModel, controlStrength, ...(controlFilter !== undefined && { controlFilter }) }
    return {
      operation: 'control-to-image',
      input: { ...prompted, strength, ...control },
      pictures: imagePath === undefined ? {} : { image: imagePath },
    }
  }
  if (imagePath === undefined) {
    if (maskImage !== undefined) throw invalid('maskImage needs an imagePath.')
    return { operation: 'text-to-image', input: prompted, pictures: {} }
  }
  if (maskImage === undefined) return { operation: 'image-to-image', input: { ...prompted, strength }, pictures: { image: imagePath } }
  return { operation: 'inpaint', input: { ...prompted, strength }, pictures: { image: imagePath, mask: maskImage } }
}

function modelOf(body: CreateBody, models: readonly Model[]): Model | undefined {
  if (body.modelId === undefined) {
    if (body.controlModel === undefined) throw invalid('modelId is needed unless controlModel is given.')
    return undefined
  }
  const model = models.find((candidate) => candidate.id === body.modelId)
  if (model === undefined) throw new AtelierError('not_found', 'modelId: there is no such model.')
  if (body.controlModel !== undefined && !model.controlNet)
    throw invalid(`modelId: ${model.name} does not work together with controlModel.`)
  return model
}

export function wishOfUpscale(body: UpscaleBody): Wish {
  return {
    operation: 'upscale-image',
    input: { factor: body.upscaleFactor, faces: body.beauty ?? false, ...(body.model !== undefined && { model: body.model }) },
    pictures: { image: body.imagePath },
  }
}

export function wishOfHeadshot({ imagePath, transformId, ...settings }: HeadshotBody): Wish {
  return { operation: 'headshot', input: { ...settings, template: transformId }, pictures: { image: imagePath } }
}

/** The settings of a job in the vendor's words. Text to image takes no strength; the vendor shows its default there. */
export function argsOf(job: Job, models: readonly Model[]): Record<string, unknown> {
  const { input } = job
  const model = models.find((candidate) => candidate.look === input['model'])
  const echoed = ['prompt', 'negativePrompt', 'strength', 'width', 'height', 'count', 'steps']
  return {
    ...(job.operation === 'text-to-image' && { strength: DEFAULTS.strength }),
    ...Object.fromEntries(echoed.filter((field) => input[field] !== undefined).map((field) => [field, input[field]])),
    ...(model && { modelId: model.id, model: model.name }),
  }
}

function invalid(message: string): AtelierError {
  return new AtelierError('invalid_request', message)
}
