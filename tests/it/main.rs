//! Every integration test, in one binary.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

/// What a reader must see, by number: pages, filters, snippets.
mod acceptance_pages;

/// What a reader must see, by number: words and signs.
mod acceptance_words;

/// Search boxes made for Algolia: what they send and get.
#[cfg(unix)]
mod algolia;

/// Folders and files that are not as they should be.
mod bad_pages;

/// Queries that are not as they should be: an answer or a notice, bounded work.
mod bad_queries;

/// The search box in a real browser.
#[cfg(unix)]
mod browser;

/// What writers should mend: each rule of `docent check` on small corpora.
mod check;

/// Search boxes made for Algolia, in a browser.
#[cfg(unix)]
mod clients;

/// The command line, end to end on temporary folders.
mod cli;

/// Pages of documentation that the code generates.
mod docs;

/// Indexing after edits: only what changed is read, and nobody can tell.
mod edits;

/// Facets of a site's own, translations and versions.
#[cfg(unix)]
mod families;

/// Golden pages: input, `----`, the document that it becomes.
mod golden_corpus;

/// Why pages stand where they do, and what front matter does to that.
mod explain;

/// What a reader sees of golden pages: the words kept and added.
mod golden_reader;

/// Judged queries: metrics, comparisons, gates.
mod eval;

/// Golden queries: what the corpus that comes with Docent answers first.
mod golden_queries;

/// The service over real sockets, with the real engine.
#[cfg(unix)]
mod http;

/// Crawling a site that is served here.
#[cfg(feature = "crawl")]
mod crawl;

/// The rules of the architecture, read off the source.
mod layers;

/// Watching, and the generations that are kept.
#[cfg(feature = "watch")]
mod live;

/// Matching against a brute-force oracle on small corpora.
mod oracle;

/// A page's own text as Markdown.
mod own_text;

/// The pages: structure, contrast, the same results as the JSON.
#[cfg(unix)]
mod pages;

/// The languages of the pages and of the translations that they show.
#[cfg(unix)]
mod languages;
/// The owner's last word: pinned and hidden pages.
mod pins;

/// Properties that hold for any page and any query.
mod properties;

/// Properties of parsing: what holds for any bytes.
mod properties_corpus;

/// Publishing: kills, full disks, damage, two writers.
mod publish;

/// Records: pages and their sections in one list, and several requests at once.
mod records;

/// Synonyms: of the owner, of one language, built in.
mod synonyms;

/// Pages that belong with a page.
mod related;

/// Completions of what is typed.
mod suggest;

/// What the others share: documents, indexes, temporary corpora.
mod support;

/// Typing letter by letter: how often the first hit changes under the reader.
mod typing;

/// Misspelt words: what they find, what is said of it, and the way back.
mod typos;
