import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type pg from 'pg'
import { createFakeClock, settleTurn } from '../../../test/helpers/fake-clock.ts'
import { bridgeSignals } from './bridge-signals.ts'
import { createJobSignals } from './job-signals.ts'

/** A connection whose `listen` ends as the test says; counts how often it is given back. */
class PlantedClient extends EventEmitter {
  released = 0
  readonly listening = Promise.withResolvers<void>()

  query(): Promise<void> {
    return this.listening.promise
  }

  release(): void {
    this.released++
  }

  /** As `pg` tells of a connection that ends: what is under way fails, and the client says so itself, more than once. */
  async breakDown(): Promise<void> {
    this.listening.reject(new Error('terminated'))
    this.emit('error', new Error('terminated'))
    this.emit('error', new Error('terminated unexpectedly'))
    await settleTurn()
  }
}

function plant() {
  const clients: PlantedClient[] = []
  const clock = createFakeClock()
  const errors: unknown[] = []
  const pool = {
    connect: () => {
      const client = new PlantedClient()
      // The pool's own, as in db/connect.ts.
      client.on('error', () => {})
      clients.push(client)
      return Promise.resolve(client)
    },
    query: () => Promise.resolve(),
  } as unknown as pg.Pool
  const signals = createJobSignals()
  const bridged = bridgeSignals({ pool, signals, clock, onError: (error) => errors.push(error) })
  return { clients, clock, errors, bridged }
}

test('a bridge that cannot listen at first gives its connection back and says why', async () => {
  const { clients, bridged } = plant()
  await settleTurn()
  void clients[0]!.breakDown()
  await assert.rejects(bridged, /terminated/)
  assert.equal(clients[0]!.released, 1)
})

test('a connection that breaks is given back once and followed by one other, also when it breaks while it begins to listen', async () => {
  const { clients, clock, errors, bridged } = plant()
  await settleTurn()
  clients[0]!.listening.resolve()
  const bridge = await bridged
  await clients[0]!.breakDown()
  await clock.advance(1000)
  assert.equal(clients.length, 2)
  await clients[1]!.breakDown()
  await clock.advance(1000)
  assert.equal(clients.length, 3)
  clients[2]!.listening.resolve()
  await clock.advance(60_000)
  assert.equal(clients.length, 3)
  assert.deepEqual(
    clients.map(({ released }) => released),
    [1, 1, 0],
  )
  assert.equal(errors.length, 2)
  await bridge.close()
  assert.equal(clients[2]!.released, 1)
})

test('a bridge that is closed while it waits or begins to listen again keeps no connection and makes no other', async () => {
  const { clients, clock, bridged } = plant()
  await settleTurn()
  clients[0]!.listening.resolve()
  const bridge = await bridged
  await clients[0]!.breakDown()
  await clock.advance(1000)
  await bridge.close()
  clients[1]!.listening.resolve()
  await clock.advance(60_000)
  assert.deepEqual(
    clients.map(({ released }) => released),
    [1, 1],
  )

  const other = plant()
  await settleTurn()
  other.clients[0]!.listening.resolve()
  const waiting = await other.bridged
  await other.clients[0]!.breakDown()
  await waiting.close()
  await other.clock.advance(60_000)
  assert.equal(other.clients.length, 1)
})
