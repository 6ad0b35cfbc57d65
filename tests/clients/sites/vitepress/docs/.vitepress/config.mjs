// The one line that a site changes is the application id.
export default {
  title: 'Orchard',
  lang: 'en-US',
  themeConfig: {
    search: { provider: 'algolia', options: { appId: process.env.DOCENT_APP_ID, apiKey: 'any', indexName: 'docs' } },
  },
}
