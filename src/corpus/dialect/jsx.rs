//! MDX, JSX and Vue in Markdown, read in a folder of its own.

pub(super) use super::super::jsx::apply;
