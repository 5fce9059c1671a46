// What a step may ask and say while an enrollment stands on it: the Run, from the step's point of view.
import type { Event } from '../../model/event.js'
import { idFrom } from '../../model/ids.js'
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { SendStep } from '../definition/action-schemas.js'
import type { Values } from '../definition/value-schema.js'
import { audienceHoldOf } from './adding.js'
import type { AudienceChange } from './audience-types.js'
import type { NewCall } from './call-types.js'
import { isMarketing } from './caps.js'
import type { CompiledJourney } from './compile.js'
import { type Because, readField, type Test } from './condition.js'
import { isHeldOutFrom, isHeldOutFromCodes } from './holdout.js'
import type { Run } from './run.js'
import { contentOf, holdOf } from './sending.js'
import type { Hold, Visit } from './steps/index.js'
import type { DecisionKind, Enrollment } from './types.js'
import { readValues } from './values.js'

export const visitOf = (run: Run, journey: CompiledJourney, enrollment: Enrollment): Visit =>
  new Standing(run, journey, enrollment)

class Standing implements Visit {
  readonly now: Date
  private readonly run: Run
  private readonly journey: CompiledJourney
  private readonly entered: Enrollment

  constructor(run: Run, journey: CompiledJourney, enrollment: Enrollment) {
    this.run = run
    this.journey = journey
    this.entered = enrollment
    this.now = run.now
  }

  get customer() {
    return this.run.customer
  }

  get zone(): string {
    return this.run.zone
  }

  enrollment(): Enrollment {
    return this.run.latest(this.entered)
  }

  test(test: Test, because: Because[]): boolean {
    return this.run.judge(test, this.enrollment(), because) === true
  }

  watch(test: Test, because: Because[]): { matches: boolean; changesAt: Date | null } {
    let changesAt: Date | null = null
    const scope = this.run.scope(this.enrollment(), undefined, at => {
      if (!changesAt || at < changesAt) changesAt = at
    })
    return { matches: test(scope, because) === true, changesAt }
  }

  testEvent(test: Test, event: Event): boolean {
    return test(this.run.scope(this.enrollment(), event.properties), []) === true
  }

  read(values: Values): JsonObject {
    return readValues(values, path => this.readPath(path))
  }

  readPath(path: string): JsonValue | undefined {
    return readField(this.run.scope(this.enrollment()), path)
  }

  record(kind: DecisionKind, reason: string | null, detail?: JsonValue): void {
    this.run.record(this.entered, kind, reason, detail)
  }

  draw(variant: string): void {
    const { stepId, variants } = this.enrollment()
    this.run.change(this.entered, { variants: { ...variants, [stepId!]: variant } })
  }

  output(output: JsonObject | null): void {
    const { stepId, outputs } = this.enrollment()
    const { [stepId!]: _, ...others } = outputs
    this.run.change(this.entered, { outputs: output === null ? others : { ...others, [stepId!]: output } })
  }

  hold(step: SendStep): Hold | null {
    return holdOf(this.run, this.journey, this.enrollment(), step)
  }

  isHeldOutFrom(step: SendStep): boolean {
    return isHeldOutFrom(this.enrollment(), step)
  }

  isHeldOutFromCodes(): boolean {
    return isHeldOutFromCodes(this.enrollment(), this.journey, this.enrollment().stepId!)
  }

  send(step: SendStep): void {
    const { key, queuedMessages } = this.enrollment()
    const holdout = this.isHeldOutFrom(step)
    this.run.messages.push({
      id: this.idOf('message'),
      ...this.place(),
      key,
      channel: step.send,
      template: step.template,
      category: isMarketing(step) ? 'marketing' : 'transactional',
      content: contentOf(step),
      holdout,
    })
    if (!holdout) this.run.change(this.entered, { queuedMessages: queuedMessages + 1 })
  }

  call(call: Pick<NewCall, 'kind' | 'target' | 'title' | 'payload' | 'answers'>): void {
    this.run.calls.push({ id: this.idOf('call'), ...this.place(), ...call })
  }

  coupon(pool: string): string | null | undefined {
    const { id, stepId } = this.enrollment()
    const claim = idFrom('coupon', id, stepId!)
    return this.run.grant({ kind: 'coupon', claim, pool })?.code
  }

  setAttributes(attributes: JsonObject): void {
    this.run.setAttributes(attributes)
    this.emit('customer_updated', attributes)
  }

  holdAudience(): Hold | null {
    return audienceHoldOf(this.run, this.journey, this.enrollment())
  }

  changeAudience(change: Pick<AudienceChange, 'audience' | 'change'>): void {
    const { journeyId, stepId } = this.place()
    this.run.audiences.push({ ...change, journeyId, stepId })
  }

  emit(type: string, properties: JsonObject): void {
    // Not by the pass: whoever was moved may come by a step twice in one, and those are two events.
    const { id, stepId, seq } = this.enrollment()
    this.run.emit(type, properties, this.now, id, stepId!, seq)
  }

  beginPass(): void {
    this.run.change(this.entered, { pass: this.enrollment().pass + 1 })
  }

  private place() {
    const { id: enrollmentId, stepId, pass, version } = this.enrollment()
    return { enrollmentId, journeyId: this.journey.id, version, stepId: stepId!, pass }
  }

  /** Once per enrollment, step and pass, however often the input is decided (I4). */
  private idOf(what: string): string {
    const { id, stepId, pass } = this.enrollment()
    return idFrom(what, id, stepId!, pass)
  }
}
