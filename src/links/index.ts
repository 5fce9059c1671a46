// The door of links: what addresses in messages carry, and the keys it is signed with.
export { type LinkKeySource, linkKeySource, linkKeys } from './link-key-store.js'
export { addressMark, type LinkPayload, type LinkRead, readLink, signLink } from './link-token.js'
export { shortCode, shortCodePattern } from './short-code.js'
export { clickToken, isTarget, longestTarget, openToken, readClick, readOpen } from './visit-token.js'
