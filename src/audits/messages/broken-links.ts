// Links of templates that lead nowhere, as the daily look at them has found twice; and hosts of which nobody can tell.
import type { AuditFinding } from '../../model/audit-finding.js'
import { shown } from '../event-facts.js'
import type { BrokenLink, MessageFacts } from './message-facts.js'

export function brokenLinks({ links }: MessageFacts): AuditFinding[] {
  const silent = links.filter(({ answered, hostAnswers }) => !answered && !hostAnswers)
  const hosts = [...new Set(silent.map(({ host }) => host))]
  return [
    ...links.filter(link => !silent.includes(link)).map(broken),
    ...hosts.map(host =>
      hostSilent(
        host,
        silent.filter(link => link.host === host),
      ),
    ),
  ]
}

const broken = ({ url, why, templates, scheduled, since }: BrokenLink): AuditFinding => ({
  code: 'template_link_broken',
  subject: url,
  severity: 'warning',
  message: `${url} leads nowhere (${why}). It stands in ${named(templates)}${
    scheduled > 0 ? `; ${shown(scheduled)} messages with it are scheduled` : ''
  }.`,
  advice:
    'Mend the page, or let the templates link to another one; `triggerfish check --links` asks every link at once.',
  facts: { url, why, templates: [...templates], scheduled, since: since.toISOString() },
})

/** Its links may all be good: whoever asks from behind a firewall gets no answer either. */
const hostSilent = (host: string, links: readonly BrokenLink[]): AuditFinding => ({
  code: 'link_host_silent',
  subject: host,
  severity: 'notice',
  message: `None of the links to ${host} could be asked (${links[0]?.why ?? 'no answer'}): the host is away, or this server has no way to it.`,
  advice:
    'Open the shop in a browser. If it is there, let this server reach it, or set "links": false in "reports" of settings.json.',
  facts: { host, links: links.length },
})

const named = (templates: readonly string[]): string =>
  templates.length > 3
    ? `${templates.slice(0, 2).join(', ')} and ${templates.length - 2} more templates`
    : templates.join(', ')
