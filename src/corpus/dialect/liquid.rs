//! Jekyll's Liquid: tags go, what they enclose stays.

use super::super::address::split_path;
use super::super::frontmatter;
use super::super::resolve::normal;
use super::super::site::{Generator, join};
use super::arguments::Arguments;
use super::lines::Lines;
use super::tags::{Action, Shape, Tag, Vocabulary};
use super::{Context, template};

/// How deep files include one another.
const MAX_DEPTH: usize = 8;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    if context.front_value("render_with_liquid").as_deref() == Some("false") {
        return;
    }
    let mut tags = Liquid {
        context,
        depth: 0,
        parameters: Vec::new(),
    };
    template::rewrite(lines, &mut tags);
}

struct Liquid<'c, 'x> {
    context: &'c mut Context<'x>,
    depth: usize,
    /// What the tag that includes a file hands over to it.
    parameters: Vec<(String, String)>,
}

impl Vocabulary for Liquid<'_, '_> {
    const SIGNS: &'static [(&'static str, &'static str)] = &[("{%", "%}"), ("{{", "}}")];

    fn shape(&self, tag: &Tag<'_>) -> Shape {
        let name = Arguments::of(tag.inner).name;
        match name.strip_prefix("end") {
            _ if tag.sign == 1 => Shape::Alone,
            Some("raw") => Shape::Closes("raw".to_owned()),
            None if name == "raw" => Shape::Verbatim(name.to_owned()),
            _ if tag.is_code => Shape::Alone,
            Some(name) => Shape::Closes(name.to_owned()),
            None if matches!(name, "comment" | "highlight" | "capture") => {
                Shape::Verbatim(name.to_owned())
            }
            None => Shape::Opens(name.to_owned()),
        }
    }

    fn action(&mut self, tag: &Tag<'_>) -> Action {
        if tag.sign == 1 {
            return self.value(tag);
        }
        let arguments = Arguments::of(tag.inner);
        match arguments.name {
            "raw" => Action::Raw,
            "endraw" => Action::Keep(None),
            _ if tag.is_code => Action::Leave,
            "comment" | "capture" => Action::Drop,
            "highlight" => {
                let language = arguments.nth(0).unwrap_or_default();
                Action::Code(language.to_owned(), None)
            }
            "link" => Action::Text(self.target(arguments.nth(0).unwrap_or_default())),
            "post_url" => {
                let post = format!("_posts/{}", arguments.nth(0).unwrap_or_default());
                Action::Text(self.target(&post))
            }
            "include" | "include_cached" | "include_relative" => self.include(&arguments, tag),
            _ => Action::Keep(None),
        }
    }
}

impl Liquid<'_, '_> {
    /// Returns what `{{ NAME | filter }}` shows.
    fn value(&self, tag: &Tag<'_>) -> Action {
        let name = tag.inner.split('|').next().unwrap_or_default().trim();
        let quoted = name.strip_prefix(['"', '\'']);
        if let Some(text) = quoted.and_then(|text| text.strip_suffix(['"', '\'']))
            && !tag.is_code
        {
            return Action::Text(text.to_owned());
        }
        let known = self.known(name);
        if let Some(value) = known.filter(|value| !value.contains('\n')) {
            return Action::Text(value);
        }
        let root = name.split(['.', '[']).next().unwrap_or_default();
        let is_jekyll = self.context.site.generator == Generator::Jekyll;
        let is_liquid = is_jekyll || matches!(root, "site" | "page" | "include" | "layout");
        match is_liquid && !tag.is_code {
            true => Action::Keep(None),
            false => Action::Leave,
        }
    }

    /// Returns the value of a name that the page, the site or the tag which
    /// includes the file at hand has set.
    fn known(&self, name: &str) -> Option<String> {
        if let Some(key) = name.strip_prefix("page.") {
            return self.context.front_value(key);
        }
        if let Some(key) = name.strip_prefix("include.") {
            let mut parameters = self.parameters.iter();
            let found = parameters.find(|(known, _)| known == key);
            return found.map(|(_, value)| value.clone());
        }
        self.context.site.variables.get(name).cloned()
    }

    /// Returns where a file that is included lies.
    fn place_of(&self, file: &str, is_relative: bool) -> Option<String> {
        match is_relative {
            true => normal(&join(split_path(self.context.path).0, file)),
            false => Some(join(&self.context.site.root, &format!("_includes/{file}"))),
        }
    }

    /// Returns the address of a page that is linked to by its path.
    fn target(&self, path: &str) -> String {
        let site = self.context.site;
        let path = path.trim_start_matches('/');
        for extension in ["", ".md", ".markdown", ".html"] {
            let file = join(&site.root, &format!("{path}{extension}"));
            if let Some(url) = site.entry_of(&file).and_then(|entry| entry.url.clone()) {
                return url;
            }
        }
        let name = path.rsplit_once('.').map_or(path, |(name, _)| name);
        format!("/{}/", name.trim_start_matches('_')).replace(' ', "%20")
    }

    /// Brings in a file of `_includes`; what is missing is a theme's.
    fn include(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let file = arguments.nth(0).unwrap_or_default();
        let path = self.place_of(file, arguments.name == "include_relative");
        let places: Vec<String> = path.into_iter().collect();
        let Some(text) = self.context.read_first(&places) else {
            self.context.miss(tag.number, file);
            return Action::Keep(None);
        };
        if self.depth >= MAX_DEPTH {
            return Action::Keep(None);
        }
        let parameters = arguments.named().filter_map(|(key, value)| {
            let value = match arguments.is_quoted(key) {
                true => Some(value.to_owned()),
                false => self.known(value),
            };
            Some((key.to_owned(), value?))
        });
        let parameters = parameters.collect();
        let mut lines = Lines::of(frontmatter::split(&text).body, 1);
        let mut inner = Liquid {
            context: &mut *self.context,
            depth: self.depth + 1,
            parameters,
        };
        template::rewrite(&mut lines, &mut inner);
        let text = lines.into_text().0;
        match text.trim() {
            "" => Action::Keep(None),
            text if !text.contains('\n') => Action::Text(text.to_owned()),
            text => Action::Block(text.to_owned()),
        }
    }
}
