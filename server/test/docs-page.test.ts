import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { createTestServer } from './helpers/server.ts'

const folders = (process.env['PATH'] ?? '').split(delimiter)
const browserFile = folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file))
const skip = browserFile === undefined ? 'no chromium on this machine' : false
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync']

test('the reference page shows both documents in a browser, without a request to any other host', { skip }, async () => {
  const server = await createTestServer()
  await server.start()
  const browser = await chromium.launch({ executablePath: browserFile!, args: [...ARGUMENTS, '--disable-component-update'] })
  try {
    const page = await browser.newPage()
    const elsewhere: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(server.url)) elsewhere.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${server.url}/docs`)
    await page.getByText('Submit a job').first().waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Atelier', exact: true }).click()
    await page.getByText('Aitubo', { exact: true }).first().click()
    await page.getByText('/api/job/create').first().waitFor({ timeout: 60_000 })
    assert.deepEqual(elsewhere, [])
    assert.deepEqual(complaints, [])
  } finally {
    await browser.close()
    await server.remove()
  }
})
