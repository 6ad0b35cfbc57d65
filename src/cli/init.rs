//! `docent init`: a docent.toml with what was found, commented.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::{DEFAULT_CORPUS, plain, terminal};
use crate::config::{Config, FILE_NAME};
use crate::corpus::{Corpus, FoundSite};
use crate::error::Error;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of tutorials
    #[arg(default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
    /// Print the file instead of writing it
    #[arg(long)]
    print: bool,
    /// Overwrite a docent.toml that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let path = arguments.corpus.join(FILE_NAME);
    if path.exists() && !arguments.force && !arguments.print {
        let message = format!(
            "{} is there already; --print shows what would be written, --force overwrites it",
            path.display()
        );
        return Err(Error::Invalid(message).into());
    }
    let corpus = Corpus::open(&arguments.corpus, &Config::default())?;
    let text = draft(&arguments.corpus, &corpus)?;
    if arguments.print {
        return Ok(terminal::print(&text)?);
    }
    fs::write(&path, text).map_err(Error::io("write", &path))?;
    let n = corpus.sources().len();
    let note = format!(
        "{} {}; {n} pages were found; read it, set `url`, then run `docent index {}`\n",
        terminal::bold("wrote"),
        path.display(),
        arguments.corpus.display()
    );
    Ok(terminal::print(&note)?)
}

/// Writes down the configuration that a corpus has without one.
fn draft(folder: &Path, corpus: &Corpus) -> anyhow::Result<String> {
    let mut out = String::new();
    let sites = corpus.sites();
    let first = sites.first();
    let name = match first.and_then(|site| site.name.clone()) {
        Some(name) => name,
        None => name_of(folder),
    };
    // What is assumed is a comment; what the site's own settings say is not.
    let address = match first.and_then(|site| site.address.clone()) {
        Some(address) => format!("url = {}", quoted(&address)),
        None => "# url = \"https://docs.example/\"".to_owned(),
    };
    writeln!(
        out,
        "# What docent knows about this site. A line that starts with # is what it assumes;\n\
         # take the # away to change it. docs/config.md explains every key.\n\n\
         [site]\nname = {}\n\
         # The address under which the site is published: results link to it.\n\
         {address}\n\
         # language = \"en\"\n\n\
         [corpus]\n\
         # exclude = [\"drafts/**\"]\n",
        quoted(&name)
    )?;
    out.push_str("[preset]\n");
    for site in &sites {
        describe(site, &mut out)?;
    }
    match sites.as_slice() {
        [site] => write_preset(site, &mut out)?,
        _ => out.push_str(
            "# Several sites lie in this folder: each keeps its own preset.\n\
             # generator = \"auto\"\n",
        ),
    }
    Ok(out)
}

/// Returns the name of a folder, for a site that has no other.
fn name_of(folder: &Path) -> String {
    let whole = folder.canonicalize().ok();
    let name = whole.as_deref().and_then(Path::file_name);
    name.map_or_else(
        || "Docs".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Says what was found and by which sign.
fn describe(site: &FoundSite, out: &mut String) -> std::fmt::Result {
    let place = match site.folder.as_str() {
        "" => "this folder".to_owned(),
        folder => plain(folder),
    };
    let sign = match site.sign.as_str() {
        "" => String::new(),
        sign => format!(", known by {}", plain(sign)),
    };
    let generator = site.generator.name();
    writeln!(
        out,
        "# Found: {generator} in {place}{sign}; {} pages.",
        site.pages
    )
}

/// Writes the preset of the only site.
fn write_preset(site: &FoundSite, out: &mut String) -> std::fmt::Result {
    let list = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>().join(", ");
    let dialects = list(&mut site.dialects.iter().map(|dialect| quoted(dialect.name())));
    let globs = list(&mut site.leave_out.iter().map(|glob| quoted(glob)));
    let content = list(
        &mut site
            .content
            .iter()
            .map(|(folder, url)| format!("{} = {}", quoted(folder), quoted(url))),
    );
    writeln!(out, "generator = {}", quoted(site.generator.name()))?;
    writeln!(out, "# content = {{ {content} }}")?;
    writeln!(out, "# urls = {}", quoted(site.urls.name()))?;
    writeln!(out, "# anchors = {}", quoted(site.anchors.name()))?;
    writeln!(out, "# dialects = [{dialects}]")?;
    writeln!(out, "# strip_numbers = {}", site.strips_numbers)?;
    writeln!(out, "# leave_out = [{globs}]")
}

/// Returns text as a TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_any_characters_is_one_of_toml() {
        for text in ["a", "a \"b\" \\ c", "tab\tend\n", "größe"] {
            let toml = format!("[site]\nname = {}\n", quoted(text));
            assert_eq!(Config::parse(&toml).unwrap().site.name, text);
        }
    }
}
