// Text made safe for HTML. What goes into a page or a mail goes through here.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** For what stands between tags, and in attributes within quotes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character]!)

/** Markup that may go into a page as it is. */
export interface Html {
  readonly markup: string
}

const markupOf = (value: string | number | Html | readonly Html[]): string => {
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(markupOf).join('')
  return escapeHtml(String(value))
}

/** A template tag: what is filled in is escaped, unless it is markup already. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html => ({ markup: String.raw({ raw: parts }, ...values.map(markupOf)) })
