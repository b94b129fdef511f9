import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { priceOwnSize } from './own-size.ts'

const prices = { perPicture512: 4, fixed: {} }
const sizes = { image: { width: 1024, height: 512 } }

describe('the price of an operation that starts from a picture', () => {
  it('is that of the picture, times the count', () => {
    assert.equal(priceOwnSize({ count: 3 }, prices, sizes), 3 * 8)
  })

  it('is that of the size asked for, one side taking the other along', () => {
    assert.equal(priceOwnSize({ count: 1, width: 512, height: 512 }, prices, sizes), 4)
    assert.equal(priceOwnSize({ count: 1, width: 512 }, prices, sizes), 2)
  })

  it('is that of the most pixels that the operation makes', () => {
    assert.equal(priceOwnSize({ count: 1 }, prices, sizes, 512 * 256), 2)
    assert.equal(priceOwnSize({ count: 1 }, prices, sizes, 2048 * 2048), 8)
  })

  it('is that of 512 × 512 before the picture is known', () => {
    assert.equal(priceOwnSize({ count: 1 }, prices), 4)
  })
})
