// Ids of rows as they are named on the command line: PostgreSQL refuses the whole statement over any other text.
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
