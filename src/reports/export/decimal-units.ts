// Amounts as whole ten-thousandths, of any size and sign. Pure.
const places = 4

/** `"-129.5"` → -1295000n. Throws a RangeError for what is no decimal of at most four places. */
export function units(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,4})0*)?$/.exec(text)
  if (!match) throw new RangeError(`not an amount of at most ${places} decimals: ${text}`)
  const [, sign, whole, fraction = ''] = match
  const size = BigInt(whole! + fraction.padEnd(places, '0'))
  return sign === '-' ? -size : size
}
