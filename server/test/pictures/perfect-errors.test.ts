import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { createPerfectCaller, type PerfectCaller, type RunOptions } from '../helpers/perfect-caller.ts'
import { plainPicture } from '../helpers/picture-engine.ts'
import { closeEyes, readCouple, readPhoto } from '../helpers/portraits.ts'
import { createTestServer, type TestServer } from '../helpers/server.ts'
import { turnFace } from '../helpers/turn-face.ts'

const CREDITS = 1000
/** The astronaut's head and shoulders; her face is 161 pixels wide then. */
const PART = { left: 76, top: 0, width: 296, height: 330 }
const HEIGHT = 572

let server: TestServer
let caller: PerfectCaller
let accountId: string
let portrait: Buffer

before(async () => {
  server = await createTestServer()
  await server.start()
  const { account, apiKey } = await server.account(CREDITS)
  await server.services.accounts.setFaceConsent(account.id, true)
  accountId = account.id
  caller = createPerfectCaller(server.app, apiKey)
  portrait = await sharp(await readPhoto('astronaut.png'))
    .removeAlpha()
    .extract(PART)
    .resize({ height: HEIGHT, kernel: 'cubic' })
    .png()
    .toBuffer()
})
after(() => server.remove())

/** Runs the effect on the picture to its end, each answer with HTTP status 200: it must fail with the code, and cost nothing. */
async function assertFails(code: string, effect: string, picture: Uint8Array, options: RunOptions = {}): Promise<void> {
  const taskId = await caller.run(effect, await caller.upload(effect, picture), options)
  const { status, error, results } = await untilDone(effect, taskId)
  assert.deepEqual([status, error, results], ['error', code, undefined], effect)
  assert.deepEqual(await server.services.credits.balance(accountId), { balance: CREDITS, held: 0 }, `${effect}: ${code}`)
}

/** Polls with pauses: the processor is the engine's meanwhile. */
async function untilDone(effect: string, taskId: string) {
  for (;;) {
    const status = await caller.poll(effect, taskId)
    if (status.status !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function firstStyle(effect: string): Promise<RunOptions> {
  const { groups } = await caller.ok<{ groups: { id: number }[] }>('GET', `/s2s/v1.0/task/style-group/${effect}`)
  const group = groups[0]!.id
  const { styles } = await caller.ok<{ styles: { id: number }[] }>('GET', `/s2s/v1.0/task/style/${effect}?style_group_id=${group}`)
  return { params: { style_group_id: group, style_ids: [styles[0]!.id] } }
}

const leaning = (degrees: number): Promise<Buffer> => sharp(portrait).rotate(degrees, { background: '#888888' }).png().toBuffer()

describe('the Perfect wire, with the real engine and real pictures', () => {
  it('tells that there is no face, or more than one person', async () => {
    const coffee = await readPhoto('coffee.png')
    const couple = await readCouple()
    const style = await firstStyle('hair-vol')
    await assertFails('error_no_face', 'aging', coffee)
    await assertFails('error_no_face', 'hair-vol', coffee, style)
    await assertFails('error_multiple_people', 'aging', couple)
    await assertFails('error_multiple_people', 'hair-vol', couple, style)
  })

  it('tells a face that leans, looks aside, up or down too far', async () => {
    const style = await firstStyle('hair-bang')
    await assertFails('error_large_face_angle', 'aging', await leaning(25))
    await assertFails('error_large_face_angle', 'aging', await leaning(-25))
    await assertFails('error_large_face_angle', 'aging', await turnFace(portrait, { yaw: -48 }))
    await assertFails('error_large_face_angle', 'aging', await readPhoto('camera.png'))
    await assertFails('error_large_face_angle', 'aging', await turnFace(portrait, { pitch: 30 }))
    await assertFails('error_large_face_angle', 'hair-bang', await turnFace(portrait, { pitch: -35 }), style)
    await assertFails('error_large_face_angle', 'hair-bang', await leaning(-25), style)
  })

  it('tells a face that is too narrow', async () => {
    await assertFails('error_face_position_too_small', 'hair-style', await readPhoto('astronaut.png'), await firstStyle('hair-style'))
  })

  it('tells hair that cannot be changed, under a cap', async () => {
    const hat = await readPhoto('grace_hopper.jpg')
    await assertFails('error_hair_too_short', 'hair-vol', hat, await firstStyle('hair-vol'))
    await assertFails('error_bald_image', 'hair-bang', hat, await firstStyle('hair-bang'))
  })

  it('tells which of two pictures is at fault when make-up is transferred', async () => {
    const withReference = async (bytes: Uint8Array): Promise<RunOptions> => ({
      sets: { ref_ids: [await caller.upload('mu-trans-rec', bytes)] },
    })
    const good = await withReference(portrait)
    const small = await sharp(await readPhoto('astronaut.png'))
      .resize(256)
      .png()
      .toBuffer()
    const faults: [string, Buffer][] = [
      ['no_face', await readPhoto('coffee.png')],
      ['large_face_angle', await turnFace(portrait, { yaw: 48 })],
      ['large_face_angle', await turnFace(portrait, { yaw: -48 })],
      ['face_too_small', small],
      ['eye_closed', await closeEyes(portrait)],
    ]
    for (const [fault, bytes] of faults) {
      await assertFails(`error_src_${fault}`, 'mu-trans-rec', bytes, good)
      await assertFails(`error_ref_${fault}`, 'mu-trans-rec', portrait, await withReference(bytes))
    }
  })

  it('tells a face that is not there to be swapped', async () => {
    const refs = { ref_ids: [await caller.upload('face-swap', portrait)] }
    const params = { face_mapping: [{ index: 0, position: 0 }] }
    await assertFails('error_no_face', 'face-swap', await readPhoto('coffee.png'), { sets: refs, params })
  })

  it('tells a mask of another size, and pictures that are broken, too small or too large', async () => {
    const mask = { sets: { mask_ids: [await caller.upload('obj-removal', await plainPicture(600, 399))] } }
    await assertFails('size_mismatch_on_input_image_and_mask', 'obj-removal', await readPhoto('coffee.png'), mask)
    const style = await firstStyle('wig')
    const large = await sharp(await readPhoto('astronaut.png'))
      .resize(1025)
      .png()
      .toBuffer()
    await assertFails('error_exceed_max_image_size', 'wig', large, style)
    await assertFails('error_below_min_image_size', 'aging', await sharp(portrait).resize(319).png().toBuffer())
    await assertFails('error_decode_image', 'sod', portrait.subarray(0, portrait.length / 2))
  })

  it('does what was asked for when nothing is wrong, and charges for that alone', async () => {
    const taskId = await caller.run('hair-vol', await caller.upload('hair-vol', portrait), await firstStyle('hair-vol'))
    assert.equal((await untilDone('hair-vol', taskId)).status, 'success')
    assert.ok((await server.services.credits.balance(accountId)).balance < CREDITS)
  })
})
