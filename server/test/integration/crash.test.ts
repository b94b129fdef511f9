import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeCrashReport } from '../helpers/crash-report.ts'
import { runCrashTest } from '../helpers/crash-run.ts'

// The long form is `npm run soak`.
test('servers that are killed at random moments lose no job, charge none twice and leave no file behind', async (context) => {
  const report = await runCrashTest({ jobs: 60, kills: 3, leaseMs: 1500, longestRunMs: 200 })
  context.diagnostic(describeCrashReport(report))
  assert.deepEqual(report.violations, [])
  assert.equal(report.kills, 3)
  // Else the test would have looked at nothing.
  assert.ok(report.answered >= 50 && (report.states['succeeded'] ?? 0) > 0, describeCrashReport(report))
})
