//! What the pages say, in every language that they speak: one table.
//!
//! [`Words`] has a field for each thing that is said, so a language that lacks
//! one does not compile. `{name}` in a text is where something is put in; the
//! tests hold the places of every language equal to those of English.

mod ar;

mod de;

mod en;

mod es;

mod fr;

mod ja;

mod names;

mod pt;

mod zh;

use jiff::civil::Date;
use maud::{Markup, Render, html};

pub(super) use names::name_of;

/// Every language, English first.
pub(super) const ALL: [&Words; 8] = [
    &en::WORDS,
    &es::WORDS,
    &de::WORDS,
    &fr::WORDS,
    &pt::WORDS,
    &zh::WORDS,
    &ja::WORDS,
    &ar::WORDS,
];

/// What a number asks of the word after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// One, and all others.
    One,
    /// None and one, and all others.
    NoneAndOne,
    /// Numbers change nothing.
    Same,
    /// As in Arabic: none, one, two, a few, many, and the rest.
    Six,
}

/// A text with a number in it, `{n}`, in the forms that numbers ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plural {
    pub(super) zero: &'static str,
    pub(super) one: &'static str,
    pub(super) two: &'static str,
    pub(super) few: &'static str,
    pub(super) many: &'static str,
    pub(super) other: &'static str,
}

impl Plural {
    /// Returns the forms of a language that tells only one from others.
    const fn two(one: &'static str, other: &'static str) -> Self {
        Self {
            zero: other,
            one,
            two: other,
            few: other,
            many: other,
            other,
        }
    }

    /// Returns the form of a language in which numbers change nothing.
    const fn same(text: &'static str) -> Self {
        Self::two(text, text)
    }
}

/// One language.
#[derive(Debug)]
pub(super) struct Words {
    /// Its tag, as in `<html lang>`.
    pub(super) tag: &'static str,
    /// Its direction, as in `<html dir>`.
    pub(super) dir: &'static str,
    pub(super) rule: Rule,
    /// What sets thousands apart.
    pub(super) thousands: &'static str,
    pub(super) months: [&'static str; 12],
    /// A day, from `{d}`, `{month}` and `{y}`.
    pub(super) day: &'static str,
    pub(super) month: &'static str,
    // The frame of every page.
    pub(super) skip: &'static str,
    pub(super) search: &'static str,
    pub(super) search_site: &'static str,
    pub(super) indexed: &'static str,
    pub(super) generation: &'static str,
    pub(super) made_by: &'static str,
    pub(super) pages: Plural,
    // The search page.
    pub(super) welcome: &'static str,
    pub(super) welcome_detail: &'static str,
    pub(super) topics: &'static str,
    pub(super) recent: &'static str,
    pub(super) first_pages: &'static str,
    pub(super) languages: &'static str,
    pub(super) all_pages: &'static str,
    // The page of results.
    pub(super) results_for: &'static str,
    pub(super) browse: &'static str,
    pub(super) page: &'static str,
    pub(super) at_least: &'static str,
    pub(super) order: &'static str,
    pub(super) relevance: &'static str,
    pub(super) newest: &'static str,
    pub(super) oldest: &'static str,
    pub(super) by_title: &'static str,
    pub(super) rising: &'static str,
    pub(super) falling: &'static str,
    pub(super) showing: &'static str,
    pub(super) instead: &'static str,
    pub(super) left_out: &'static str,
    pub(super) related: &'static str,
    pub(super) did_you_mean: &'static str,
    pub(super) or: &'static str,
    pub(super) no_more: &'static str,
    pub(super) to_first: &'static str,
    pub(super) none_found: &'static str,
    pub(super) unfiltered: &'static str,
    pub(super) fewer_words: &'static str,
    pub(super) try_symbols: &'static str,
    pub(super) all_topics: &'static str,
    pub(super) result_pages: &'static str,
    pub(super) previous: &'static str,
    pub(super) next: &'static str,
    pub(super) answer: &'static str,
    // Filters.
    pub(super) filters: &'static str,
    pub(super) in_use: &'static str,
    pub(super) remove: &'static str,
    pub(super) remove_all: &'static str,
    pub(super) not: &'static str,
    /// What a filter for pages without a value asks for.
    pub(super) missing: &'static str,
    pub(super) folder: &'static str,
    pub(super) more: Plural,
    pub(super) from_to: &'static str,
    pub(super) or_more: &'static str,
    pub(super) or_less: &'static str,
    pub(super) since: &'static str,
    pub(super) until: &'static str,
    /// The facets that every site has: topic, level, language, version, code.
    pub(super) facets: [&'static str; 5],
    /// Beginner, intermediate, advanced.
    pub(super) levels: [&'static str; 3],
    pub(super) date: &'static str,
    // What is known of a page.
    pub(super) versions: &'static str,
    pub(super) current: &'static str,
    pub(super) translations: &'static str,
    pub(super) other_language: &'static str,
    pub(super) other_version: &'static str,
    // A page's own text.
    pub(super) on_site: &'static str,
    pub(super) contents: &'static str,
    pub(super) back_to: &'static str,
    pub(super) markdown: &'static str,
    pub(super) text_only: &'static str,
    pub(super) cut: &'static str,
    // Errors.
    pub(super) nothing_here: &'static str,
    pub(super) nothing_detail: &'static str,
    pub(super) to_search: &'static str,
    pub(super) request: &'static str,
}

impl Words {
    /// Returns the words of a language, whatever its region.
    pub(super) fn of(tag: &str) -> Option<&'static Self> {
        let base = tag.split(['-', '_']).next().unwrap_or_default();
        let mut all = ALL.into_iter();
        all.find(|words| words.tag.eq_ignore_ascii_case(base))
    }

    /// Returns a text with its number: "12,896 pages".
    pub(super) fn counted(&self, plural: &Plural, n: usize) -> String {
        let form = match (self.rule, n, n % 100) {
            (Rule::Same, ..) => plural.other,
            (Rule::One | Rule::NoneAndOne, 1, _) | (Rule::NoneAndOne, 0, _) => plural.one,
            (Rule::One | Rule::NoneAndOne, ..) => plural.other,
            (Rule::Six, 0, _) => plural.zero,
            (Rule::Six, 1, _) => plural.one,
            (Rule::Six, 2, _) => plural.two,
            (Rule::Six, _, 3..=10) => plural.few,
            (Rule::Six, _, 11..) => plural.many,
            (Rule::Six, ..) => plural.other,
        };
        fill(form, &[("n", &self.number(n))])
    }

    /// Returns a number with its thousands set apart.
    pub(super) fn number(&self, number: usize) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                out.push_str(self.thousands);
            }
            out.push(digit);
        }
        out
    }

    /// Returns a day as people write it, "1 June 2024", or as it stands.
    pub(super) fn day(&self, text: &str) -> String {
        let date = text.parse::<Date>();
        date.map_or_else(|_| text.to_owned(), |date| self.date(self.day, date))
    }

    /// Returns a span of days in words, whole years and months by their names.
    pub(super) fn days(&self, from: Option<&str>, to: Option<&str>) -> String {
        match (from, to) {
            (Some(from), Some(to)) => self.named_days(from, to).unwrap_or_else(|| {
                fill(
                    self.from_to,
                    &[("from", &self.day(from)), ("to", &self.day(to))],
                )
            }),
            (Some(from), None) => fill(self.since, &[("date", &self.day(from))]),
            (None, Some(to)) => fill(self.until, &[("date", &self.day(to))]),
            (None, None) => String::new(),
        }
    }

    fn named_days(&self, from: &str, to: &str) -> Option<String> {
        let first: Date = from.parse().ok()?;
        let last: Date = to.parse().ok()?;
        if (first, last) == (first.first_of_year(), first.last_of_year()) {
            Some(first.year().to_string())
        } else if (first, last) == (first.first_of_month(), first.last_of_month()) {
            Some(self.date(self.month, first))
        } else {
            None
        }
    }

    fn date(&self, pattern: &str, date: Date) -> String {
        let month = usize::try_from(date.month()).unwrap_or(1);
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let name = self.months[(month.max(1) - 1) % 12];
        fill(
            pattern,
            &[
                ("d", &day),
                ("month", name),
                ("m", &month.to_string()),
                ("y", &year),
            ],
        )
    }

    /// Returns the name of a facet that every site has.
    pub(super) fn facet(&self, name: &str) -> Option<&'static str> {
        let known = crate::api::STANDARD_FACETS.iter();
        known
            .zip(self.facets)
            .find(|(known, _)| **known == name)
            .map(|(_, word)| word)
    }

    /// Returns a level for people; a site's own stays as it is.
    pub(super) fn level<'v>(&self, value: &'v str) -> &'v str {
        let known = ["beginner", "intermediate", "advanced"];
        let mut named = known.iter().zip(self.levels);
        named
            .find(|(known, _)| **known == value)
            .map_or(value, |(_, word)| word)
    }
}

/// Puts texts in their places.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::new();
    pieces(template, |piece| match piece {
        Piece::Text(text) => out.push_str(text),
        Piece::Place(name) => {
            let value = values.iter().find(|(known, _)| *known == name);
            out.push_str(value.map_or("", |(_, value)| value));
        }
    });
    out
}

/// Puts markup in its places; the text around it is escaped.
pub(super) fn say(template: &str, values: &[(&str, Markup)]) -> Markup {
    let mut out = String::new();
    pieces(template, |piece| match piece {
        Piece::Text(text) => out.push_str(&text.render().into_string()),
        Piece::Place(name) => {
            let value = values.iter().find(|(known, _)| *known == name);
            out.push_str(value.map_or("", |(_, value)| value.0.as_str()));
        }
    });
    html! { (maud::PreEscaped(out)) }
}

/// A part of a template.
enum Piece<'t> {
    Text(&'t str),
    Place(&'t str),
}

fn pieces<'t>(template: &'t str, mut each: impl FnMut(Piece<'t>)) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        each(Piece::Text(before));
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        each(Piece::Place(name));
        rest = after;
    }
    each(Piece::Text(rest));
}

#[cfg(test)]
mod tests;
