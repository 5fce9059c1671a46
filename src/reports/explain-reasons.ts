// Why a message is where it is after it was decided, in words a marketer reads; the code stays behind them, for a search. What it
// has no words for, such as an answer of a mail server, it leaves as it is.

/** Those that go on behind a colon, such as `missing_value: cart.id` or `capped: email`, are found by what stands before it. */
const words: Readonly<Record<string, string>> = {
  skip_condition: '"skipIf" matches by now',
  nothing_in_stock: 'nothing it was to show is in stock',
  no_consent: 'the customer does not want it any more, or never did',
  no_address: 'the customer has no address for it',
  address_suppressed: 'the address may not be written to',
  suppressed: 'the journey leaves out customers like this one by now',
  capped: 'a cap is reached',
  duplicate: 'the same was said meanwhile',
  quiet_hours: 'it is quiet hours where the customer is',
  expired: 'it could not go out for a day, or a week on the site',
  journey_missing: 'its journey is not published any more',
  template_missing: 'its template or the address is not there any more',
  missing_value: 'the template requires what is missing',
  render_failed: 'the template could not be filled in',
  gave_up: 'it was tried eight times',
  late: 'it was refused for now, but so late that it was not tried again',
  rate_limited: 'the rate of its sender leaves no room for now',
  domain_rate_limited: 'the rate for its domain leaves no room for now',
  warm_up: 'the warm-up plan of its sender leaves no room today',
  sender_down: 'its sender fails, and is left alone for a while',
  connections_busy: 'all connections to its sender are taken',
  pacing_unavailable: 'Redis is away, which keeps the rates',
  process_died: 'the program ended while it was being handed over',
  policy_failed: 'a fault of ours: the log tells',
}

const ours: ReadonlySet<string> = new Set([
  'template_missing',
  'render_failed',
  'gave_up',
  'late',
  'journey_missing',
  'policy_failed',
])

/** `capped` → `a cap is reached: capped`. */
export function sayReason(reason: string): string {
  const known = words[kindOf(reason)]
  return known === undefined ? reason : `${known}: ${reason}`
}

/** Whether it never came to the provider, or to an end there, so that nobody refused it. */
export const isOurs = (reason: string | null): boolean => reason !== null && ours.has(kindOf(reason))

const kindOf = (reason: string): string => reason.split(':', 1)[0]!
