//! The dialect of the engine behind javascript.info.

use super::Context;
use super::lines::Lines;

/// Rewrites the lines of a page.
pub(super) fn apply(_lines: &mut Lines<'_>, _context: &mut Context<'_>) {}
