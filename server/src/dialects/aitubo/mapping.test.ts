import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import Value from 'typebox/value'
import type { Job } from '../../domain/job.ts'
import type { OperationDefinition } from '../../domain/operation.ts'
import { controlToImage } from '../../operations/control-to-image/definition.ts'
import { headshot } from '../../operations/headshot/definition.ts'
import { imageToImage } from '../../operations/image-to-image/definition.ts'
import { inpaint } from '../../operations/inpaint/definition.ts'
import { textToImage } from '../../operations/text-to-image/definition.ts'
import { upscaleImage } from '../../operations/upscale-image/definition.ts'
import { loadCatalogue } from '../../services/catalogue/catalogue.ts'
import published from './fixtures/published.json' with { type: 'json' }
import { argsOf, type Wish, wishOfCreate, wishOfHeadshot, wishOfUpscale } from './mapping.ts'
import type { CreateBody } from './schemas.ts'

const { models } = loadCatalogue(join(import.meta.dirname, '../../../../catalogue'))
const plain = models.find((model) => !model.controlNet)!
const controllable = models.find((model) => model.controlNet)!
const { prompt } = published.create

const definitions: Record<string, OperationDefinition> = Object.fromEntries(
  [textToImage, imageToImage, inpaint, controlToImage, upscaleImage, headshot].map((operation) => [operation.name, operation]),
)

/** The input as the job service would get it. */
function checked({ operation, input, pictures }: Wish): Record<string, unknown> {
  const schema = definitions[operation]!.input
  const whole = Value.Default(schema, { ...input, ...pictures }) as Record<string, unknown>
  assert.deepEqual([...Value.Errors(schema, whole)], [], operation)
  return whole
}

test('what a create call gives decides its operation, and the input fits it', () => {
  const cases: [Partial<CreateBody>, string][] = [
    [{ modelId: plain.id }, 'text-to-image'],
    [{ modelId: plain.id, imagePath: 'a' }, 'image-to-image'],
    [{ modelId: plain.id, imagePath: 'a', maskImage: 'b' }, 'inpaint'],
    [{ controlModel: 'canny' }, 'control-to-image'],
    [{ controlModel: 'openpose', controlFilter: 'openpose_full', imagePath: 'a', modelId: controllable.id }, 'control-to-image'],
  ]
  for (const [body, operation] of cases) {
    const wish = wishOfCreate({ prompt, ...body }, models)
    assert.equal(wish.operation, operation)
    checked(wish)
  }
})

test('what is left out gets the defaults of the contract', () => {
  const input = checked(wishOfCreate({ prompt, modelId: plain.id, imagePath: 'a' }, models))
  assert.deepEqual(input, {
    prompt,
    negativePrompt: 'lowres, bad anatomy, cropped, worst quality, low quality',
    width: 512,
    height: 512,
    count: 4,
    steps: 30,
    guidanceScale: 7.5,
    strength: 0.8,
    model: plain.look,
    image: 'a',
  })
  assert.equal(checked(wishOfCreate({ prompt, controlModel: 'hed' }, models))['controlStrength'], 1)
})

test('the published example costs what the document prints', () => {
  const wish = wishOfCreate({ ...published.create, modelId: plain.id }, models)
  const { prices } = loadCatalogue(join(import.meta.dirname, '../../../../catalogue'))
  assert.equal(textToImage.price(checked(wish), prices), published.consumedCreditOfFourPictures)
})

test('models and pictures that do not go together are refused in words that name the field', () => {
  const cases: [Partial<CreateBody>, string, RegExp][] = [
    [{}, 'invalid_request', /modelId is needed/],
    [{ imagePath: 'a' }, 'invalid_request', /modelId is needed/],
    [{ modelId: published.create.modelId }, 'not_found', /modelId/],
    [{ modelId: plain.id, controlModel: 'seg' }, 'invalid_request', /modelId.*controlModel/],
    [{ modelId: plain.id, maskImage: 'b' }, 'invalid_request', /maskImage needs/],
    [{ controlModel: 'seg', imagePath: 'a', maskImage: 'b' }, 'invalid_request', /maskImage and controlModel/],
  ]
  for (const [body, code, message] of cases) assert.throws(() => wishOfCreate({ prompt, ...body }, models), { code, message })
})

test('upscale and headshot calls fit their operations', () => {
  const artId = published.jobId
  const upscale = checked(wishOfUpscale({ imagePath: 'a', upscaleFactor: 3, artId, beauty: true, model: 'RealESRGAN_x4plus' }))
  assert.deepEqual(upscale, { image: 'a', factor: 3, faces: true, model: 'RealESRGAN_x4plus' })
  const portrait = checked(wishOfHeadshot({ imagePath: 'a', transformId: 'office' }))
  assert.deepEqual(portrait, { image: 'a', template: 'office', width: 512, height: 512, keepHair: false, keepPose: true })
})

test('the arguments of a job come back in the words of the request', () => {
  const body: CreateBody = { prompt, modelId: plain.id, imagePath: 'a', strength: 0.3, width: 640, height: 384, count: 2, steps: 11 }
  const job = { operation: 'image-to-image', input: checked(wishOfCreate(body, models)) } as unknown as Job
  const { imagePath: _, ...settings } = body
  assert.deepEqual(argsOf(job, models), { ...settings, negativePrompt: job.input['negativePrompt'], model: plain.name })
})
