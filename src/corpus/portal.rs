//! Text copied off a portal's page: the article without menus and offers.
//!
//! Such a text has no marks and no blank lines: every paragraph is one long
//! line, every entry of the menus a short one. It is known by its menu, a run
//! of short lines that no author writes. What stands before the article's first
//! paragraph, and what comes after its last, is the portal's, as are the lines
//! between that sell or lead elsewhere.

use super::flow::Flow;
use super::text::{is_item, without_number};

/// The fewest lines of a menu.
const MIN_MENU: usize = 20;

/// The longest entry of a menu, in characters.
const MAX_ENTRY: usize = 45;

/// The shortest paragraph of an article, in characters.
const MIN_PARAGRAPH: usize = 60;

/// The fewest paragraphs that make an article.
const MIN_PARAGRAPHS: usize = 4;

/// The longest heading, in characters.
const MAX_HEADING: usize = 80;

/// The longest question, in characters.
const MAX_QUESTION: usize = 150;

/// First words of lines that only lead to other pages.
const REFERENCES: &[&str] = &[
    "also read",
    "read also",
    "read more",
    "must read",
    "also explore",
    "also check",
    "also see",
    "see also",
    "explore more",
    "related article",
    "related read",
    "related post",
    "related:",
    "recommended read",
    "recommended course",
    "you may also like",
    "you might also like",
    "next article",
    "previous article",
    "share this",
];

/// Words of lines that sell something to the reader.
const OFFERS: &[&str] = &[
    "enroll in ",
    "enrol in ",
    "enroll now",
    "enrol now",
    "enroll today",
    "sign up for ",
    "advance your career",
    "boost your career",
    "kickstart your career",
    "upskill with ",
    "learn for free",
    "learning for free",
    "free course",
    "free counsel",
    "free demo",
    "free trial",
    "book a call",
    "book your seat",
    "talk to our ",
    "join our ",
    "our experts",
    "subscribe to our ",
    "newsletter",
    "download the app",
    "download our app",
];

/// What a line of the article is.
enum Line {
    Dropped,
    Heading(u8),
    Paragraph,
}

/// Reads a text into `flow` if it is a portal's page; says whether it is.
pub(super) fn read(body: &str, first_line: u32, flow: &mut Flow) -> bool {
    let lines: Vec<(usize, &str)> = filled(body).collect();
    let Some(menu_end) = menu_end(&lines) else {
        return false;
    };
    let is_long = |at: usize| is_paragraph(lines[at].1);
    let Some(first) = (menu_end..lines.len()).find(|&at| is_long(at)) else {
        return false;
    };
    let n_paragraphs = (first..lines.len()).filter(|&at| is_long(at)).count();
    let last = (first..lines.len()).rev().find(|&at| is_long(at));
    let Some(last) = last.filter(|_| n_paragraphs >= MIN_PARAGRAPHS) else {
        return false;
    };
    let title = title_before(&lines[..first]);
    let mut article: Vec<(usize, &str)> = Vec::new();
    let kept = |(_, line): &&(usize, &str)| !is_reference(line) && !is_offer(line);
    article.extend(title);
    article.extend(lines[first..=last].iter().filter(kept));
    for at in 0..article.len() {
        let (number, text) = article[at];
        flow.at_line = first_line + u32::try_from(number).unwrap_or(u32::MAX / 2);
        let line = match title.is_some() && at == 0 {
            true => Line::Heading(1),
            false => line_of(&article, at),
        };
        take(line, text, flow);
    }
    true
}

/// Adds a line to the page.
fn take(line: Line, text: &str, flow: &mut Flow) {
    match line {
        Line::Dropped => {}
        Line::Heading(level) => {
            flow.start_heading(level, None);
            flow.text(text.trim_end_matches(':'));
            flow.end_heading();
        }
        Line::Paragraph => {
            flow.end_block();
            flow.text(text);
            flow.end_block();
        }
    }
}

/// Says what a line is by itself and by its neighbours.
fn line_of(article: &[(usize, &str)], at: usize) -> Line {
    let text = article[at].1;
    let next = article.get(at + 1).map_or("", |line| line.1);
    let size = text.chars().count();
    if is_byline(text) {
        return Line::Dropped;
    }
    if asks(text) && size <= MAX_QUESTION && !next.is_empty() && !asks(next) {
        return Line::Heading(3);
    }
    let is_short = |at: usize| {
        let short = |line: &(usize, &str)| !is_paragraph(line.1) && !asks(line.1);
        article.get(at).is_some_and(short)
    };
    let starts_big = without_number(text).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    if is_paragraph(text) || size > MAX_HEADING || !starts_big || !ends_open(text) {
        return Line::Paragraph;
    }
    // One short line leads on to a paragraph, and so do two: a heading and the
    // first below it. More of them are a list.
    // What was left out between two lines parts them as well.
    let is_next = |at: usize| article[at].0 == article[at - 1].0 + 1;
    let goes_on = at > 0 && is_next(at) && is_short(at - 1);
    let run_start = if goes_on { at - 1 } else { at };
    let run_end = if is_short(at + 1) { at + 1 } else { at };
    let before_run = run_start
        .checked_sub(1)
        .map_or("", |before| article[before].1);
    let leads_on = article
        .get(run_end + 1)
        .is_some_and(|next| is_paragraph(next.1) || asks(next.1));
    let is_list = run_start > 0
        && is_next(run_start)
        && (before_run.ends_with(':') || is_short(run_start - 1));
    match leads_on && run_end - run_start < 2 && !is_list {
        true => Line::Heading(if run_start < at { 3 } else { 2 }),
        false => Line::Paragraph,
    }
}

/// Returns the lines that hold anything, trimmed, each with its number from 0.
fn filled(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = body.lines().map(str::trim).enumerate();
    lines.filter(|(_, line)| !line.is_empty())
}

/// Returns where the last menu before the article ends, if there is one.
fn menu_end(lines: &[(usize, &str)]) -> Option<usize> {
    let mut found = None;
    let mut start = 0;
    let mut n_paragraphs = 0;
    for (at, (_, line)) in lines.iter().enumerate() {
        if is_entry(line) {
            if at + 1 - start >= MIN_MENU {
                found = Some(at + 1);
            }
            continue;
        }
        start = at + 1;
        n_paragraphs += usize::from(is_paragraph(line));
        if n_paragraphs >= MIN_PARAGRAPHS {
            break;
        }
    }
    found
}

/// Returns the line right before the article that is its title: the one that
/// its date or author follows, or that is not numbered where the menu's entries
/// are.
fn title_before<'a>(frame: &[(usize, &'a str)]) -> Option<(usize, &'a str)> {
    let is_numbered = |line: &str| without_number(line).len() < line.len();
    let has_byline = frame.last().is_some_and(|(_, line)| is_byline(line));
    let mut lines = frame.iter().rev().filter(|(_, line)| !is_byline(line));
    let last = *lines.next()?;
    let n_numbered = lines
        .take(MIN_MENU / 2)
        .filter(|line| is_numbered(line.1))
        .count();
    // What a date or an author follows is no entry of a menu.
    let is_title = has_byline || (!is_numbered(last.1) && n_numbered >= MIN_MENU / 4);
    is_title.then_some(last)
}

/// Says whether a line may be an entry of a menu.
fn is_entry(line: &str) -> bool {
    line.chars().count() <= MAX_ENTRY && !line.ends_with(['.', '!', ';', ','])
}

/// Says whether a line is a paragraph by its length.
fn is_paragraph(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    line.chars().count() >= MIN_PARAGRAPH
        && (n_words >= 8 || !line.is_ascii())
        && !asks(line)
        && (line.ends_with(['.', ':', '!', '。', ')', '”', '"']) || line.len() > 2 * MIN_PARAGRAPH)
}

fn asks(line: &str) -> bool {
    line.ends_with(['?', '？'])
}

/// Says whether a line ends as headings do.
fn ends_open(line: &str) -> bool {
    !line.ends_with(['.', ',', ';', '!', '。']) && (!is_item(line) || without_number(line) != line)
}

/// Says whether a line leads to other pages.
fn is_reference(line: &str) -> bool {
    let start: String = line.chars().take(24).collect::<String>().to_lowercase();
    REFERENCES.iter().any(|words| start.starts_with(words))
}

/// Says whether a line sells something.
fn is_offer(line: &str) -> bool {
    // A reader's own page says "you" too, but not in these words.
    let lower = line.to_lowercase();
    OFFERS.iter().any(|words| lower.contains(words))
}

/// Says whether a line tells of the article: its date, its author, its length.
fn is_byline(line: &str) -> bool {
    let lower = line.to_lowercase();
    let starts = [
        "updated on",
        "updated:",
        "last updated",
        "last reviewed",
        "reviewed on",
        "reviewed by",
        "published on",
        "written by",
        "by ",
    ];
    let buttons = ["share", "save", "bookmark", "print", "listen"];
    let is_short = line.chars().count() <= MAX_ENTRY + 15;
    is_short
        && ends_open(line)
        && (starts.iter().any(|start| lower.starts_with(start))
            || lower.ends_with("min read")
            || lower.ends_with("mins read")
            || lower.ends_with("minutes read")
            || buttons.contains(&lower.as_str())
            || lower.ends_with("articles published")
            || lower.ends_with(" views")
            || lower.contains(" > "))
}

#[cfg(test)]
mod tests {
    use super::super::outline::Outline;
    use super::*;

    fn is_portal(text: &str) -> bool {
        read(text, 1, &mut Flow::new(Outline::new(None, 800)))
    }

    #[test]
    fn a_menu_alone_is_no_portal() {
        let menu = "Boats\n".repeat(40);
        let paragraph = "The tide turns twice a day, and whoever sails has to know when it does.\n";
        assert!(!is_portal(&menu));
        assert!(!is_portal(&paragraph.repeat(9)));
        assert!(!is_portal(&format!("{menu}{}", paragraph.repeat(2))));
        assert!(is_portal(&format!("{menu}{}", paragraph.repeat(5))));
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        let paragraph = "The tide turns twice a day, and whoever sails has to know when it does.\n";
        let start = format!("{}{}", "Boats\n".repeat(40), paragraph.repeat(5));
        for more in [
            "?\n",
            "a\n",
            "A:\n",
            "\n",
            "x",
            "FAQs\nWhy?\n",
            "é \u{3000}\n",
        ] {
            is_portal(&format!("{start}{}", more.repeat(100_000)));
            is_portal(&format!("{start}{}{paragraph}", more.repeat(100_000)));
            is_portal(&more.repeat(100_000));
        }
    }
}
