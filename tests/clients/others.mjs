// React InstantSearch, autocomplete-js, and algoliasearch from a program.
import assert from 'node:assert/strict'
import { algoliasearch } from 'algoliasearch'
import algoliasearch4 from 'algoliasearch4'
import { until } from './harness.mjs'

async function react({ page, open }) {
  await open('react.html')
  await page.locator('input[type=search]').pressSequentially('async', { delay: 10 })
  await until(page, () => document.querySelector('.ais-Stats')?.textContent.includes('12 results'))
  assert.equal(await page.locator('.ais-Hits-item').count(), 4)
  assert.equal(await page.locator('.ais-Hits-item mark').first().textContent(), 'Async')
  await page.click('.ais-RefinementList input[value=python]')
  await until(page, () => document.querySelector('.ais-Stats')?.textContent.includes('5 results'))
  assert.equal(await page.locator('.ais-RefinementList-item').count(), 3)
  await page.click('.ais-Pagination a:text-is("2")')
  await until(page, () => document.querySelectorAll('.ais-Hits-item').length === 1)
}

async function reactHostile({ page, open }) {
  await open('react.html')
  await page.locator('input[type=search]').pressSequentially('hostile', { delay: 10 })
  await until(page, () => document.querySelector('.ais-Hits')?.textContent.includes('<img src=x'))
  assert.equal(await page.locator('.ais-Hits img').count(), 0)
}

async function autocomplete({ page, open }) {
  await open('autocomplete.html')
  await page.locator('.aa-Input').pressSequentially('gather', { delay: 10 })
  await until(page, () => document.querySelector('.aa-Item')?.textContent.includes('Async programming'))
  assert.equal(await page.locator('.aa-Item mark').first().textContent(), 'Gather')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/python/asyncio/**')
}

async function autocompleteHostile({ page, open }) {
  await open('autocomplete.html')
  await page.locator('.aa-Input').pressSequentially('hostile', { delay: 10 })
  await until(page, () => document.querySelector('.aa-Item')?.textContent.includes('<img src=x'))
  assert.equal(await page.locator('.aa-Panel img').count(), 0)
  await page.fill('.aa-Input', 'xylophone')
  await until(page, () => document.querySelector('.aa-Panel')?.textContent.includes('Nothing found'))
}

async function node5({ front }) {
  const url = `${front.url.replace('http://', '')}/algolia`
  const client = algoliasearch('DOCENT', 'any', { hosts: [{ url, protocol: 'http', accept: 'readWrite' }],
    compression: 'gzip' })
  const { hits, nbHits } = await client.searchSingleIndex({ indexName: 'docs', searchParams: { query: 'vec' } })
  assert.equal(nbHits, 3)
  assert.equal(hits[0].objectID, 'rust/generics')
  assert.equal(front.seen[0].headers['x-algolia-application-id'] ?? new URL(front.seen[0].url, 'http://a')
    .searchParams.get('x-algolia-application-id'), 'DOCENT')
  const { results } = await client.search({ requests: [{ indexName: 'docs', query: 'async', facets: ['topic'] },
    { indexName: 'docs', type: 'facet', facet: 'topic', facetQuery: 'pyt' }] })
  assert.equal(results[0].facets.topic.python, 5)
  assert.equal(results[1].facetHits[0].value, 'python')
  const found = await client.searchForFacetValues({ indexName: 'docs', facetName: 'level',
    searchForFacetValuesRequest: { facetQuery: 'beg' } })
  assert.equal(found.facetHits[0].highlighted, '<em>beg</em>inner')
  await assert.rejects(client.searchSingleIndex({ indexName: 'docs', searchParams: { filters: 'a:b AND' } }),
    (error) => error.status === 400 && error.message.includes('`filters` at character'))
}

async function node4({ front }) {
  const url = `${front.url.replace('http://', '')}/algolia`
  const client = algoliasearch4('DOCENT', 'any', { hosts: [{ url, protocol: 'http', accept: 3 }] })
  const index = client.initIndex('docs')
  const { nbHits } = await index.search('async', { facetFilters: [['topic:python']], hitsPerPage: 2 })
  assert.equal(nbHits, 5)
  const { facetHits } = await index.searchForFacetValues('topic', 'ru')
  assert.equal(facetHits[0].value, 'rust')
  const { results } = await client.multipleQueries([{ indexName: 'docs', query: 'vec' },
    { indexName: 'docs', query: 'rebase', params: { hitsPerPage: 1 } }])
  assert.deepEqual(results.map((result) => result.hits.length), [3, 1])
}

export default Object.entries({ react, reactHostile, autocomplete, autocompleteHostile, node5, node4 })
