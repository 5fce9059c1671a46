// Chance that repeats itself: the same seed, the same numbers, so that a report asked for twice says the same.

/** Numbers from 0 to below 1, with 32 bits each (sfc32 by C. Doty-Humphrey, of the tests of PractRand). */
export function generator(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  // Until all bits of the seed have reached all of the state.
  for (let i = 0; i < 15; i++) next()
  return next
}

/** FNV-1a over the text and a salt. */
function hash(text: string, salt: number): number {
  let value = 2_166_136_261 ^ salt
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619)
  return value
}
