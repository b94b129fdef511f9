import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { isFaultOfItem } from './is-fault-of-item.ts'

const withCode = (code: string): Error => Object.assign(new Error('x'), { code })

test('values that Postgres cannot take are faults of an item', () => {
  // numeric_value_out_of_range, untranslatable_character, unique_violation, check_violation, program_limit_exceeded
  for (const code of ['22003', '22P05', '23505', '23514', '54000']) assert.equal(isFaultOfItem(withCode(code)), true, code)
})

test('what meets every item is the fault of none', () => {
  // admin_shutdown, cannot_connect_now, connection_failure, deadlock_detected, disk_full, query_canceled; then the system and the client
  const codes = ['57P01', '57P03', '08006', '40P01', '53100', '57014', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']
  for (const code of codes) assert.equal(isFaultOfItem(withCode(code)), false, code)
  for (const message of ['Connection terminated unexpectedly', 'Query read timeout', 'timeout exceeded when trying to connect'])
    assert.equal(isFaultOfItem(new Error(message)), false, message)
  for (const nothing of [undefined, null, 'text', 23505]) assert.equal(isFaultOfItem(nothing), false)
})

test("SQLite's own errors are told apart: a constraint is a fault of an item, a lock or a file without write access is not", () => {
  const first = new DatabaseSync(':memory:')
  first.exec('create table t (n integer primary key check (n > 0)) strict')
  const errorOf = (sql: string): unknown => {
    try {
      first.exec(sql)
    } catch (error) {
      return error
    }
    throw new Error(`nothing failed: ${sql}`)
  }
  for (const sql of ['insert into t values (0)', "insert into t values ('a')", "select * from json_each('not json')"])
    assert.equal(isFaultOfItem(errorOf(sql)), true, sql)
  first.exec('pragma query_only = on')
  assert.equal(isFaultOfItem(errorOf('insert into t values (1)')), false)
  first.close()
})

test('a fault of the program that some values bring out is taken for one of the item', () => {
  for (const error of [new TypeError('x'), new RangeError('Invalid string length')]) assert.equal(isFaultOfItem(error), true)
})
