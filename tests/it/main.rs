//! Every integration test, in one binary.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

/// The command line, end to end on temporary folders.
mod cli;

/// Golden queries: what the corpus that comes with Docent answers first.
mod golden_queries;

/// The rules of the architecture, read off the source.
mod layers;

/// Matching against a brute-force oracle on small corpora.
mod oracle;

/// Properties that hold for any page and any query.
mod properties;

/// Publishing: kills, full disks, damage, two writers.
mod publish;

/// What the others share: documents, indexes, temporary corpora.
mod support;
