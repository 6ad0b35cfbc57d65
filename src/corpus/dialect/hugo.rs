//! Hugo's shortcodes, those in link targets too.
//!
//! A site defines its own shortcodes, so most are read by one rule: a pair
//! keeps its text, under its title; one alone shows its `text`, `title`,
//! `caption` or `alt`, or nothing. The rest of this file is what themes and
//! Hugo itself bring along.

use super::super::address::{split_path, stem_of};
use super::super::frontmatter;
use super::super::site::join;
use super::arguments::Arguments;
use super::comments::drop_comments;
use super::include_file::{self, fenced};
use super::lines::Lines;
use super::tags::{Action, Shape, Tag, Vocabulary};
use super::{Context, hugo_words, template};

/// How deep files include one another.
const MAX_DEPTH: usize = 8;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    drop_comments(lines);
    template::rewrite(
        lines,
        &mut Hugo {
            context,
            depth: 0,
            panes: Vec::new(),
        },
    );
}

/// What shortcodes mean on one page.
struct Hugo<'c, 'x> {
    context: &'c mut Context<'x>,
    depth: usize,
    /// For each open `tabpane`, whether its panes hold text and not code.
    panes: Vec<bool>,
}

impl Vocabulary for Hugo<'_, '_> {
    const SIGNS: &'static [(&'static str, &'static str)] = &[("{{<", ">}}"), ("{{%", "%}}")];

    fn shape(&self, tag: &Tag<'_>) -> Shape {
        let inner = tag.inner;
        if tag.is_code || inner.starts_with("/*") {
            return Shape::Alone;
        }
        if let Some(name) = inner.strip_prefix('/') {
            return Shape::Closes(Arguments::of(name.trim()).name.to_owned());
        }
        let name = Arguments::of(inner).name;
        if inner.ends_with('/') {
            return Shape::Alone;
        }
        match is_code(name) || is_dropped(name) {
            true => Shape::Verbatim(name.to_owned()),
            false => Shape::Opens(name.to_owned()),
        }
    }

    fn action(&mut self, tag: &Tag<'_>) -> Action {
        if let Some(escaped) = tag.inner.strip_prefix("/*") {
            let escaped = escaped.strip_suffix("*/").unwrap_or(escaped);
            let (opening, closing) = Self::SIGNS[tag.sign];
            return Action::Text(format!("{opening}{escaped}{closing}"));
        }
        if let Some(name) = tag.inner.strip_prefix('/') {
            if name.trim() == "tabpane" {
                self.panes.pop();
            }
            return match tag.is_code {
                true => Action::Leave,
                false => Action::Keep(None),
            };
        }
        let inner = tag.inner.strip_suffix('/').unwrap_or(tag.inner);
        let arguments = Arguments::of(inner.trim());
        if let Some(value) = self.value(&arguments) {
            return Action::Text(value);
        }
        match tag.is_code {
            true => Action::Leave,
            false => self.shortcode(&arguments, tag),
        }
    }
}

/// Says whether what a shortcode encloses is code.
fn is_code(name: &str) -> bool {
    matches!(name, "highlight" | "clients-example")
}

/// Says whether what a shortcode encloses is shown as no text.
fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "comment" | "mermaid" | "plantuml" | "math" | "katex" | "chart" | "raw-css" | "toc"
    )
}

impl Hugo<'_, '_> {
    /// Returns the text of a shortcode that stands for a value.
    fn value(&self, arguments: &Arguments<'_>) -> Option<String> {
        let first = arguments.nth(0);
        let param = |name: &str| self.param(name);
        Some(match arguments.name {
            "ref" | "relref" => self.target(first.or(arguments.get("path"))?),
            "param" | "site-param" | "siteparam" => param(first.or(arguments.get("name"))?)?,
            "latest-version" => param("latest")?,
            "latest-semver" => param("latest")?.trim_start_matches('v').to_owned(),
            "skew" => self.skew(first?, arguments.nth(1), arguments.nth(2))?,
            _ => return None,
        })
    }

    /// Returns a parameter of the page or the site.
    fn param(&self, name: &str) -> Option<String> {
        let own = self.context.front_value(name);
        own.or_else(|| self.context.site.variables.get(&param_key(name)).cloned())
    }

    /// Returns the address that a page is linked to by.
    fn target(&self, written: &str) -> String {
        let (path, fragment) = match written.find('#') {
            Some(at) => written.split_at(at),
            None => (written, ""),
        };
        let Some(below) = path.strip_prefix('/') else {
            return written.replace(' ', "%20");
        };
        let mount = self.context.site.mount_of(self.context.path);
        let mount = mount.map_or("/", |mount| mount.url.as_str());
        let (folder, name) = split_path(below);
        let below = match stem_of(name) {
            "_index" | "index" => folder,
            stem if name.ends_with(".md") => &below[..below.len() - name.len() + stem.len()],
            _ => below,
        };
        format!("{mount}{below}{fragment}").replace(' ', "%20")
    }

    /// Returns a version some minor versions away from the site's.
    fn skew(&self, which: &str, by: Option<&str>, sign: Option<&str>) -> Option<String> {
        let key = match which.starts_with("latest") {
            true => "latest",
            false => "version",
        };
        let version = self.param(key).or_else(|| self.param("latest"))?;
        let version = version.trim_start_matches('v');
        let (major, minor) = version.split_once('.')?;
        let minor: i64 = minor.split('.').next()?.parse().ok()?;
        let by = match which {
            "nextMinorVersion" => 1,
            "prevMinorVersion" => -1,
            "oldestMinorVersion" => -3,
            _ => by.and_then(|by| by.parse().ok()).unwrap_or(0),
        };
        let minor = minor.checked_add(by)?;
        Some(format!("{major}{}{minor}", sign.unwrap_or(".")))
    }

    /// Says what becomes of a shortcode outside of code.
    fn shortcode(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let language = self.context.language();
        match arguments.name {
            "heading" => {
                let name = arguments.nth(0).unwrap_or_default();
                Action::Text(hugo_words::heading(self.context.site, &language, name))
            }
            "glossary_tooltip" | "glossary-tooltip" => Action::Text(self.tooltip(arguments)),
            "glossary_definition" => self.definition(arguments, tag),
            "feature-state" | "feature_state" => Action::Text(feature_state(arguments)),
            "codenew" | "code_sample" | "code" | "code-sample" if !tag.is_paired => {
                self.code(arguments, tag)
            }
            "include" | "readfile" | "include-md" | "includemd" if !tag.is_paired => {
                self.include(arguments, tag)
            }
            "figure" | "imgproc" | "image" | "img" => shown_image(arguments, tag),
            name if is_code(name) => {
                let language = arguments.nth(0).unwrap_or_default();
                let language = arguments.get("lang").unwrap_or(language);
                Action::Code(language.to_owned(), None)
            }
            name if is_dropped(name) => Action::Drop,
            "tab" => self.tab(arguments, tag),
            "tabpane" => {
                if tag.is_paired {
                    self.panes
                        .push(arguments.get("text").is_some_and(|text| text == "true"));
                }
                Action::Keep(None)
            }
            "details" | "expand" | "collapse" | "accordion" | "spoiler" if tag.is_paired => {
                let label = arguments.first_of(&["title", "summary", "label"]);
                Action::Keep(label.or(arguments.nth(0)).map(str::to_owned))
            }
            _ if tag.is_paired => {
                let label = arguments.first_of(&["title", "header", "caption", "label", "text"]);
                Action::Keep(label.map(str::to_owned))
            }
            _ => {
                let shown = arguments.first_of(&["text", "title", "caption", "label", "alt"]);
                Action::Keep(shown.map(str::to_owned))
            }
        }
    }

    /// Reads a pane of tabs, which may be a file.
    fn tab(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let label = arguments.first_of(&["name", "header", "title", "label"]);
        let label = label.or(arguments.nth(0)).map(str::to_owned);
        if let Some(file) = arguments.first_of(&["include", "file"])
            && !tag.is_paired
        {
            let text = self.included(file, tag).unwrap_or_default();
            return Action::Block(format!("{}\n\n{text}", label.unwrap_or_default()));
        }
        match self.panes.last() {
            Some(false) if tag.is_paired => {
                let language = arguments.get("lang").unwrap_or_default();
                Action::Code(language.to_owned(), label)
            }
            _ => Action::Keep(label),
        }
    }

    /// Returns the words that a glossary's entry is shown by.
    fn tooltip(&mut self, arguments: &Arguments<'_>) -> String {
        if let Some(text) = arguments.get("text") {
            return text.to_owned();
        }
        let id = arguments
            .get("term_id")
            .or(arguments.nth(0))
            .unwrap_or_default();
        let entry = self.glossary(id);
        let title = entry.and_then(|text| include_file::front_value(&text, "title"));
        title.unwrap_or_else(|| id.replace('-', " "))
    }

    /// Returns the text of a glossary's entry.
    fn glossary(&self, id: &str) -> Option<String> {
        if id.is_empty() || id.contains('/') {
            return None;
        }
        let file = format!("docs/reference/glossary/{id}.md");
        let near = format!("glossary/{id}.md");
        self.context.read_first(&self.places(&[&file, &near]))
    }

    /// Shows a glossary's entry, its first part or all of it.
    fn definition(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let id = arguments
            .get("term_id")
            .or(arguments.nth(0))
            .unwrap_or_default();
        let Some(text) = self.glossary(id) else {
            self.context.miss(tag.number, id);
            return Action::Keep(None);
        };
        let body = frontmatter::split(&text).body;
        let body = match arguments.get("length") {
            Some("all") => body.replacen("<!--more-->", "", 1),
            _ => body
                .split("<!--more-->")
                .next()
                .unwrap_or_default()
                .to_owned(),
        };
        let body = self.nested(body.trim());
        let body = match arguments.get("prepend") {
            Some(before) => {
                let mut rest = body.trim_start().chars();
                let first = rest.next().map(char::to_lowercase);
                let first = first.into_iter().flatten().collect::<String>();
                format!("{before} {first}{}", rest.as_str())
            }
            None => body,
        };
        Action::Block(body)
    }

    /// Returns where a file may lie: beside the page, below the content.
    fn places(&self, files: &[&str]) -> Vec<String> {
        let site = self.context.site;
        let (folder, _) = split_path(self.context.path);
        let own = site
            .mount_of(self.context.path)
            .map(|mount| mount.folder.as_str());
        let mounts = site.mounts.iter().map(|mount| mount.folder.as_str());
        let mut folders = vec![folder];
        folders.extend(own);
        // The site's first language stands in for what is not translated.
        folders.extend(mounts.take(1));
        folders.push(&site.root);
        let mut places = Vec::new();
        for folder in folders {
            for file in files {
                let place = join(folder, file.trim_start_matches('/'));
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// Shows a file as code.
    fn code(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let file = arguments
            .get("file")
            .or(arguments.nth(0))
            .unwrap_or_default();
        let places = self.places(&[&format!("examples/{file}"), file]);
        let Some(text) = self
            .context
            .read_first(&places)
            .filter(|_| !file.is_empty())
        else {
            self.context.miss(tag.number, file);
            return Action::Keep(None);
        };
        let language = arguments.first_of(&["language", "lang"]);
        let (_, name) = split_path(file);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Action::Block(fenced(&text, language.unwrap_or(extension)))
    }

    /// Shows a file of Markdown, or of code if the shortcode says so.
    fn include(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let file = arguments
            .first_of(&["file", "path", "src"])
            .or(arguments.nth(0));
        let file = file.unwrap_or_default();
        if arguments.get("code") == Some("true") {
            return self.code(arguments, tag);
        }
        match self.included(file, tag) {
            Some(text) => Action::Block(text),
            None => Action::Keep(None),
        }
    }

    /// Returns the text of a file that is included, rewritten too.
    fn included(&mut self, file: &str, tag: &Tag<'_>) -> Option<String> {
        let below = format!("includes/{file}");
        let places = self.places(&[file, &below]);
        let found = self
            .context
            .read_first(&places)
            .filter(|_| !file.is_empty());
        let Some(text) = found else {
            self.context.miss(tag.number, file);
            return None;
        };
        let body = frontmatter::split(&text).body;
        Some(self.nested(body.trim_matches('\n')))
    }

    /// Rewrites what was included.
    fn nested(&mut self, text: &str) -> String {
        if self.depth >= MAX_DEPTH {
            return String::new();
        }
        let mut lines = Lines::of(text, 1);
        drop_comments(&mut lines);
        let mut inner = Hugo {
            context: &mut *self.context,
            depth: self.depth + 1,
            panes: Vec::new(),
        };
        template::rewrite(&mut lines, &mut inner);
        lines.into_text().0
    }
}

/// Returns the key of a site's parameter.
fn param_key(name: &str) -> String {
    format!("params.{}", name.to_lowercase())
}

/// Shows since when and how firmly a feature is there.
fn feature_state(arguments: &Arguments<'_>) -> String {
    let version = arguments.first_of(&["for_k8s_version", "for_version"]);
    let product = match arguments.get("for_k8s_version") {
        Some(_) => "Kubernetes ",
        None => "",
    };
    let version = version.map(|version| format!(" {product}{version}"));
    match arguments.get("state") {
        Some(state) => format!("FEATURE STATE:{} [{state}]", version.unwrap_or_default()),
        None => String::new(),
    }
}

/// Shows the words of an image.
fn shown_image(arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
    let mut words: Vec<&str> = Vec::new();
    for key in ["title", "caption", "alt"] {
        let value = arguments.get(key);
        words.extend(value.filter(|value| !words.contains(value)));
    }
    match (words.is_empty(), tag.is_paired) {
        (true, _) => Action::Keep(None),
        (false, true) => Action::Keep(Some(words.join("\n"))),
        (false, false) => Action::Text(words.join(". ")),
    }
}
