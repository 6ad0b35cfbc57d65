//! MDN's macros: the words they show.

use super::Context;
use super::lines::Lines;

/// Rewrites the lines of a page.
pub(super) fn apply(_lines: &mut Lines<'_>, _context: &mut Context<'_>) {}
