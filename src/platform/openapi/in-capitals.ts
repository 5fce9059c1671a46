// How names are written in the document, whatever they are written like in the program. Pure.

/** `order_completed` → `OrderCompleted`, `shop-orders` → `ShopOrders` */
export const inCapitals = (name: string): string =>
  name.replace(/(^|[_-])([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
