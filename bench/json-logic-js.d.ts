// What the comparison in rules.ts uses of json-logic-js, which comes without types.
declare module 'json-logic-js' {
  const jsonLogic: { apply(rule: unknown, facts: unknown): unknown }
  export default jsonLogic
}
