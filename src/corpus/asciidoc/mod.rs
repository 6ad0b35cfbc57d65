//! AsciiDoc: titles, sections, anchors, code, blocks.

use super::Notices;
use super::flow::Flow;
use super::resolve::Resolver;

/// Reads a page into `flow`.
pub(super) fn read(
    body: &str,
    _first_line: u32,
    flow: &mut Flow,
    _resolver: &Resolver,
    _notices: &mut Notices,
) {
    flow.text(body);
    flow.end_block();
}
