// Templates with links to the pages of products that are sold no more.
import type { AuditFinding } from '../../model/audit-finding.js'
import type { MessageFacts } from './message-facts.js'

export const lostLinks = ({ lostLinks }: MessageFacts): AuditFinding[] =>
  lostLinks.map(({ template, productId }) => ({
    code: 'template_product_removed',
    subject: `${template} ${productId}`,
    severity: 'warning',
    message: `The template ${template} links to the product ${productId}, which the feeds have taken out.`,
    advice: 'Link to another product, or to a category; `triggerfish check --links` tries every link.',
    facts: { template, productId },
  }))
