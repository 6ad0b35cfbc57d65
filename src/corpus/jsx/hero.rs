//! Home pages whose text stands in their front matter: heroes and features.

use super::super::Notices;
use super::super::dialect::Context;
use super::super::dialect::lines::Line;
use super::super::frontmatter::{self, Table, Value, table_in, text_in, value_in};
use super::super::site::Generator;
use super::component::on_one_line;

/// The most buttons and features of a page that are read.
const MAX_ITEMS: usize = 200;

/// The words of a home page as Markdown.
struct Words {
    lines: Vec<Line<'static>>,
}

/// Returns what a home page shows above its text; most pages show nothing.
pub(super) fn lines_of(context: &Context<'_>) -> Vec<Line<'static>> {
    let is_known = matches!(
        context.site.generator,
        Generator::VitePress | Generator::Starlight
    );
    let mut words = Words { lines: Vec::new() };
    if !is_known || !context.front.mentions(&["hero", "features"]) {
        return words.lines;
    }
    let table = frontmatter::read(context.front, &mut Notices::new(context.path));
    let nothing = Table::new();
    let hero = table_in(&table, "hero").unwrap_or(&nothing);
    words.title(&table, hero);
    words.add(text_in(hero, "tagline").or(text_in(&table, "tagline")));
    words.button(text_in(&table, "actiontext"), text_in(&table, "actionlink"));
    for action in items(hero, "actions") {
        words.button(text_in(action, "text"), text_in(action, "link"));
    }
    for feature in items(&table, "features") {
        words.add(text_in(feature, "title"));
        words.add(text_in(feature, "details"));
        words.button(text_in(feature, "linktext"), text_in(feature, "link"));
    }
    words.lines
}

/// Returns the tables of a list.
fn items<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    let list = match value_in(table, key) {
        Some(Value::List(list)) => list.as_slice(),
        _ => &[],
    };
    let tables = list.iter().filter_map(|item| match item {
        Value::Table(table) => Some(table),
        _ => None,
    });
    tables.take(MAX_ITEMS)
}

impl Words {
    /// Adds the great words; they are the page's title where it has no other.
    fn title(&mut self, table: &Table, hero: &Table) {
        let name = text_in(hero, "name").or(text_in(table, "herotext"));
        let great = [name, text_in(hero, "title"), text_in(hero, "text")];
        let great: Vec<&str> = great.into_iter().flatten().collect();
        if great.is_empty() {
            return;
        }
        let great = on_one_line(&great.join(" "));
        match text_in(table, "title") {
            Some(title) if title == great => {}
            Some(_) => self.add(Some(&great)),
            None => self.add(Some(&format!("# {great}"))),
        }
    }

    /// Adds a paragraph.
    fn add(&mut self, text: Option<&str>) {
        if let Some(text) = text.map(on_one_line).filter(|text| !text.is_empty()) {
            self.lines.push(Line::text(text, 1));
            self.lines.push(Line::text("", 1));
        }
    }

    /// Adds what a button says, with where it leads.
    fn button(&mut self, text: Option<&str>, link: Option<&str>) {
        let Some(text) = text else {
            return;
        };
        let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>');
        match link.filter(|link| !link.is_empty() && link.chars().all(is_plain)) {
            Some(link) => self.add(Some(&format!("[{text}]({link})"))),
            None => self.add(Some(text)),
        }
    }
}
