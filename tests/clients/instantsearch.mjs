// InstantSearch with the clients that its users have.
import assert from 'node:assert/strict'
import { asked, until } from './harness.mjs'

const stats = (page, text) => until(page, (text) => document.querySelector('#stats')?.textContent.includes(text), text)
const hits = (page) => page.$$eval('#hits li', (all) => all.map((hit) => ({
  href: hit.querySelector('a')?.getAttribute('href'),
  text: hit.textContent,
  marks: [...hit.querySelectorAll('mark')].map((mark) => mark.textContent),
})))
const counts = (page, list) => page.$$eval(`${list} li`, (all) => Object.fromEntries(all
  .map((row) => [row.querySelector('.ais-RefinementList-labelText').textContent,
    Number(row.querySelector('.ais-RefinementList-count').textContent)])))

async function type(page, text) {
  await page.fill('#box input', '')
  await page.locator('#box input').pressSequentially(text, { delay: 10 })
}

async function typing({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'async')
  await stats(page, '12 results')
  const found = await hits(page)
  assert.equal(found.length, 4)
  assert.equal(found[0].href, '/rust/async/')
  assert.deepEqual(found[0].marks, ['Async', 'async'])
}

async function filtering({ page, open, front }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'async')
  await stats(page, '12 results')
  const before = await counts(page, '#topic')
  assert.deepEqual(before, { python: 5, web: 4, rust: 3 })
  await page.click('#topic input[value=python]')
  await stats(page, '5 results')
  assert.ok((await hits(page)).every(({ href }) => href.startsWith('/python/')))
  assert.deepEqual(await counts(page, '#topic'), before, 'the other values stay to choose')
  await page.click('#level input[value=beginner]')
  await stats(page, '2 results')
  assert.equal(asked(front).at(-1).length, 3, 'three requests of one query')
  await page.click('#topic input[value=python]')
  await stats(page, `${(await counts(page, '#level')).beginner} results`)
}

async function paging({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'async')
  await stats(page, '12 results')
  const seen = (await hits(page)).map(({ href }) => href)
  for (const number of ['2', '3']) {
    await page.click(`#pages a[aria-label="Page ${number}"], #pages a:text-is("${number}")`)
    await until(page, (last) => document.querySelector('#hits li a')?.getAttribute('href') !== last, seen.at(-4))
    seen.push(...(await hits(page)).map(({ href }) => href))
  }
  assert.equal(new Set(seen).size, 12, 'three pages of four, none twice')
  assert.equal(await page.locator('#pages a:text-is("4")').count(), 0)
}

async function ordering({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'async')
  await stats(page, '12 results')
  await page.selectOption('#sort select', 'docs_date_desc')
  await until(page, () => document.querySelector('#hits li a')?.getAttribute('href') === '/web/fetch/')
}

async function ranges({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'async')
  await stats(page, '12 results')
  const least = page.locator('#minutes input').first()
  assert.equal(await least.getAttribute('placeholder'), '4')
  await least.fill('12')
  await page.click('#minutes button')
  await stats(page, '5 results')
}

async function values({ page, open }, client) {
  await open('instantsearch.html', { client })
  await page.waitForSelector('#topic li')
  await page.locator('#topic input[type=search]').fill('pyhton') // at once: the box shows whichever answer comes last
  await until(page, () => [...document.querySelectorAll('#topic li mark')]
    .map((mark) => mark.textContent).join() === 'python')
}

async function nothing({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'xylophone')
  await until(page, () => document.querySelector('#hits')?.textContent.includes('Nothing for xylophone'))
  assert.deepEqual(await hits(page), [])
}

async function hostile({ page, open }, client) {
  await open('instantsearch.html', { client })
  await type(page, 'hostile')
  await until(page, () => document.querySelector('#hits li')?.textContent.includes('<img src=x onerror="'))
  assert.equal(await page.locator('#hits img').count(), 0)
  await type(page, 'vec')
  await until(page, () => document.querySelector('#hits li')?.textContent.includes('Generic types: Vec<T>'))
  assert.ok(!(await page.textContent('#hits')).includes('&lt;'), 'escaped once only')
}

async function overload({ page, open, front }, client) {
  await open('instantsearch.html', { client })
  await page.waitForSelector('#hits li')
  front.instead = { status: 429, headers: { 'retry-after': '1' } }
  const refused = page.waitForResponse((response) => response.status() === 429)
  await page.fill('#box input', 'v')
  await refused
  assert.ok((await hits(page)).length > 0, 'what was found before stays')
  front.instead = null
  await type(page, 'rebase')
  await until(page, () => document.querySelector('#hits li a')?.getAttribute('href') === '/git/rebase/')
  return 'Too many searches are waiting.'
}

const each = { typing, filtering, paging, ordering, ranges, values, nothing, hostile, overload }
const withoutValues = { typing, filtering, hostile }

export default [['lite5', each], ['lite4', each], ['fetch', withoutValues]]
  .flatMap(([client, scenarios]) => Object.entries(scenarios)
    .map(([name, scenario]) => [`instantsearch ${client}: ${name}`, (given) => scenario(given, client)]))
