// What is wrong with a workspace, said so that its author can mend it without reading our code.

export type FindingLevel = 'error' | 'warning'

/** Names of the rules, stable for ever. docs/reference/journey-format.md explains each. */
export const errorCodes = [
  'json_syntax',
  'duplicate_property',
  'unknown_property',
  'wrong_value',
  'wrong_field',
  'no_step_kind',
  'file_name',
  'no_settings',
  'file_too_large',
  'duplicate_step_id',
  'unreachable_step',
  'wait_too_long',
  'template_missing',
  'segment_missing',
  'block_missing',
  'segment_circle',
  'goto_missing',
  'goto_not_back',
  'loop_without_wait',
  'emit_circle',
  'emit_reserved',
  'operator_type',
  'undecidable',
  'setting_missing',
  'key_without_event',
  'inside_missing',
  'segment_unwatchable',
  'goals_without_goal',
  'goal_name_reserved',
  'goal_reads_customer',
  'mjml_invalid',
  'liquid_syntax',
  'liquid_lost',
  'no_subject',
  'empty_sms',
  'locale_unknown',
] as const
export const warningCodes = [
  'no_goal',
  'goal_without_exit',
  'goal_never_reached',
  'anchor_never_seen',
  'wait_beyond_goal',
  'waits_in_vain',
  'sends_nothing',
  'message_after_exit',
  'cap_never_binds',
  'no_cap',
  'dedupe_in_vain',
  'same_occasion',
  'sms_without_consent',
  'no_testers',
  'audience_untold',
  'output_missing',
  'unusual_event',
  'unusual_field',
  'unusual_variable',
  'unused_file',
  'unknown_file',
  'may_be_missing',
  'no_preheader',
  'image_without_alt',
  'no_dark_mode',
  'no_unsubscribe',
  'no_postal_address',
  'no_reason',
  'long_sms',
  'sms_unicode',
] as const
export type ErrorCode = (typeof errorCodes)[number]
export type WarningCode = (typeof warningCodes)[number]
export type FindingCode = ErrorCode | WarningCode

/** One fault of a workspace. A workspace with an error is not published; a warning is for people to judge. */
export interface Finding {
  readonly level: FindingLevel
  /** The rule that was broken. */
  readonly code: FindingCode
  /** The file inside the workspace, such as `"segments/vip.json"`. */
  readonly file: string
  /** Where in the file, such as `"steps[2].then[0].template"`; empty for the file as a whole. */
  readonly path: string
  /** Line of that place, from 1; absent where the file is not there or the place is the whole file. */
  readonly line?: number
  /** What is wrong and what to do about it. */
  readonly message: string
}

/** A file of the workspace as it was read: its path inside the workspace, with `/`, and its text. */
export interface WorkspaceFile {
  readonly path: string
  readonly text: string
}

/** A fault inside one file, before the file and its lines are known. */
export interface Fault {
  readonly level: FindingLevel
  readonly code: FindingCode
  readonly path: JsonPath
  readonly message: string
}

export type JsonPath = readonly (string | number)[]

/** `["steps", 2, "if", "cart.value"]` → `steps[2].if["cart.value"]`. */
export function formatPath(path: JsonPath): string {
  const text = path.map(part => {
    if (typeof part === 'number') return `[${part}]`
    return /^[$\w]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`
  })
  return text.join('').replace(/^\./, '')
}

export const error = (code: ErrorCode, path: JsonPath, message: string): Fault => ({
  level: 'error',
  code,
  path,
  message,
})

export const warning = (code: WarningCode, path: JsonPath, message: string): Fault => ({
  level: 'warning',
  code,
  path,
  message,
})

/** The finding a fault is, once its file and lines are known. */
export const findingOf = (file: string, fault: Fault, lineOf?: (path: JsonPath) => number): Finding => ({
  level: fault.level,
  code: fault.code,
  file,
  path: formatPath(fault.path),
  ...(lineOf && { line: lineOf(fault.path) }),
  message: fault.message,
})
