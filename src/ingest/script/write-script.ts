// The last step of `npm run build`: writes dist/storefront/triggerfish.js from the compiled modules beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.js'

const folder = fileURLToPath(new URL('../../../storefront/', import.meta.url))
const compiled = join(folder, 'modules')
const modules = new Map(
  readdirSync(compiled)
    .filter(file => file.endsWith('.js'))
    .map(file => [basename(file, '.js'), readFileSync(join(compiled, file), 'utf8')]),
)
writeFileSync(join(folder, 'triggerfish.js'), bundle(modules, 'main', 'triggerfish.js, MIT licence'))
