// Where carts are opened again: the id of one, which an event brings, must not become part of the host.
import { expect, test } from 'vitest'
import { brandSchema } from '../../../../src/journeys/definition/brand-schema.js'

const isTaken = (cartUrl: string): boolean =>
  brandSchema.safeParse({ name: 'Fern', url: 'https://shop.example', postalAddress: 'Street 1', cartUrl })
    .success

test.each([
  'https://shop.example/cart/{id}',
  'https://shop.example:8443/cart?id={id}&x=1',
  'https://shop.example?cart={id}',
  'https://shop.example/#/{id}',
  'https://shop.example/cart',
  'https://shop.example',
])('%s is taken', cartUrl => {
  expect(isTaken(cartUrl)).toBe(true)
})

test.each([
  'https://shop.example{id}',
  'https://{id}.shop.example/',
  'https://shop.example:{id}/',
  'https://shop.example\\{id}/',
  'https://ann@evil.example/{id}',
  'javascript:{id}',
  '//shop.example/{id}',
])('%s is not', cartUrl => {
  expect(isTaken(cartUrl)).toBe(false)
})
