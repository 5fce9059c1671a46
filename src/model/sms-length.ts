// How long an SMS is: in which alphabet it goes, and in how many parts, each of which is paid for. Pure; knows no provider,
// and nothing of what a provider may replace on its own ("smart encoding").

export interface SmsLength {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Septets of GSM 03.38, or UTF-16 code units. */
  readonly units: number
  /** At least 1, also for an empty text. */
  readonly segments: number
  /** What fits into one of so many segments. */
  readonly perSegment: number
  /** Units that still fit into the last segment. */
  readonly left: number
}

/** GSM 03.38, the default alphabet; without the escape. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** The extension table: an escape goes before each of them. */
const extended = '\f^{}\\[~]|€'

const septets: ReadonlyMap<string, number> = new Map([
  ...[...basic].map(character => [character, 1] as const),
  ...[...extended].map(character => [character, 2] as const),
])

/** One SMS of 140 bytes; with several, each gives 6 of them to say which part it is. */
const room = { 'GSM-7': { alone: 160, each: 153 }, 'UCS-2': { alone: 70, each: 67 } } as const

export function smsLength(text: string): SmsLength {
  const encoding = outsideGsm7(text) === null ? 'GSM-7' : 'UCS-2'
  const sizes = Array.from(text, character =>
    encoding === 'GSM-7' ? septets.get(character)! : character.length,
  )
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { alone, each } = room[encoding]
  if (units <= alone) return { encoding, units, segments: 1, perSegment: alone, left: alone - units }
  return { encoding, units, perSegment: each, ...packed(sizes, each) }
}

/** A character is never split over two segments: an escape and what it escapes, or the halves of an emoji. */
function packed(sizes: readonly number[], each: number): Pick<SmsLength, 'segments' | 'left'> {
  let segments = 1
  let left: number = each
  for (const size of sizes) {
    if (size > left) {
      segments++
      left = each
    }
    left -= size
  }
  return { segments, left }
}

/** The first character because of which a text goes as UCS-2; null where GSM-7 has them all. */
export function outsideGsm7(text: string): string | null {
  for (const character of text) if (!septets.has(character)) return character
  return null
}
