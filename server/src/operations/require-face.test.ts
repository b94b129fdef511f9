import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Face } from '../vision/faces.ts'
import { requireFace } from './require-face.ts'

/** No more of a face than is looked at. */
const face = (width: number, pose: Partial<Face['pose']> = {}): Face =>
  ({ box: { x: 0, y: 0, width, height: width }, pose: { yaw: 0, pitch: 0, roll: 0, ...pose } }) as unknown as Face
const limits = { single: true, yaw: [-45, 45], pitch: [-10, 10], roll: [-15, 15], minWidth: 128 } as const
const refused = (faces: readonly Face[], code: string) =>
  assert.throws(() => requireFace(faces, limits, 'reference'), { code, details: { field: 'reference' } })

describe('requireFace', () => {
  it('gives the largest face, whatever their order, and passes over people in the background', () => {
    assert.equal(requireFace([face(50), face(200)], limits, 'image').box.width, 200)
  })
  it('refuses none, and a companion of about the same size only where one is asked for', () => {
    refused([], 'face_not_found')
    refused([face(200), face(150)], 'several_faces')
    assert.equal(requireFace([face(150), face(200)], { ...limits, single: false }, 'image').box.width, 200)
  })
  it('refuses a face below the width, and takes one of exactly that width', () => {
    refused([face(127)], 'face_too_small')
    assert.equal(requireFace([face(128)], limits, 'image').box.width, 128)
  })
  for (const [angle, [min, max]] of Object.entries({ yaw: limits.yaw, pitch: limits.pitch, roll: limits.roll }))
    it(`takes ${angle} between its ends, which do not belong to it`, () => {
      for (const inside of [min + 0.01, 0, max - 0.01]) assert.ok(requireFace([face(200, { [angle]: inside })], limits, 'image'))
      for (const outside of [min - 1, min, max, max + 1, Number.NaN]) refused([face(200, { [angle]: outside })], 'face_turned')
    })
})
