import { V7Generator } from 'uuidv7'

/** The prefix of every id that is given out. Ids rise with time (UUIDv7), which keeps B-tree inserts at one end. */
const ID_PREFIXES = {
  account: 'acc',
  key: 'key',
  grant: 'grt',
  entry: 'ent',
  job: 'job',
  media: 'med',
  request: 'req',
  refusal: 'ref',
  worker: 'wrk',
} as const

export type IdKind = keyof typeof ID_PREFIXES

// The generator's own source asks the system for 32 bytes at a time, which costs a busy server a few per cent of its time.
const random = new Uint32Array(1024)
let used = random.length
const generator = new V7Generator({
  nextUint32() {
    if (used === random.length) {
      crypto.getRandomValues(random)
      used = 0
    }
    return random[used++]!
  },
})

/** 32 hex digits of a UUIDv7 (RFC 9562 §5.7): rising within the process, unique everywhere. */
export function newUuid(): string {
  return generator.generate().toHex()
}

/** A new id such as `job_0197f3c2a1b27c3e8f0a1b2c3d4e5f60`: prefix, then the 32 hex digits of a UUIDv7. */
export function newId(kind: IdKind): string {
  return `${ID_PREFIXES[kind]}_${newUuid()}`
}

/**
 * What every id that is made at a time (milliseconds since 1970) or later sorts after, for ranges of ids. Ids come from the clock of the process
 * that makes them: whoever compares them with times that are stored beside them leaves slack for hosts that differ.
 */
export function lowestIdAt(kind: IdKind, timeMs: number): string {
  const [lowest, highest] = [0, 2 ** 48 - 1]
  const time = Math.min(highest, Math.max(lowest, Math.floor(timeMs)))
  return `${ID_PREFIXES[kind]}_${time.toString(16).padStart(12, '0')}${'0'.repeat(20)}`
}

const DIGITS = /^[0-9a-f]{32}$/

/** Whether a string has the form of such an id. Says nothing about its existence. */
export function isId(kind: IdKind, value: string): boolean {
  const prefix = ID_PREFIXES[kind]
  return value[prefix.length] === '_' && value.startsWith(prefix) && DIGITS.test(value.slice(prefix.length + 1))
}
