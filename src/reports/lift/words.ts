// Numbers of comparisons as people read them. A difference of rates is in points: "1 % more" could mean two things.

/** `0.0123` → `1.23 %`. */
export const share = (value: number): string => `${(value * 100).toFixed(2)} %`

/** `0.0123` → `1.23 points`. */
export const points = (value: number): string => `${(value * 100).toFixed(2)} points`

/** `1 day`, `12 days`. */
export const days = (count: number): string => `${count.toLocaleString('en')} day${count === 1 ? '' : 's'}`
