//! Jupyter notebooks: Markdown cells as text, code cells as code.

use super::Notices;
use super::flow::Flow;

/// Reads a notebook into `flow`.
pub(super) fn read(text: &str, flow: &mut Flow, _notices: &mut Notices) {
    flow.text(text);
    flow.end_block();
}
