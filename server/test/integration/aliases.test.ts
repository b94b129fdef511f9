import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/lib/clock.ts'
import { type AliasService, createAliasService } from '../../src/services/aliases/alias-service.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

const draw = (): string => randomBytes(12).toString('hex')
const jobs = { dialect: 'aitubo', kind: 'job', draw }
const accountId = 'acc_1'

let opened: TestDatabase
let aliases: AliasService
before(async () => {
  opened = await createTestDatabase()
  await opened.database.queries
    .insertInto('accounts')
    .values({ id: accountId, email: 'a@example.com', name: null, password_hash: 'x', face_consent: 0, created_at: 1 })
    .execute()
  aliases = createAliasService({ database: opened.database, clock: systemClock })
})
after(() => opened.remove())

test('a target keeps its alias, however often and in whatever company it is asked for', async () => {
  const first = await aliases.assign(jobs, accountId, ['job_1', 'job_2'])
  const second = await aliases.assign(jobs, accountId, ['job_3', 'job_2', 'job_2', 'job_1'])
  assert.equal(second.get('job_1'), first.get('job_1'))
  assert.equal(second.get('job_2'), first.get('job_2'))
  assert.equal(new Set(second.values()).size, 3)
  assert.deepEqual(await aliases.assign(jobs, accountId, []), new Map())
})

test('requests at the same moment agree on one alias', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => aliases.assign(jobs, accountId, ['job_raced'])))
  assert.equal(new Set(answers.map((answer) => answer.get('job_raced'))).size, 1)
})

test('an alias leads back to its target and owner, within its own dialect and kind only', async () => {
  const alias = (await aliases.assign(jobs, accountId, ['job_back'])).get('job_back')!
  assert.deepEqual(await aliases.resolve(jobs, alias), { target: 'job_back', accountId })
  assert.equal(await aliases.resolve({ ...jobs, kind: 'art' }, alias), undefined)
  assert.equal(await aliases.resolve({ ...jobs, dialect: 'ainow' }, alias), undefined)
  for (const never of ['never given', '', 'a\u0000b', '\ud800', 'x'.repeat(5000)])
    assert.equal(await aliases.resolve(jobs, never), undefined)
})

test('a drawn alias that is taken is an error, never a second meaning', async () => {
  const stuck = { ...jobs, draw: () => 'always the same' }
  await aliases.assign(stuck, accountId, ['job_first'])
  await assert.rejects(aliases.assign(stuck, accountId, ['job_second']), { code: 'internal' })
  assert.deepEqual(await aliases.resolve(stuck, 'always the same'), { target: 'job_first', accountId })
})
