//! Records: a page and its best sections, listed one by one.

use std::num::NonZeroUsize;

/// The most records in one answer.
pub const MAX_RECORDS: usize = 1000;

/// Lists records instead of pages, as the search boxes of other engines do.
///
/// A page is a record, and so is each of its best sections (as many as
/// [`SearchRequest::sections`](super::SearchRequest::sections)). They stand
/// in one list, a page before its sections and these together, of which a window is
/// answered: `page` and `per_page` do not count. Totals and facets are in
/// records, and a facet is counted with its own filters too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Records {
    /// Records before the window.
    pub offset: usize,
    /// Records in the window, at most [`MAX_RECORDS`].
    pub length: usize,
    /// How long a passage is, in characters.
    pub passage_chars: NonZeroUsize,
    /// The most values of a facet that are listed.
    pub facet_values: usize,
}
