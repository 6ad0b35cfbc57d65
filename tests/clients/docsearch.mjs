// DocSearch 3, 4 and 5 as readers use them.
import assert from 'node:assert/strict'
import { asked, until } from './harness.mjs'

const INPUT = '.DocSearch-Input, input[type=search], .DocSearch-Modal input'

async function openModal(page) {
  await page.waitForSelector('body[data-ready=yes]')
  await page.waitForSelector('#docsearch button')
  await page.keyboard.press('Control+k')
  await page.waitForSelector(INPUT)
}

/** Types letter by letter, as readers do. */
async function type(page, text) {
  await page.fill(INPUT, '')
  await page.locator(INPUT).first().pressSequentially(text, { delay: 20 })
}

/** Returns the rows of results: the text, the marked parts, the address. */
function rows(page) {
  return page.$$eval('.DocSearch-Hit', (hits) => hits.map((hit) => ({
    text: hit.textContent.trim(),
    marks: [...hit.querySelectorAll('mark')].map((mark) => mark.textContent),
    href: hit.querySelector('a')?.getAttribute('href'),
  })))
}

function whenShown(page, text) {
  const has = (text) => [...document.querySelectorAll('.DocSearch-Hit')]
    .some((hit) => hit.textContent.includes(text))
  return until(page, has, text)
}

function whenGroups(page, expected) {
  const are = (expected) => JSON.stringify([...document.querySelectorAll('.DocSearch-Hit-source')]
    .map((group) => group.textContent).sort()) === JSON.stringify(expected)
  return until(page, are, expected)
}

async function typing({ page, open, front }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  await type(page, 'vec')
  await whenShown(page, 'Generic types')
  // Answers to the first letters come first.
  await whenGroups(page, ['Rust'])
  const found = await rows(page)
  assert.equal(found[0].href, '/rust/generics/')
  assert.ok(found[0].text.startsWith('Generic types: Vec<T>'), found[0].text)
  assert.deepEqual(found[0].marks.slice(0, 1), ['Vec'])
  const sections = found.filter(({ href }) => href.startsWith('/rust/generics/#'))
  assert.equal(sections.length, 2, 'sections of the page stand below it')
  assert.ok(sections.some(({ text }) => text.includes('Using Vec<T>')), 'Vec<T> stays whole')
  const queries = asked(front)
  assert.ok(queries.length >= 1 && queries.at(-1)[0].query === 'vec')
  assert.ok(front.seen.every(({ headers }) => headers.origin), 'the page is of another origin')
}

async function keyboard({ page, open }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  await type(page, 'gather')
  await whenShown(page, 'Gather')
  const place = (await rows(page)).findIndex(({ href }) => href.endsWith('#gather-several-coroutines'))
  for (let step = 0; step < place; step += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/python/asyncio/#gather-several-coroutines')
}

async function groups({ page, open }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  await type(page, 'async')
  await whenShown(page, 'Async iterators')
  await whenGroups(page, ['Python', 'Rust', 'Web'])
}

async function nothing({ page, open }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  await type(page, 'xylophone')
  await until(page, () => document.querySelector('.DocSearch-NoResults, .DocSearch-NoResults-Prefill-List')
    ?.textContent.includes('xylophone'))
}

async function hostile({ page, open }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  await type(page, 'hostile')
  await whenShown(page, 'Hostile')
  const found = await rows(page)
  assert.ok(found[0].text.includes('<img src=x onerror="window.pwned='), found[0].text)
  assert.equal(await page.locator('.DocSearch-Modal img[src=x], .DocSearch-Modal svg[onload]').count(), 0)
  // The row that was chosen comes back as a recent one, from raw attributes.
  await page.keyboard.press('Enter')
  await page.waitForURL('**/odd/evil/**')
  await open('docsearch.html', { v })
  await openModal(page)
  await whenShown(page, 'Hostile')
  const recent = await rows(page)
  assert.ok(recent[0].text.includes('<img src=x'), recent[0].text)
  assert.equal(await page.locator('.DocSearch-Modal img[src=x]').count(), 0)
}

async function overload({ page, open, front }, v) {
  await open('docsearch.html', { v })
  await openModal(page)
  front.instead = { status: 429, headers: { 'retry-after': '1' } }
  const refused = page.waitForResponse((response) => response.status() === 429)
  await type(page, 'v')
  await refused
  assert.equal((await rows(page)).length, 0)
  assert.ok(front.seen.length <= 4, 'a letter is not asked for again and again')
  front.instead = null
  // Had the client taken the host for dead, it would not ask for two minutes.
  await type(page, 'rebase')
  await whenShown(page, 'Rebase a branch')
  return 'Too many searches are waiting.'
}

/** The one-line way: an application id that ends in a question mark. */
async function appId({ page, context, open, docent }, v) {
  const urls = []
  await context.route('https://search.test/**', async (route) => {
    const request = route.request()
    const { pathname, search } = new URL(request.url())
    urls.push(request.url())
    const answer = await fetch(docent + pathname + search, { method: request.method(),
      headers: { origin: 'https://learn.test' }, body: request.postData() })
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers),
      body: await answer.text() })
  })
  await open('docsearch.html', { v, appId: 'search.test/algolia?' })
  await openModal(page)
  await type(page, 'vec')
  await whenShown(page, 'Generic types')
  const queries = urls.filter((url) => url.includes('/queries'))
  assert.ok(queries.length > 0)
  assert.ok(queries.every((url) => url.startsWith('https://search.test/algolia?-dsn.algolia.net/1/')), urls)
}

async function filtered({ page, open, front }, v) {
  const more = { searchParameters: { facetFilters: ['lang:en-US', ['topic:python', 'topic:git']] } }
  await open('docsearch.html', { v, more: JSON.stringify(more) })
  await openModal(page)
  await type(page, 'async')
  await whenShown(page, 'Async programming')
  await whenGroups(page, ['Python'])
  assert.deepEqual(asked(front).at(-1)[0].facetFilters, more.searchParameters.facetFilters)
}

/** DocSearch 5 has filters of its own. */
async function facets({ page, open, front }) {
  const more = { facets: [{ key: 'topic', label: 'Topic' }, { key: 'level', label: 'Level' }] }
  await open('docsearch.html', { v: '5', more: JSON.stringify(more) })
  await openModal(page)
  await type(page, 'async')
  await whenShown(page, 'Async functions')
  await page.click('.DocSearch-FacetBar button[aria-label=Topic]')
  const values = page.locator('[role=menuitemcheckbox], [role=menuitemradio], [role=menuitem]')
  await values.first().waitFor()
  assert.deepEqual((await values.allTextContents()).map((text) => text.trim()).sort(),
    ['All', 'Git', 'Odd', 'Python', 'Rust', 'Web'])
  // The style sheet at hand is that of DocSearch 3, under which the menu is covered.
  await values.filter({ hasText: 'Python' }).dispatchEvent('click')
  await whenGroups(page, ['Python'])
  assert.ok(JSON.stringify(asked(front).at(-1)).includes('topic:python'))
}

const each = { typing, keyboard, groups, nothing, hostile, overload, appId, filtered }

const byVersion = ['3', '4', '5'].flatMap((v) => Object.entries(each)
  .map(([name, scenario]) => [`docsearch ${v}: ${name}`, (given) => scenario(given, v)]))

export default [...byVersion, ['docsearch 5: facets', facets]]
