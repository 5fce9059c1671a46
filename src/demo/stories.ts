// What a shopper does in these days. Whoever comes back does so some hours after a reminder would have come, so that
// every journey has orders to show, and others leave for good.
import type { Random } from './random.js'
import type { Scene } from './scene.js'

interface Story {
  readonly name: string
  /** Out of all stories' weights. */
  readonly weight: number
  play(scene: Scene, random: Random): void
}

export const stories: readonly Story[] = [
  {
    name: 'looks around and leaves',
    weight: 26,
    play: (scene, random) => {
      scene.look(random.int(1, 5))
      scene.introduce()
    },
  },
  {
    name: 'looks around, comes back and buys',
    weight: 12,
    play(scene, random) {
      scene.introduce()
      scene.look(random.int(2, 5))
      scene.awayFor(5, 20)
      scene.add(random.int(1, 2))
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'signs up, and comes back the next day to buy',
    weight: 4,
    play(scene, random) {
      scene.introduce()
      scene.awayFor(16, 30)
      scene.add(1)
      if (random.chance(0.5)) scene.add(1)
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'comes back to one shelf again and again',
    weight: 4,
    play(scene, random) {
      scene.introduce()
      scene.browseCategory(random.pick(['shoes', 'camping', 'packs']), random.int(3, 4))
    },
  },
  {
    name: 'looks around, hears of a lower price, and perhaps buys',
    weight: 5,
    play(scene, random) {
      scene.introduce()
      scene.look(1)
      scene.awayFor(6, 12)
      scene.hearOfLowerPrice()
      if (random.chance(0.5)) return
      scene.awayFor(6, 20)
      scene.followMail()
      scene.add(1)
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'fills a cart and leaves',
    weight: 14,
    play(scene, random) {
      scene.look(random.int(1, 3))
      scene.add(random.int(1, 3))
      if (random.chance(0.3)) scene.lookAtCart()
      scene.awayFor(2, 8)
      if (random.chance(0.4)) scene.followMail()
    },
  },
  {
    name: 'fills a cart and empties it again',
    weight: 4,
    play(scene) {
      scene.add(1)
      scene.removeOne()
    },
  },
  {
    name: 'fills a cart, comes back and buys',
    weight: 16,
    play(scene, random) {
      scene.look(random.int(1, 3))
      scene.add(random.int(1, 3))
      scene.awayFor(3, 26)
      if (random.chance(0.5)) scene.followMail()
      scene.lookAtCart()
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'stops at the checkout',
    weight: 8,
    play(scene, random) {
      scene.look(random.int(1, 2))
      scene.add(random.int(1, 2))
      scene.checkOut()
      if (random.chance(0.4)) for (let tries = random.int(1, 3); tries > 0; tries--) scene.failToPay()
    },
  },
  {
    name: 'stops at the checkout, comes back and buys',
    weight: 12,
    play(scene, random) {
      scene.look(random.int(1, 2))
      scene.add(random.int(1, 2))
      scene.checkOut()
      if (random.chance(0.3)) scene.failToPay()
      scene.awayFor(2, 20)
      scene.lookAtCart()
      scene.buy()
    },
  },
  {
    name: 'buys at once',
    weight: 8,
    play(scene, random) {
      scene.look(random.int(1, 3))
      scene.add(random.int(1, 2))
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'buys at once, and again after being thanked',
    weight: 7,
    play(scene, random) {
      scene.look(1)
      scene.add(1)
      scene.checkOut()
      scene.buy()
      scene.awayFor(26, 36)
      scene.look(random.int(1, 2))
      scene.add(random.int(1, 2))
      scene.checkOut()
      scene.buy()
    },
  },
  {
    name: 'fills a cart, and has enough of our messages',
    weight: 5,
    play(scene, random) {
      scene.introduce()
      scene.add(random.int(1, 2))
      scene.awayFor(2, 8)
      scene.unsubscribe()
    },
  },
]
