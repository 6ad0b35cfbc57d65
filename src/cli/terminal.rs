//! Colours by meaning; `anstream` drops them in a pipe and with `NO_COLOR`.

use std::fmt::{self, Display};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// Writes to standard output, in colour only where a person reads.
///
/// # Errors
/// The reader went away, as `head` does, or the disk is full.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a value as indented JSON to standard output.
///
/// # Errors
/// As [`print()`].
pub(super) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(print(&(text + "\n"))?)
}

/// Text in a style, shown with its escape codes around it.
pub(super) struct Styled<T>(Style, T);

impl<T: Display> Display for Styled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.0.render(), self.1, self.0.render_reset())
    }
}

/// Failures.
pub(super) fn red<T: Display>(text: T) -> Styled<T> {
    Styled(AnsiColor::Red.on_default().bold(), text)
}

/// Things to look at.
pub(super) fn yellow<T: Display>(text: T) -> Styled<T> {
    Styled(AnsiColor::Yellow.on_default(), text)
}

/// Addresses.
pub(super) fn blue<T: Display>(text: T) -> Styled<T> {
    Styled(AnsiColor::Blue.on_default(), text)
}

/// What matters most on a line.
pub(super) fn bold<T: Display>(text: T) -> Styled<T> {
    Styled(Style::new().bold(), text)
}

/// Matched words.
pub(super) fn mark<T: Display>(text: T) -> Styled<T> {
    Styled(AnsiColor::Yellow.on_default().bold().underline(), text)
}

/// What may be passed over.
pub(super) fn dim<T: Display>(text: T) -> Styled<T> {
    Styled(Style::new().dimmed(), text)
}
