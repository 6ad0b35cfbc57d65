//! docs/formats.md: formats, generators and dialects as the code has them.

use std::fmt::Write as _;

use super::super::dialect::Dialect;
use super::super::name_in;
use super::super::source::Format;
use super::Generator;

/// What a format is read as, in the order of [`Format::EXTENSIONS`].
const FORMATS: [(Format, &str); 8] = [
    (
        Format::Markdown,
        "CommonMark with GitHub's extensions, raw HTML, front matter in YAML or TOML, and the dialects below",
    ),
    (
        Format::Mdx,
        "the same with JSX: imports and expressions go, children stay",
    ),
    (
        Format::Html,
        "the main content of a built or hand-written page; navigation, banners and what all pages repeat are left out; metas, JSON-LD, canonical address and `noindex` are heeded",
    ),
    (
        Format::Text,
        "paragraphs, headings by their shape, questions and answers; text copied off a portal's page without its menus; reStructuredText on a Sphinx site",
    ),
    (
        Format::Notebook,
        "Markdown cells as text, code cells as code; outputs are left out",
    ),
    (
        Format::Rst,
        "titles, sections, directives with their bodies, objects as symbols, labels as anchors",
    ),
    (
        Format::AsciiDoc,
        "titles, sections, blocks, tables, attributes, conditions and includes",
    ),
    (
        Format::JsonLines,
        "each line a page: `{\"url\", \"title\", \"topic\", \"sections\": […]}` or `{\"id\", \"title\", \"text\"}`; also a JSON list; see databases.md",
    ),
];

/// By which files a generator is known.
const SIGNS: [(Generator, &str); 20] = [
    (
        Generator::MdBook,
        "`book.toml`, or `SUMMARY.md` beside pages with mdBook's includes",
    ),
    (Generator::MkDocs, "`mkdocs.yml`"),
    (
        Generator::Docusaurus,
        "`docusaurus.config.js`, `.ts` or `.mjs`",
    ),
    (Generator::VitePress, "a folder `.vitepress` or `.vuepress`"),
    (Generator::Starlight, "`src/content/docs`"),
    (
        Generator::Hugo,
        "`hugo.toml`, a `config` with Hugo's keys, or `content/` with shortcodes",
    ),
    (
        Generator::Jekyll,
        "`_config.yml` beside collections, posts or layouts",
    ),
    (
        Generator::Gatsby,
        "a folder with an `index.md` for each page, below folders of languages",
    ),
    (Generator::Nextra, "`_meta` files beside MDX pages"),
    (
        Generator::GitBook,
        "`SUMMARY.md` or `LANGS.md` without a `book.toml`",
    ),
    (
        Generator::RailsGuides,
        "`guides/source` with the guides' own pages",
    ),
    (
        Generator::Learn,
        "`docfx.json`, or `toc.yml` beside pages with `ms.` keys",
    ),
    (
        Generator::Sphinx,
        "`conf.py`, or an index page with a `toctree`",
    ),
    (
        Generator::Antora,
        "`antora.yml`; a book or folder of AsciiDoc without it",
    ),
    (Generator::Mdn, "`files/LANGUAGE/…/index.md` with a `slug`"),
    (Generator::JavascriptInfo, "`NUMBER-name/article.md`"),
    (Generator::React, "`src/content` with `sidebar*.json`"),
    (
        Generator::DevSite,
        "`_book.yaml`, `_toc.yaml` or `_project.yaml`",
    ),
    (
        Generator::Crawl,
        "a mirror that `docent index --crawl` wrote",
    ),
    (
        Generator::Plain,
        "everything else; signs in the text switch dialects on",
    ),
];

/// What a dialect does.
fn deed(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Includes => {
            "brings in files of the corpus: mdBook, MkDocs, VitePress, DocFX, FastAPI"
        }
        Dialect::Hugo => "shortcodes: inner text and words stay, in link targets they become plain",
        Dialect::Liquid => {
            "tags and filters go, what they enclose stays, values of the site are put in"
        }
        Dialect::HonKit => "tags of HonKit and GitBook: titles of hints, tabs and files stay",
        Dialect::JavascriptInfo => "prose in fences, tags alone on a line, marks in code",
        Dialect::Learn => "images, rows, monikers, zones, tabs and references of Microsoft Learn",
        Dialect::Jsx => "MDX, JSX and Vue: imports and expressions go, children and words stay",
        Dialect::Myst => "directives and roles of MyST Markdown",
        Dialect::Admonitions => "`!!!`, `///`, `:::` and `> [!NOTE]`: titles and bodies stay",
        Dialect::Tabs => "each label once, every pane",
        Dialect::KumaScript => "MDN's macros: the words that they show",
        Dialect::Definitions => {
            "definition lists, abbreviations, marks for contents, keys and icons"
        }
        Dialect::Fences => "captions of code; highlighters' marks inside of it go",
    }
}

/// Returns the part of `docs/formats.md` that the code knows.
pub fn formats_to_markdown() -> String {
    let mut out = String::from("## Formats\n\n| files | what is read |\n|---|---|\n");
    for (format, extensions) in Format::EXTENSIONS {
        let names: Vec<String> = extensions.iter().map(|name| format!("`.{name}`")).collect();
        let read = FORMATS.iter().find(|(known, _)| known == format);
        let read = read.map_or("", |(_, read)| read);
        let _ = writeln!(out, "| {} | {read} |", names.join(", "));
    }
    out.push_str(
        "\n## Generators\n\nThe nearest generator above a page decides. `docent index` says which it \
         found, `docent init`\nwrites its preset into `docent.toml`, and `[preset]` there overrides \
         each part of it.\n\n\
         | generator | known by | addresses | anchors | dialects |\n|---|---|---|---|---|\n",
    );
    for (generator, sign) in SIGNS {
        let preset = generator.preset();
        let dialects: Vec<&str> = preset
            .dialects
            .iter()
            .map(|dialect| dialect.name())
            .collect();
        let _ = writeln!(
            out,
            "| `{}` | {sign} | `{}` | `{}` | {} |",
            generator.name(),
            preset.url.name(),
            preset.anchors.name(),
            dialects.join(", ")
        );
    }
    out.push_str("\n## Dialects\n\n| dialect | what is done |\n|---|---|\n");
    for (dialect, _) in Dialect::ALL {
        let name = name_in(Dialect::ALL, *dialect);
        let _ = writeln!(out, "| `{name}` | {} |", deed(*dialect));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generator_and_format_is_described() {
        for (generator, name) in Generator::ALL {
            assert!(SIGNS.iter().any(|(known, _)| known == generator), "{name}");
        }
        for (format, _) in Format::EXTENSIONS {
            assert!(
                FORMATS.iter().any(|(known, _)| known == format),
                "{format:?}"
            );
        }
    }
}
