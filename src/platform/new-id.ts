// New ids for rows that nothing else names. Not for the engine, which names rows by their cause (model/ids.ts).
import { v7 } from 'uuid'

/** A UUID that sorts by its time of creation. */
export const newId = (): string => v7()
