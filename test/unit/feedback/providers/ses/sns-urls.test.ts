// Whom a notification may make us ask: Amazon SNS itself, and nobody who has come by a host that looks like it.
import { describe, expect, it } from 'vitest'
import { isCertificateUrl, isSnsUrl } from '../../../../../src/feedback/providers/ses/sns-envelope.js'

const path = '/SimpleNotificationService-6209c161c6221fdf56ec1eb5c821d112.pem'

describe('the address of a certificate', () => {
  it.each(['us-east-1', 'eu-central-1', 'ap-southeast-4', 'us-gov-west-1', 'mx-central-1', 'il-central-1'])(
    'is taken of SNS in %s',
    region => {
      expect(isCertificateUrl(`https://sns.${region}.amazonaws.com${path}`)).toBe(true)
    },
  )

  it('is taken of SNS in China', () => {
    expect(isCertificateUrl(`https://sns.cn-north-1.amazonaws.com.cn${path}`)).toBe(true)
  })

  it.each([
    // A bucket that somebody has called "sns".
    'https://sns.s3.amazonaws.com',
    'https://sns.s3-us-west-2.amazonaws.com',
    'https://sns.s3-eu-west-1.amazonaws.com',
    'https://sns.s3-external-1.amazonaws.com',
    'https://sns.s3-accelerate.amazonaws.com',
    'https://sns.s3-website-us-east-1.amazonaws.com',
    'https://sns.execute-api.amazonaws.com',
    'https://sns.us-east-1.amazonaws.com.evil.example',
    'https://sns.us-east-1.amazonaws.com.',
    'https://evil.example/sns.us-east-1.amazonaws.com',
    'https://evil.example\\sns.us-east-1.amazonaws.com',
    'https://evil.example#sns.us-east-1.amazonaws.com',
    'https://sns.us-east-1.amazonaws.com@evil.example',
    'https://a:b@sns.us-east-1.amazonaws.com',
    'https://sns.us-east-1.amazonaws.com:8443',
    'http://sns.us-east-1.amazonaws.com',
    'https://sns-us-east-1.amazonaws.com',
    'https://xsns.us-east-1.amazonaws.com',
    'https://sns.us-east-1.amazonaws.co',
  ])('is not taken: %s', origin => {
    expect(isCertificateUrl(`${origin}${path}`)).toBe(false)
    expect(isSnsUrl(`${origin}/?Action=ConfirmSubscription`)).toBe(false)
  })

  it.each([
    '/SimpleNotificationService-1.pem?redirect=1',
    '/SimpleNotificationService-1.pem#x',
    '/other/SimpleNotificationService-1.pem',
    '/SimpleNotificationService-1.pem/../evil.pem',
    '/SimpleNotificationService-%2e%2e.pem',
    '/?Action=GetCertificate',
  ])('is none: %s', wrong => {
    expect(isCertificateUrl(`https://sns.us-east-1.amazonaws.com${wrong}`)).toBe(false)
  })
})
