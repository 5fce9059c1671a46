// What a template is made of once it is compiled. All texts are Liquid, rendered for each message by dispatch.

/** `type`, not `interface`: it is stored as JSON, and only a type is known to have no other properties. */
export type EmailContent = {
  readonly subject: string
  /** Shown beside the subject in the list of messages; it is in the html already. Empty where there is none. */
  readonly preheader: string
  /** Render with every output escaped for HTML. */
  readonly html: string
  readonly text: string
}

export type SmsContent = {
  readonly text: string
}

/** The texts of one template in one language, by part. */
export type Texts = EmailContent | SmsContent | OnsiteContent

/** With its translations by locale, where it has any: each has the same parts. */
export type Translated<T> = T & { readonly locales?: Readonly<Record<string, T>> }

/** Plain texts; what the template leaves out is empty. */
export type OnsiteContent = {
  readonly title: string
  readonly text: string
  readonly button: string
  readonly link: string
  readonly image: string
}
