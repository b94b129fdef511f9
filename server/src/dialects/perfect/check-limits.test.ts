import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFault, type Source } from './check-limits.ts'

const MEGABYTE = 1024 * 1024
const limits = { formats: ['jpg', 'png'], belowBytes: 10 * MEGABYTE, maxLongSide: 1024, minShortSide: 256 }

const picture = (more: Partial<Source> = {}): Source => ({
  role: 'src',
  property: 'image',
  mediaId: 'med_1',
  sizeBytes: 1000,
  format: 'png',
  width: 1024,
  height: 768,
  durationMs: null,
  fault: null,
  ...more,
})
const nothing = { mediaId: null, sizeBytes: null, format: null, width: null, height: null }

test('a file within the limits has no fault, whatever format a result has', () => {
  assert.equal(findFault(limits, [picture()]), undefined)
  assert.equal(findFault(limits, [picture({ format: null })]), undefined)
  assert.equal(findFault(limits, [picture(), picture({ role: 'mask' })]), undefined)
})

test('each limit has its code, and what is exactly at the limit of bytes is beyond it', () => {
  const cases: [Partial<Source>, string | undefined][] = [
    [{ sizeBytes: 10 * MEGABYTE - 1 }, undefined],
    [{ sizeBytes: 10 * MEGABYTE }, 'exceed_max_filesize'],
    [{ width: 768, height: 1024 }, undefined],
    [{ width: 1025 }, 'error_exceed_max_image_size'],
    [{ height: 1025 }, 'error_exceed_max_image_size'],
    [{ fault: 'too_many_pixels', width: null, height: null }, 'error_exceed_max_image_size'],
    [{ height: 256 }, undefined],
    [{ height: 255 }, 'error_below_min_image_size'],
    [{ format: 'webp' }, 'error_decode_image'],
    [{ ...nothing, fault: 'broken' }, 'error_decode_image'],
    [{ ...nothing, fault: 'missing' }, 'error_download_image'],
    [{ ...nothing, fault: 'broken', sizeBytes: 10 * MEGABYTE }, 'exceed_max_filesize'],
  ]
  for (const [more, code] of cases) assert.equal(findFault(limits, [picture(more)]), code, JSON.stringify(more))
})

test('a mask has codes of its own, and the size of its picture', () => {
  const withMask = (more: Partial<Source>) => findFault(limits, [picture(), picture({ role: 'mask', property: 'mask', ...more })])
  assert.equal(withMask({ ...nothing, fault: 'missing' }), 'error_download_mask')
  assert.equal(withMask({ ...nothing, fault: 'broken' }), 'error_decode_mask')
  assert.equal(withMask({ format: 'gif' }), 'error_decode_mask')
  for (const size of [{ width: 1023 }, { height: 767 }, { width: 768, height: 1024 }, { width: 10, height: 10 }])
    assert.equal(withMask(size), 'size_mismatch_on_input_image_and_mask', JSON.stringify(size))
})

test('the short side is bounded where an effect says so', () => {
  const replace = { ...limits, maxLongSide: 2048, maxShortSide: 1024 }
  assert.equal(findFault(replace, [picture({ width: 2048, height: 1024 })]), undefined)
  assert.equal(findFault(replace, [picture({ width: 2048, height: 1025 })]), 'error_exceed_max_image_size')
})

test('a video has codes of its own', () => {
  assert.equal(findFault(limits, [picture({ ...nothing, role: 'video', fault: 'missing' })]), 'error_download_video')
  assert.equal(findFault(limits, [picture({ ...nothing, role: 'video', fault: 'broken' })]), 'error_decode_video')
  const video = (durationMs: number) => [picture({ role: 'video', durationMs })]
  assert.equal(findFault({ ...limits, maxSeconds: 60 }, video(10_400), 10), undefined)
  assert.equal(findFault({ ...limits, maxSeconds: 60 }, video(10_400), 12), 'error_unexpected_video_duration')
  assert.equal(findFault({ ...limits, maxSeconds: 60 }, video(60_400), 60), 'error_unexpected_video_duration')
})
