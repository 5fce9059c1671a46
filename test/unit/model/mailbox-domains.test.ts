import { describe, expect, it } from 'vitest'
import { mailboxDomain } from '../../../src/model/mailbox-domains.js'

describe('the domain of a mailbox', () => {
  it('is told of providers that many people share, however it is written', () => {
    expect(mailboxDomain('ann@gmail.com')).toBe('gmail.com')
    expect(mailboxDomain('"a@b"@GMX.de')).toBe('gmx.de')
  })

  it('is "other" where it may lead to a person', () => {
    expect(mailboxDomain('me@ann-smith.example')).toBe('other')
    expect(mailboxDomain('me@mail.gmail.com')).toBe('other')
    expect(mailboxDomain('gmail.com.example')).toBe('other')
  })

  it('is told of those that the settings name', () => {
    expect(mailboxDomain('ann@uni.example', ['uni.example'])).toBe('uni.example')
  })
})
