// What the scenarios share: a page server, a proxy before Docent, a browser.
import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = path.dirname(fileURLToPath(import.meta.url))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

function listen(handler) {
  const server = http.createServer(handler)
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => done([server, `http://127.0.0.1:${server.address().port}`]))
  })
}

/** Serves `pages/`, the packages under `/npm/`, and a page at every other path. */
export function pages() {
  return listen((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://a').pathname)
    const folder = name.startsWith('/npm/') ? 'node_modules' : 'pages'
    const file = path.join(here, folder, name.replace(/^\/npm/, ''))
    const type = TYPES[path.extname(file)]
    if (!type || !file.startsWith(here) || !existsSync(file)) {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<title>A page of the site</title>')
      return
    }
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` })
    createReadStream(file).pipe(response)
  })
}

/** Passes requests on to Docent, remembers them, and can answer in its place. */
export async function proxy(docent) {
  const seen = []
  const state = { seen, instead: null }
  const target = new URL(docent)
  const [server, url] = await listen((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      seen.push({ method: request.method, url: request.url, headers: request.headers, body: body.toString() })
      if (state.instead) {
        const { status, headers } = state.instead
        const own = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' }
        response.writeHead(status, { 'content-type': 'application/json', ...own, ...headers })
        response.end(JSON.stringify({ message: 'Too many searches are waiting.', status }))
        return
      }
      const onward = http.request({ host: target.hostname, port: target.port, method: request.method,
        path: request.url, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => response.destroy())
      onward.end(body)
    })
  })
  return Object.assign(state, { server, url })
}

/** Runs scenarios one after another, each in a browser context of its own; what one
 * returns is what the page's errors may say. */
export async function run(docent, scenarios) {
  const [pageServer, site] = await pages()
  const front = await proxy(docent)
  const executablePath = process.env.DOCENT_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  let failed = 0
  // What a busy machine made too late passes the second time; what is broken does not.
  const attempt = async ([, scenario]) => {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 } })
    context.setDefaultTimeout(30_000)
    front.seen.length = 0
    front.instead = null
    const page = await context.newPage()
    const errors = []
    page.on('pageerror', (error) => errors.push(error.message))
    const open = (file, query = {}) => {
      const search = new URLSearchParams({ docent: front.url.replace('http://', ''), ...query })
      return page.goto(`${site}/${file}?${search}`)
    }
    try {
      const expected = await scenario({ page, context, open, front, site, docent })
      const others = errors.filter((message) => !message.includes(expected ?? '\n'))
      assert.deepEqual(others, [], 'the page throws nothing else')
      assert.equal(await page.evaluate(() => window.pwned), undefined, 'nothing of a page runs')
      const preflights = front.seen.filter(({ method }) => method === 'OPTIONS')
      assert.deepEqual(preflights, [], 'no preflight is sent')
      return undefined
    } catch (error) {
      return error
    } finally {
      await context.close()
    }
  }
  for (const scenario of scenarios) {
    const first = await attempt(scenario)
    const error = first && await attempt(scenario)
    failed += error ? 1 : 0
    if (first) console.log(`${error ? 'not ok' : 'ok the second time'} ${scenario[0]}\n${first.stack ?? first}`)
    else console.log(`ok ${scenario[0]}`)
  }
  await browser.close()
  pageServer.close()
  front.server.close()
  return failed
}

/** Waits until a function of the page gives something. */
export function until(page, check, argument) {
  return page.waitForFunction(check, argument).then((handle) => handle.jsonValue())
}

/** Returns the queries that reached the server, each with its parameters. */
export function asked(front) {
  return front.seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body).requests)
}
