// The door to names: what others call our events and their properties.
export { eventTypeOf, knownTypeOf, type NamedType } from './event-names.js'
export { propertiesFor } from './event-shapes.js'
export { currencyFrom, textFrom } from './property-names.js'
