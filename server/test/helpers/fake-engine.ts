import Type from 'typebox'
import type { EffectContext, EffectResult, Fidelity, OperationDefinition } from '../../src/domain/operation.ts'
import type { Engine, EngineTask } from '../../src/ports/engine.ts'

/** An operation whose price is part of its input: `work {price, label}`. */
export const workOperation: OperationDefinition = {
  name: 'work',
  title: 'Work',
  description: 'Does what a test says.',
  input: Type.Object(
    { price: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 1 }), label: Type.Optional(Type.String()) },
    { additionalProperties: false },
  ),
  mediaInputs: {},
  output: { kind: 'image', maxCount: 1 },
  deadlineMs: 60_000,
  maxAttempts: 3,
  price: (input) => input['price'] as number,
}

export interface Call {
  readonly task: EngineTask
  readonly context: EffectContext
  succeed(result?: Partial<EffectResult>): void
  fail(error: unknown): void
}

export interface FakeEngine extends Engine {
  /** Tasks that were begun, oldest first. */
  readonly calls: readonly Call[]
  /** The n-th call (from 0), once it has been made. */
  call(index: number): Promise<Call>
}

/** An engine that does nothing until the test says what comes of a call. Abort rejects the call, as the port demands. */
export function createFakeEngine({ name = 'fake', concurrency = 2, operation = 'work' } = {}): FakeEngine {
  const calls: Call[] = []
  const waiting: (() => void)[] = []
  return {
    name,
    concurrency,
    operations: new Map<string, Fidelity>([[operation, 'stand-in']]),
    calls,
    async call(index) {
      while (calls.length <= index) await new Promise<void>((resolve) => waiting.push(resolve))
      return calls[index]!
    },
    run: (task, context) =>
      new Promise((resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason as Error), { once: true })
        calls.push({ task, context, succeed: (result = {}) => resolve({ outputs: [], warnings: [], ...result }), fail: reject })
        for (const wake of waiting.splice(0)) wake()
      }),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

/** An engine that is done at once. */
export function createNoopEngine({ concurrency = 64, operation = 'work' } = {}): Engine {
  return {
    name: 'noop',
    concurrency,
    operations: new Map<string, Fidelity>([[operation, 'stand-in']]),
    run: () => Promise.resolve({ outputs: [], warnings: [] }),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
