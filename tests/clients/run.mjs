// Runs the scenarios against a Docent: `node run.mjs http://127.0.0.1:7979 [part of a name]`.
import { run } from './harness.mjs'
import docsearch from './docsearch.mjs'
import instantsearch from './instantsearch.mjs'
import others from './others.mjs'

const [docent, part = ''] = process.argv.slice(2)
const scenarios = [...docsearch, ...instantsearch, ...others].filter(([name]) => name.includes(part))
const failed = await run(docent, scenarios)
console.log(`${scenarios.length - failed} of ${scenarios.length} passed`)
process.exit(failed > 0 || scenarios.length === 0 ? 1 : 0)
