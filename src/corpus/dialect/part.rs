//! Which lines of an included file are meant: ranges, anchors, regions.

/// Comments that start and end a named part, the start first.
const MARKS: [(&str, &str); 6] = [
    // mdBook
    ("ANCHOR:", "ANCHOR_END:"),
    // PyMdown's snippets
    ("--8<-- [start:", "--8<-- [end:"),
    // VitePress, DocFX
    ("#region", "#endregion"),
    ("#Region", "#End Region"),
    ("# region", "# endregion"),
    // DocFX: `// <name>` and `// </name>`
    ("<", "</"),
];

/// The part of a file that is brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// All of it.
    All,
    /// Ranges of lines from 1, both ends included.
    Lines(Vec<(usize, usize)>),
    /// What stands between two marks of a name, or below a heading.
    Named(&'a str),
    /// The named part, then ranges of its lines.
    LinesOf(&'a str, Vec<(usize, usize)>),
}

/// Returns the part of a text without the marks of parts.
///
/// `None` if the text has no such part.
pub(super) fn of(text: &str, part: &Part<'_>) -> Option<String> {
    let all: Vec<&str> = text.lines().collect();
    let chosen = match part {
        Part::All => all,
        Part::Lines(ranges) => within(&all, ranges),
        Part::Named(name) => named(&all, name)?,
        Part::LinesOf(name, ranges) => within(&named(&all, name)?, ranges),
    };
    let kept = chosen.into_iter().filter(|line| !is_mark(line));
    Some(undented(&kept.collect::<Vec<_>>(), part))
}

/// Returns the lines of some ranges.
fn within<'a>(lines: &[&'a str], ranges: &[(usize, usize)]) -> Vec<&'a str> {
    let mut chosen = Vec::new();
    for (first, last) in ranges {
        let first = first.saturating_sub(1).min(lines.len());
        let last = (*last).clamp(first, lines.len());
        // Ranges that repeat one another bring in no more than the file twice.
        if chosen.len() + (last - first) > 2 * lines.len() {
            break;
        }
        chosen.extend_from_slice(&lines[first..last]);
    }
    chosen
}

/// Returns the lines between the marks of a name, or below its heading.
fn named<'a>(lines: &[&'a str], name: &str) -> Option<Vec<&'a str>> {
    let mut chosen: Option<Vec<&str>> = None;
    let mut is_in = false;
    for line in lines {
        if !is_in && mark_is(line, name, true) {
            chosen.get_or_insert_default();
            is_in = true;
        } else if is_in && mark_is(line, name, false) {
            is_in = false;
        } else if is_in && let Some(chosen) = &mut chosen {
            chosen.push(line);
        }
    }
    chosen.or_else(|| below_heading(lines, name))
}

/// Says whether a line starts or ends the part of a name.
fn mark_is(line: &str, name: &str, starts: bool) -> bool {
    MARKS.iter().any(|(start, end)| {
        let mark = match starts {
            true => start,
            false => end,
        };
        let Some((_, after)) = line.split_once(mark) else {
            return false;
        };
        let after = after.trim_start();
        let is_region_end = !starts && mark.to_lowercase().contains("region");
        match strip_name(after, name) {
            Some(rest) => {
                !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
            }
            None => is_region_end && after.trim_end_matches(['-', '>', '*', '/', ' ']).is_empty(),
        }
    })
}

/// Strips a name, whatever its case.
fn strip_name<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let head = text.get(..name.len())?;
    head.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
}

/// Says whether a line is a mark of a part and no text.
fn is_mark(line: &str) -> bool {
    let is_comment = line
        .trim_start()
        .starts_with(['/', '#', '<', '-', ';', '*', '\'', '%', '"', '(']);
    is_comment
        && (MARKS[..2]
            .iter()
            .any(|(start, end)| line.contains(start) || line.contains(end))
            || is_region(line))
}

/// Says whether a line is a comment that starts or ends a region.
fn is_region(line: &str) -> bool {
    let text = line.trim_start_matches(['/', '*', '<', '!', '-', ' ', '\t', ';', '%']);
    let text = text.strip_prefix('#').map_or(text, str::trim_start);
    let is_comment = line.trim_start().len() > text.len();
    let names = |word: &str| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '('))
    };
    is_comment && line.contains('#') && (names("region") || names("endregion"))
}

/// Returns the heading of a name with all below it.
fn below_heading<'a>(lines: &[&'a str], name: &str) -> Option<Vec<&'a str>> {
    let level_of = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let is_named = |line: &&str| {
        let text = line.trim_start_matches('#').trim();
        let id = text.split_once("{#").and_then(|(_, id)| id.split_once('}'));
        match id {
            Some((id, _)) => id.trim() == name,
            None => super::super::headings::slug(text) == name,
        }
    };
    let is_heading = |line: &str| line.starts_with('#');
    let start = lines
        .iter()
        .position(|line| is_heading(line) && is_named(line))?;
    let level = level_of(lines[start]);
    let rest = &lines[start + 1..];
    let end = rest
        .iter()
        .position(|line| is_heading(line) && level_of(line) <= level);
    let end = end.map_or(lines.len(), |end| start + 1 + end);
    Some(lines[start..end].to_vec())
}

/// Joins lines without the indentation that a named part has in common.
fn undented(lines: &[&str], part: &Part<'_>) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indents = filled.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len());
    let common = match part {
        Part::All | Part::Lines(_) => 0,
        _ => indents.min().unwrap_or(0),
    };
    let mut out = String::new();
    for line in lines {
        out.push_str(line.get(common..).unwrap_or(line.trim()));
        out.push('\n');
    }
    out
}

/// Reads `1-5,8`, `1:5`, `3:` and `:4`, with `between` in each range.
pub(super) fn ranges(text: &str, between: &[char]) -> Vec<(usize, usize)> {
    let read = |text: &str| {
        let text = text.trim();
        match text.split_once(between) {
            None => text.parse().ok().map(|line| (line, line)),
            Some((first, last)) => Some((number_or(first, 1)?, number_or(last, usize::MAX)?)),
        }
    };
    text.split(',').filter_map(read).collect()
}

/// Reads a number, or nothing as `default`.
fn number_or(text: &str, default: usize) -> Option<usize> {
    match text.trim() {
        "" => Some(default),
        text => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file_are_chosen() {
        let text = "a\n// ANCHOR: one\n  b\n  c\n// ANCHOR_END: one\nd\n";
        let check = |part: Part<'_>, expected: Option<&str>| {
            assert_eq!(of(text, &part).as_deref(), expected, "{part:?}");
        };
        check(Part::All, Some("a\n  b\n  c\nd\n"));
        check(Part::Named("one"), Some("b\nc\n"));
        check(Part::Named("on"), None);
        check(Part::Lines(ranges("1,6:", &[':'])), Some("a\nd\n"));
        check(Part::Lines(ranges("9-7,100", &['-'])), Some(""));
        check(Part::LinesOf("one", vec![(2, 2)]), Some("c\n"));
    }

    #[test]
    fn each_generator_marks_its_parts() {
        let check = |text: &str| {
            assert_eq!(
                of(text, &Part::Named("n1")).as_deref(),
                Some("b\n"),
                "{text}"
            );
        };
        check("a\n# --8<-- [start:n1]\nb\n# --8<-- [end:n1]\nc");
        check("a\n// #region n1\nb\n// #endregion n1\nc");
        check("a\n<!-- #region n1 -->\nb\n<!-- #endregion -->\nc");
        check("a\n// <n1>\nb\n// </n1>\nc");
        check("a\n#region n1\nb\n#endregion\nc");
        let page = "# A\n\n## N1\n\nb\n\n## C\n";
        assert_eq!(
            of(page, &Part::Named("n1")).as_deref(),
            Some("## N1\n\nb\n\n")
        );
    }
}
