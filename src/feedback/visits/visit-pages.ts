// What is said where a link cannot be followed. Pure.
import type { Page } from '../pages/page.js'

export const incompletePage: Page = {
  title: 'This link is not complete',
  text: ['Please open it from the message again, or copy it as a whole.'],
}

export const laterPage: Page = {
  title: 'This link cannot be followed just now',
  text: ['Please try again in a minute.'],
}

/** A transparent GIF of one pixel. */
export const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
