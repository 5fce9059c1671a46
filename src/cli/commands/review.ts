// review: what every journey brought in a week, what to stop and what to look at again; shown, written or mailed.
import { writeFile } from 'node:fs/promises'
import { Option } from 'commander'
import type { Db } from '../../db/tables.js'
import { sendersFrom } from '../../dispatch/index.js'
import { readConfig } from '../../platform/config.js'
import { createLogger } from '../../platform/logger.js'
import {
  type Mailed,
  mailReview,
  makeReview,
  publishedReview,
  reviewAsHtml,
  reviewAsMarkdown,
} from '../../reports/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { printable } from '../table.js'
import { withServers } from '../with-servers.js'

interface ReviewOptions {
  readonly week?: string
  readonly html?: string
  readonly markdown?: string
  readonly json?: true
  readonly mail?: true
}

type Review = NonNullable<Awaited<ReturnType<typeof makeReview>>>

export const addReview: AddCommand = (program, terminal) => {
  program
    .command('review')
    .description('review a week: what journeys brought, what to stop, what to look at again')
    .option('--week <week>', 'such as 2026-W47; by default the last whole one')
    .option('--html <file>', 'write it as a page')
    .option('--markdown <file>', 'write it as Markdown')
    .addOption(new Option('--mail', 'mail it to those whom the settings name and who do not have it yet'))
    .option(...jsonOption)
    .action(async ({ week, html, markdown, json, mail }: ReviewOptions) => {
      const { review, mailed } = await withServers(readConfig(), terminal, async ({ db }) => {
        const review = await reviewed(db, week)
        return { review, mailed: mail ? await mailNow(db, review) : null }
      })
      if (html !== undefined) await written(html, reviewAsHtml(review))
      if (markdown !== undefined) await written(markdown, reviewAsMarkdown(review))
      if (json) printJson(terminal, { review, ...(mailed && { mailed }) })
      else if (mailed) terminal.out(said(mailed))
      else if (html === undefined && markdown === undefined)
        for (const line of reviewAsMarkdown(review).trimEnd().split('\n')) terminal.out(printable(line))
      if (mailed && mailed.failed + mailed.unknown > 0)
        throw new Problem('Not every mail was taken: `triggerfish senders test` says how the sender is.')
    })
}

async function reviewed(db: Db, week: string | undefined): Promise<Review> {
  const review = await makeReview(db, week ?? null)
  if (review) return review
  throw misuse(`--week must be a week such as 2026-W47 that has begun, not ${week}.`)
}

async function mailNow(db: Db, review: Review): Promise<Mailed> {
  const published = await publishedReview(db)
  if (!published?.plan)
    throw misuse('The settings name nobody: add "reports": { "review": { "to": ["team@example.com"] } }.')
  const senders = sendersFrom(readConfig(), { logger: createLogger({ level: 'info' }) })
  const [first] = senders.email
  try {
    if (!first) throw new Problem('No email sender is set up: set SMTP_URL, or write senders.json.')
    return await mailReview(db, first.sender, review, published)
  } finally {
    for (const { sender } of [...senders.email, ...senders.sms]) await sender.close()
  }
}

const said = ({ sent, before, failed, unknown }: Mailed): string =>
  [
    `Mailed to ${counted(sent, 'recipient')}`,
    ...(before > 0 ? [`${before} had it already`] : []),
    ...(failed > 0 ? [`${failed} could not be reached`] : []),
    ...(unknown > 0 ? [`of ${unknown} nobody knows`] : []),
  ]
    .join('; ')
    .concat('.')

async function written(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(`Cannot write ${file}: ${error.code}`)
  })
}
