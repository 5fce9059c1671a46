import { expect, test } from 'vitest'
import { aDatabase } from '../../support/database.js'
import { dumpSchema } from '../../support/schema-dump.js'

// After a new migration: npx vitest run --project integration test/integration/db/schema.test.ts --update
test('the committed schema is what the migrations make', async () => {
  const { db } = await aDatabase()
  await expect(await dumpSchema(db)).toMatchFileSnapshot('../../../migrations/schema.sql')
})
