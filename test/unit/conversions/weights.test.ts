// How one conversion is divided among its touches.
import { describe, expect, it } from 'vitest'
import { weightsOf } from '../../../src/conversions/weights.js'

const day = 86_400_000
const of = (model: 'lastTouch' | 'firstTouch' | 'linear' | 'position' | 'decay', ...days: number[]) =>
  weightsOf(days.map(n => n * day)).map(weights => Number(weights[model]))

describe('one touch', () => {
  it.each(['lastTouch', 'firstTouch', 'linear', 'position', 'decay'] as const)('gets it all: %s', model => {
    expect(of(model, 3)).toEqual([1])
  })
})

describe('several touches', () => {
  it('the last one, or the first one, gets it all', () => {
    expect(of('lastTouch', 1, 2, 3)).toEqual([0, 0, 1])
    expect(of('firstTouch', 1, 2, 3)).toEqual([1, 0, 0])
  })
  it('get the same each; the last one what rounding leaves', () => {
    expect(of('linear', 1, 2, 3)).toEqual([0.33333333, 0.33333333, 0.33333334])
  })
  it('by position: 40 % for the first and the last, the rest for those between', () => {
    expect(of('position', 1, 2)).toEqual([0.5, 0.5])
    expect(of('position', 1, 2, 3)).toEqual([0.4, 0.2, 0.4])
    expect(of('position', 1, 2, 3, 4)).toEqual([0.4, 0.1, 0.1, 0.4])
  })
  it('decay to a half in seven days', () => {
    expect(of('decay', 0, 7)).toEqual([0.33333333, 0.66666667])
    expect(of('decay', 0, 7, 14)).toEqual([0.14285714, 0.28571429, 0.57142857])
  })
  it('of years ago do not come to nothing altogether', () => {
    expect(of('decay', 0, 7, 10_000)).toEqual([0, 0, 1])
    expect(of('decay', 0, 0)).toEqual([0.5, 0.5])
  })
})
