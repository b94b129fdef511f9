import Type, { type Static, type TSchema } from 'typebox'
import { CONTROLS } from '../../operations/control-to-image/definition.ts'
import { fields } from '../../operations/define-operation.ts'

/*
 * The vendor's wire, in the vendor's spelling: `createAt` in one answer and `createdAt` in another are both theirs.
 * Limits and defaults stand in contracts/aitubo.openapi.yaml; where that names none (sizes, counts, lengths) the operations' own hold.
 */

const OBJECT_ID = '^[0-9a-f]{24}$'
const ObjectId = (description: string) => Type.String({ pattern: OBJECT_ID, description })

/** What an answer may hold besides its data: an error has no data. */
const envelope = <S extends TSchema>(data: S) =>
  Type.Object({
    code: Type.Integer({ description: '0 success, 1000 not enough credit, 1001 content refused; other numbers as info says' }),
    info: Type.Optional(Type.String({ description: 'error text' })),
    data: Type.Optional(data),
  })

const Domain = Type.String({ description: 'base URL with a trailing slash, that relative paths are joined to' })
const Path = (description: string) => Type.String({ description: `${description}, relative to domain` })
const PictureReference = (description: string) => Type.String({ minLength: 1, maxLength: 4096, description })

const JobArgs = Type.Object({
  prompt: Type.Optional(Type.String()),
  negativePrompt: Type.Optional(Type.String()),
  strength: Type.Optional(Type.Number()),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Integer()),
  steps: Type.Optional(Type.Integer()),
  modelId: Type.Optional(ObjectId('model of model/list')),
  model: Type.Optional(Type.String({ description: 'name of that model' })),
})

export const Charged = envelope(
  Type.Object({
    id: ObjectId('job'),
    credit: Type.Integer({ description: 'credits left to the user' }),
    consumedCredit: Type.Integer({ description: 'credits this job takes' }),
  }),
)

/** An answer with HTTP status 401. */
export const Refusal = Type.Object({ code: Type.Integer(), info: Type.String() })

/** What a request that leaves a setting out gets. */
export const DEFAULTS = {
  negativePrompt: 'lowres, bad anatomy, cropped, worst quality, low quality',
  controlStrength: 1,
  strength: 0.8,
  width: 512,
  height: 512,
  steps: 30,
  guidanceScale: 7.5,
  count: 4,
} as const

export const CreateBody = Type.Object({
  prompt: fields.prompt(),
  negativePrompt: Type.Optional(Type.String({ maxLength: 4000, default: DEFAULTS.negativePrompt })),
  modelId: Type.Optional(ObjectId('needed unless controlModel is given')),
  imagePath: Type.Optional(PictureReference('path of an uploaded picture or of a result, or an absolute http(s) URL')),
  maskImage: Type.Optional(PictureReference('mask for the editor, white is filled: path or URL')),
  controlModel: Type.Optional(Type.Enum([...CONTROLS])),
  controlStrength: Type.Optional(Type.Number({ minimum: 0, maximum: 2, default: DEFAULTS.controlStrength })),
  controlFilter: Type.Optional(Type.String({ maxLength: 100, description: 'preprocessor, e.g. openpose_full' })),
  strength: Type.Optional(Type.Number({ minimum: 0.1, maximum: 1, default: DEFAULTS.strength })),
  width: Type.Optional(fields.width()),
  height: Type.Optional(fields.height()),
  steps: Type.Optional(Type.Integer({ minimum: 10, maximum: 50, default: DEFAULTS.steps })),
  guidanceScale: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 20, default: DEFAULTS.guidanceScale })),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: DEFAULTS.count })),
  styleId: Type.Optional(ObjectId('accepted and ignored')),
})
export type CreateBody = Static<typeof CreateBody>

/** No pattern: an id that cannot exist answers like one that does not. */
export const JobQuery = Type.Object({
  id: Type.String({ maxLength: 200, description: '24 hex characters, from the call that started the job' }),
})

export const JobAnswer = envelope(
  Type.Object({
    id: ObjectId('job'),
    createAt: Type.String({ format: 'date-time' }),
    status: Type.Integer({ enum: [0, 1, 2, 3], description: '0 not ready, 1 processing, 2 success, 3 failure' }),
    args: Type.Optional(JobArgs),
    result: Type.Optional(
      Type.Object({
        info: Type.Optional(Type.String({ description: 'warning or error text' })),
        data: Type.Optional(
          Type.Object({
            images: Type.Array(Path('picture')),
            artIds: Type.Array(ObjectId('art')),
            domain: Domain,
          }),
        ),
      }),
    ),
  }),
)

const page = {
  pageIndex: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'from 1' }),
  pageSize: Type.Integer({ minimum: 1, description: 'at most 100 are given' }),
}

export const JobListQuery = Type.Object(page)

export const JobListAnswer = envelope(
  Type.Object({
    domain: Domain,
    jobs: Type.Array(
      Type.Object({
        id: ObjectId('job'),
        createdAt: Type.String({ format: 'date-time' }),
        args: JobArgs,
        arts: Type.Array(
          Type.Object({
            id: ObjectId('art'),
            images: Type.Array(
              Type.Object({
                spec: Type.String({ enum: ['o', '2x', '3x', '4x'], description: 'o is the original' }),
                path: Path('picture'),
                size: Type.Integer({ description: 'bytes' }),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
)

export const UploadBody = Type.Object({ image: Type.String({ format: 'binary', description: 'a picture' }) })
export const UploadAnswer = envelope(Type.Object({ path: Path('picture') }))

export const ControlsAnswer = envelope(
  Type.Object({
    domain: Domain,
    models: Type.Array(
      Type.Object({
        id: Type.String({ description: 'value for controlModel' }),
        name: Type.String({ description: 'English' }),
        cname: Type.String({ description: 'Chinese' }),
        icon: Path('picture'),
      }),
    ),
  }),
)

export const ModelListQuery = Type.Object({
  pageIndex: Type.Optional(page.pageIndex),
  pageSize: Type.Optional(page.pageSize),
  type: Type.Optional(Type.Enum(['platform', 'community'])),
})

export const ModelListAnswer = envelope(
  Type.Object({
    domain: Domain,
    total: Type.Integer(),
    models: Type.Array(
      Type.Object({
        id: ObjectId('value for modelId'),
        name: Type.String(),
        username: Type.String(),
        desc: Type.String(),
        cover: Path('picture'),
        isFavourite: Type.Boolean(),
        controlNet: Type.Boolean({ description: 'whether it works together with controlModel' }),
      }),
    ),
  }),
)

export const UpscaleBody = Type.Object({
  model: Type.Optional(Type.Enum(['RealESRGAN_x4plus', 'RealESRGAN_x4plus_anime_6B'])),
  imagePath: PictureReference('one of the pictures of the art'),
  upscaleFactor: Type.Integer({ minimum: 2, maximum: 4 }),
  beauty: Type.Optional(Type.Boolean({ default: false, description: 'face enhancement' })),
  artId: ObjectId('art'),
})
export type UpscaleBody = Static<typeof UpscaleBody>

export const SegmentBody = Type.Object({ image: PictureReference('absolute URL or relative path') })
export const SegmentAnswer = envelope(Type.Object({ image: Type.String({ description: 'URL of the cut-out' }) }))

export const ProfileAnswer = envelope(
  Type.Object({
    name: Type.String(),
    email: Type.String(),
    avatar: Type.String(),
    phone: Type.String(),
    credit: Type.Integer(),
    displayNSFW: Type.Boolean(),
    discord: Type.Boolean(),
  }),
)

export const TransformListAnswer = envelope(
  Type.Object({
    domain: Domain,
    tags: Type.Array(Type.String()),
    transform: Type.Record(
      Type.String(),
      Type.Array(
        Type.Object({
          id: Type.String({ description: 'value for transformId' }),
          name: Type.String(),
          image: Path('original'),
          art: Path('result'),
          cost: Type.Integer({ description: 'credits' }),
          pro: Type.Boolean(),
          tag: Type.String(),
        }),
      ),
    ),
  }),
)

export const HeadshotBody = Type.Object({
  imagePath: PictureReference('path from upload-image'),
  transformId: Type.String({ minLength: 1, maxLength: 100 }),
  width: Type.Optional(fields.width()),
  height: Type.Optional(fields.height()),
  keepHair: Type.Optional(Type.Boolean({ default: false })),
  keepPose: Type.Optional(Type.Boolean({ default: true })),
})
export type HeadshotBody = Static<typeof HeadshotBody>
