//! Docent: a search engine for tutorial and documentation sites.
//!
//! A folder of pages becomes an index of sections; a search box asks it and
//! gets the right page first. This page is the manual of the source: the words
//! it uses, the order of its layers, and the two paths through them.
//!
//! # Glossary
//!
//! - **corpus**: a folder of pages as their authors wrote them.
//! - **mirror**: a live site's pages on disk, read by the crawler.
//! - **page**: one source file. **Document**: what was read of it, see [`document`].
//! - **section**: a heading and what stands under it; the unit that is indexed.
//! - **anchor**: the fragment of a URL that leads to a section.
//! - **topic**: what a page is about, hierarchical: `databases/nosql`.
//! - **facet**: a property of pages by which readers narrow a search.
//! - **term**: a word as the index knows it, see [`analysis`]. **Posting**: a
//!   term's occurrence in a field of a section. **Vocabulary**: all terms.
//! - **lexicon**: what is known of words when a query is expanded, see
//!   [`query::Lexicon`].
//! - **generation**: a published index, an immutable folder, see [`index`].
//! - **snapshot**: an opened generation, cheap to clone.
//! - **page table**: what is known of each page without opening a segment.
//! - **hit**: a page that was found, with its best sections, see [`api`].
//! - **catalogue**: a site at a glance, by topic, for those who have not searched.
//! - **own text**: a page's words from the index alone, shown at `/p/`.
//! - **record**: a page or one of its best sections, as the search boxes of other
//!   engines list them, see [`api::Records`].
//! - **snippet**: a passage with the matched words marked.
//! - **completion**: a title, heading or phrase that what is typed may become.
//! - **pin**: a page that the owner puts at a place for a query, or hides.
//! - **feature**: a named part of a page's score, see [`api::Explain`].
//! - **notice**: something skipped or repaired, with its place, see [`error`].
//! - **finding**: what a rule of the check found for writers to mend, see
//!   [`corpus::check`].
//!
//! # Layers
//!
//! Lowest first; a module imports only those declared before it here, and
//! `tests/it/layers.rs` holds that. `corpus` and `index` do not know each
//! other: [`document::Document`] is their whole agreement. Nothing above
//! `search` knows the engine beneath. The engine is synchronous, keeps no
//! global state and reads no environment.
//!
//! # The path of a page
//!
//! [`build::build`] opens the corpus ([`corpus::Corpus::open`]), and for each
//! page, on all cores: reads it, parses it into a document, analyses it
//! ([`index::prepare`]). The writer adds pages in path order
//! ([`index::Writer::add`]) and publishes the whole as a new generation
//! ([`index::Writer::publish`]); until the last rename nothing that readers see
//! has changed.
//!
//! # The path of a query
//!
//! [`search::search`] parses the text ([`query::parse`]), finds the terms that
//! may stand for each word ([`query::expand`]), reads their postings to
//! candidate pages, scores and orders them, counts facets over the page table,
//! and reads the sections of one page of results to mark their words. The same
//! function serves HTTP, the terminal and the benches.
//!
//! ```
//! use docent::api::SearchRequest;
//! use docent::build::{Links, Plan, Scope, build};
//! use docent::config::Config;
//! use docent::index::{Guard, Snapshot};
//! use docent::search::search;
//!
//! # fn main() -> docent::error::Result<()> {
//! let folder = tempfile::tempdir().expect("a temporary folder");
//! let corpus = folder.path().join("corpus");
//! std::fs::create_dir(&corpus).expect("a new folder");
//! std::fs::write(corpus.join("gulls.md"), "# Gulls\n\n## Herring gull\n\nPink legs.\n")
//!     .expect("a new file");
//! let plan = Plan {
//!     corpus,
//!     index: folder.path().join("index"),
//!     config: Config::default(),
//!     guard: Guard::On,
//!     links: Links::Noticed,
//!     reading: false,
//!     scope: Scope::Changes,
//! };
//! build(&plan, &mut |_| {})?;
//! let snapshot = Snapshot::open(&plan.index)?;
//! let request = SearchRequest { q: "herring gul".into(), ..SearchRequest::default() };
//! let response = search(&snapshot, &request)?;
//! assert_eq!(response.results[0].sections[0].url, "/gulls/#herring-gull");
//! # Ok(())
//! # }
//! ```

pub mod error;

pub mod document;

pub mod api;

pub mod config;

pub mod analysis;

pub mod corpus;

#[cfg(feature = "crawl")]
pub mod crawl;

pub mod index;

pub mod query;

pub mod search;

pub mod eval;

pub mod build;

#[cfg(feature = "serve")]
pub mod http;

#[cfg(feature = "cli")]
pub mod cli;
