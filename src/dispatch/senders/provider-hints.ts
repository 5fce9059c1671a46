// The header by which a provider's reports name our message, since most give it a Message-ID of their own. Of hosts that
// no provider is known by, none.

import type { HintedProvider } from '../../journeys/definition/senders-file-schema.js'

const hosts: readonly (readonly [HintedProvider, RegExp])[] = [
  ['ses', /^email-smtp(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/],
  ['sendgrid', /(^|\.)sendgrid\.net$/],
  ['postmark', /(^|\.)(smtp(-broadcasts)?\.)?postmarkapp\.com$/],
]

export const providerOf = (host: string): HintedProvider | undefined =>
  hosts.find(([, pattern]) => pattern.test(host.toLowerCase()))?.[0]

/** `id`: of our message. `configurationSet`: of Amazon SES, which sends reports only where one says so. */
export function hintsFor(
  provider: HintedProvider | undefined,
  id: string,
  configurationSet?: string,
): Readonly<Record<string, string>> {
  switch (provider) {
    case 'ses':
      return {
        'X-SES-MESSAGE-TAGS': `triggerfish_message=${id}`,
        ...(configurationSet !== undefined && { 'X-SES-CONFIGURATION-SET': configurationSet }),
      }
    case 'sendgrid':
      return { 'X-SMTPAPI': JSON.stringify({ unique_args: { triggerfish_message: id } }) }
    case 'postmark':
      return { 'X-PM-Metadata-triggerfish_message': id }
    case undefined:
      return {}
  }
}
