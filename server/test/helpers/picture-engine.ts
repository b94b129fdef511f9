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

/** Widths of pictures that `remove-background` finds no subject in, or waits over until it is aborted. */
export const WITHOUT_SUBJECT = 9
export const HELD = 11

/**
 * An engine that answers with plain pictures of the right size and number, at once: for tests of what happens around an effect. A prompt
 * that says "refused" is refused, one that says "held" waits until it is aborted.
 */
export function createPictureEngine(): Engine {
  const effects: Record<string, Engine['run']> = {
    async 'text-to-image'({ input }, { signal }) {
      const { prompt, width, height, count, seed } = input as { prompt: string; width: number; height: number; count: number; seed: number }
      if (prompt.includes('refused')) throw new AtelierError('content_refused')
      if (prompt.includes('held')) await aborted(signal)
      const colours = Array.from({ length: count }, (_, index) => `#${((seed + index) & 0xffffff).toString(16).padStart(6, '0')}`)
      return { outputs: await Promise.all(colours.map((colour) => output(width, height, colour))), warnings: [] }
    },
    async 'upscale-image'({ input, media }) {
      const { width, height } = await sizeOf(media['image']!)
      const factor = Number(input['factor'])
      return { outputs: [await output(width * factor, height * factor)], warnings: [] }
    },
    async 'remove-background'({ media }, { signal }) {
      const { width, height } = await sizeOf(media['image']!)
      if (width === WITHOUT_SUBJECT) throw new AtelierError('subject_not_found')
      if (width === HELD) await aborted(signal)
      return { outputs: [await output(width, height)], warnings: [] }
    },
  }
  return {
    name: 'pictures',
    concurrency: 4,
    operations: new Map<string, Fidelity>(Object.keys(effects).map((name) => [name, 'stand-in'])),
    run: (task, context) => effects[task.operation]!(task, context),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
}

async function output(width: number, height: number, colour?: string): Promise<EffectOutput> {
  return { name: 'image', kind: 'image', mime: 'image/png', bytes: new Uint8Array(await plainPicture(width, height, colour)) }
}

async function sizeOf({ bytes }: EffectMedia): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes).metadata()
  return { width, height }
}
