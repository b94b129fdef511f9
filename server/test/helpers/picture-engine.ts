import sharp from 'sharp'
import { AtelierError } from '../../src/domain/errors.ts'
import type { EffectMedia, EffectOutput, Fidelity } from '../../src/domain/operation.ts'
import type { Engine } from '../../src/ports/engine.ts'

/** A one-coloured PNG. */
export async function plainPicture(width: number, height: number, colour = '#4080c0'): Promise<Buffer<ArrayBuffer>> {
  const buffer = await sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer()
  return Buffer.from(buffer)
}

/** A picture of this size has no subject, for `remove-background`. */
export const WITHOUT_SUBJECT = { width: 9, height: 9 }

/**
 * An engine that answers with plain pictures of the right size and number, at once: for tests of what happens around an effect. A prompt
 * that says "refused" is refused, one that says "held" waits until it is aborted.
 */
export function createPictureEngine(): Engine {
  return {
    name: 'pictures',
    concurrency: 4,
    operations: new Map<string, Fidelity>(['text-to-image', 'upscale-image', 'remove-background'].map((name) => [name, 'stand-in'])),
    async run({ operation, input, media }, { signal }) {
      const prompt = String(input['prompt'] ?? '')
      if (prompt.includes('refused')) throw new AtelierError('content_refused')
      if (prompt.includes('held'))
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
      if (operation === 'text-to-image') {
        const { width, height, count, seed } = input as { width: number; height: number; count: number; seed: number }
        const colours = Array.from({ length: count }, (_, index) => `#${((seed + index) & 0xffffff).toString(16).padStart(6, '0')}`)
        return { outputs: await Promise.all(colours.map((colour) => output(width, height, colour))), warnings: [] }
      }
      const { width, height } = await sizeOf(media['image']!)
      if (operation === 'upscale-image') {
        const factor = Number(input['factor'])
        return { outputs: [await output(width * factor, height * factor)], warnings: [] }
      }
      if (width === WITHOUT_SUBJECT.width && height === WITHOUT_SUBJECT.height) throw new AtelierError('subject_not_found')
      return { outputs: [await output(width, height)], warnings: [] }
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

async function output(width: number, height: number, colour?: string): Promise<EffectOutput> {
  return { name: 'image', kind: 'image', mime: 'image/png', bytes: new Uint8Array(await plainPicture(width, height, colour)) }
}

async function sizeOf({ bytes }: EffectMedia): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes).metadata()
  return { width, height }
}
