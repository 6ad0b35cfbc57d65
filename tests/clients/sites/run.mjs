// Builds sites by their own generators, serves them and Docent over https on localhost, and searches
// them in a browser: `node run.mjs PATH-TO-DOCENT`. The only thing said to a site is the application id.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = path.dirname(fileURLToPath(import.meta.url))
const docent = path.resolve(process.argv[2])
const work = mkdtempSync(path.join(os.tmpdir(), 'docent-sites-'))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' }

const SITES = {
  vitepress: { command: ['vitepress', 'build', 'docs'], built: 'docs/.vitepress/dist' },
}

/** Makes a certificate for localhost that nobody trusts. */
function certificate() {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(work, name))
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { key: readFileSync(key), cert: readFileSync(cert) }
}

function listen(server) {
  return new Promise((done) => server.listen(0, 'localhost', () => done(server.address().port)))
}

/** Starts Docent on an index, and waits until it answers. */
async function serve(index, port) {
  const child = spawn(docent, ['serve', '--index', index, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' })
  for (let tries = 0; tries < 100; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false)
    if (ready) return child
    await new Promise((done) => setTimeout(done, 100))
  }
  child.kill()
  throw new Error('docent serve does not answer')
}

function folder(root) {
  return (request, response) => {
    let file = path.join(root, decodeURIComponent(new URL(request.url, 'http://a').pathname))
    if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, 'index.html')
    if (!file.startsWith(root) || !existsSync(file)) {
      response.writeHead(404)
      response.end()
      return
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  }
}

async function search(page, site) {
  await page.goto(site)
  await page.locator('.DocSearch-Button').first().click()
  const input = page.locator('.DocSearch-Input')
  await input.pressSequentially('watering', { delay: 30 })
  await page.waitForFunction(() => [...document.querySelectorAll('.DocSearch-Hit')]
    .some((hit) => hit.textContent.includes('Watering Tree<Apple>')))
  const marks = await page.$$eval('.DocSearch-Hit mark', (all) => all.map((mark) => mark.textContent))
  assert.ok(marks.includes('Watering'), String(marks))
  const row = page.locator('.DocSearch-Hit', { hasText: 'Watering Tree<Apple>' }).locator('a')
  const target = await row.getAttribute('href')
  assert.ok(target.includes('/guide/planting') && target.includes('#watering'), target)
  await row.click()
  await page.waitForURL((url) => url.pathname.startsWith('/guide/planting') && url.hash.startsWith('#watering'))
  await page.keyboard.press('Control+k')
  await input.fill('xylophone')
  await page.waitForFunction(() => document.querySelector('.DocSearch-NoResults')?.textContent.includes('xylophone'))
}

async function check(name, { command, built }, tls, browser) {
  const source = path.join(here, name)
  // The id is built into the site, so the ports are taken first.
  const spare = http.createServer()
  const port = await listen(spare)
  await new Promise((done) => spare.close(done))
  const proxy = https.createServer(tls, (request, response) => {
    const { method, url, headers } = request
    const onward = http.request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  const appId = `localhost:${await listen(proxy)}/algolia?`
  execFileSync('npx', ['--no-install', ...command], { cwd: source, stdio: 'ignore',
    env: { ...process.env, DOCENT_APP_ID: appId } })
  const site = path.join(source, built)
  const index = path.join(work, name)
  execFileSync(docent, ['index', site, '--index', index], { stdio: 'ignore' })
  const serving = await serve(index, port)
  const pages = https.createServer(tls, folder(site))
  const address = `https://localhost:${await listen(pages)}/`
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  try {
    await search(await context.newPage(), address)
    console.log(`ok ${name}`)
  } finally {
    await context.close()
    serving.kill()
    pages.close()
    proxy.close()
  }
}

const browser = await chromium.launch({ executablePath: process.env.DOCENT_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
let failed = 0
const tls = certificate()
for (const [name, site] of Object.entries(SITES)) {
  try {
    await check(name, site, tls, browser)
  } catch (error) {
    failed += 1
    console.log(`not ok ${name}\n${error.stack ?? error}`)
  }
}
await browser.close()
rmSync(work, { recursive: true, force: true })
process.exit(failed > 0 ? 1 : 0)
