//! Marks within a paragraph: literals, roles, links, emphasis, substitutions.

use super::Reader;

/// The longest stretch of text in which a mark must close.
///
/// A page of nothing but open marks would else be searched again for each.
const MAX_SPAN: usize = 4_096;

/// The longest name of a target or substitution in bytes.
const MAX_NAME: usize = 200;

/// How often a substitution may lead to another.
const MAX_SUBSTITUTIONS: usize = 8;

/// A place in a text that is being read.
struct Scan<'t> {
    text: &'t str,
    /// What is written already.
    done: usize,
    at: usize,
    /// The line of `counted`, which moves with the links.
    line: u32,
    counted: usize,
    /// For each mark, the place up to which it is known not to close.
    failed: [usize; MARKS.len()],
}

/// The marks that close what they open.
const MARKS: [&str; 5] = ["``", "`", "**", "*", "|"];

impl<'t> Scan<'t> {
    /// Returns the text not written yet, before the mark at hand.
    fn before(&self) -> &'t str {
        &self.text[self.done..self.at]
    }

    /// Returns what follows the place `n` bytes on.
    fn after(&self, n: usize) -> &'t str {
        self.text.get(self.at + n..).unwrap_or_default()
    }

    /// Says whether a mark of `n` bytes may open here.
    fn may_open(&self, n: usize) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let after = self.after(n).chars().next();
        let Some(after) = after.filter(|c| !c.is_whitespace()) else {
            return false;
        };
        let Some(before) = before else {
            return true;
        };
        let is_start = before.is_whitespace() || "'\"([{<-/:\0".contains(before) || is_sign(before);
        // `"*"` and `(*)` are no marks.
        let is_quoted = matches!(
            (before, after),
            ('"', '"') | ('\'', '\'') | ('(', ')') | ('[', ']') | ('{', '}') | ('<', '>')
        );
        is_start && !is_quoted
    }

    /// Finds where the text of a mark that opened `n` bytes before ends.
    fn closing(&mut self, n: usize, mark: &str) -> Option<usize> {
        let kind = MARKS.iter().position(|known| *known == mark)?;
        let start = self.at + n;
        let rest = super::super::plain::cut(self.after(n), MAX_SPAN);
        let is_literal = mark == "``";
        let mut from = self.failed[kind].saturating_sub(start);
        loop {
            let found = rest.get(from..).and_then(|rest| rest.find(mark));
            let Some(found) = found else {
                let end = (start + rest.len()).saturating_sub(mark.len());
                self.failed[kind] = self.failed[kind].max(floor(self.text, end));
                return None;
            };
            let at = from + found;
            let before = rest[..at].chars().next_back();
            let is_text = before.is_some_and(|c| !c.is_whitespace());
            let is_escaped = before == Some('\\') && !is_literal;
            let mut after = at + mark.len();
            // Of a longer run the last signs close a literal.
            while is_literal && rest[after..].starts_with('`') {
                after += 1;
            }
            if is_text && !is_escaped && may_end(&rest[after..], mark) {
                return Some(after - mark.len());
            }
            from = at + 1;
        }
    }

    /// Returns the line of the place at hand.
    fn line(&mut self) -> u32 {
        let passed = self.text.get(self.counted..self.at).unwrap_or_default();
        let n = passed.bytes().filter(|byte| *byte == b'\n').count();
        self.line += u32::try_from(n).unwrap_or_default();
        self.counted = self.counted.max(self.at);
        self.line
    }
}

/// Returns the nearest place at or before `at` that parts two characters.
fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

/// Says whether a mark may end before this text.
fn may_end(after: &str, mark: &str) -> bool {
    let Some(next) = after.chars().next() else {
        return true;
    };
    let is_end = next.is_whitespace() || "'\")]}>-/\\:.,;!?\0".contains(next) || is_sign(next);
    is_end || (mark == "`" && next == '_')
}

/// Says whether a character is a sign of another script than ASCII.
fn is_sign(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric()
}

impl Reader<'_, '_> {
    /// Reads the text of a paragraph, a title or a cell.
    pub(super) fn inline(&mut self, text: &str, line: u32) {
        self.inline_at(text, line, 0);
    }

    fn inline_at(&mut self, text: &str, line: u32, depth: usize) {
        let mut scan = Scan {
            text,
            done: 0,
            at: 0,
            line,
            counted: 0,
            failed: [0; MARKS.len()],
        };
        let is_mark = |byte: u8| matches!(byte, b'`' | b'*' | b'|' | b'_' | b'\\' | b':' | b'[');
        while let Some(found) = text.as_bytes()[scan.at..].iter().position(|b| is_mark(*b)) {
            scan.at += found;
            let taken = match text.as_bytes()[scan.at] {
                b'\\' => self.escape(&scan),
                b'`' => self.backtick(&mut scan, depth),
                b'*' => self.emphasis(&mut scan),
                b'|' => self.substitution(&mut scan, depth),
                b'_' => self.reference(&mut scan),
                b':' => self.role_or_address(&mut scan),
                _ => self.footnote(&mut scan),
            };
            match taken {
                Some(n) => {
                    scan.at += n;
                    scan.done = scan.at;
                }
                None => scan.at += 1,
            }
        }
        self.flow.text(&text[scan.done..]);
    }

    /// Reads `\x`: the sign as it is; an escaped blank is nothing.
    fn escape(&mut self, scan: &Scan<'_>) -> Option<usize> {
        self.flow.text(scan.before());
        let Some(next) = scan.after(1).chars().next() else {
            return Some(1);
        };
        if !next.is_whitespace() {
            self.flow.text(&scan.after(1)[..next.len_utf8()]);
        }
        Some(1 + next.len_utf8())
    }

    /// Reads a literal, a link or interpreted text.
    fn backtick(&mut self, scan: &mut Scan<'_>, depth: usize) -> Option<usize> {
        let is_literal = scan.after(0).starts_with("``");
        if is_literal && scan.may_open(2) {
            let end = scan.closing(2, "``")?;
            self.flow.text(scan.before());
            self.literal_text(&scan.after(2)[..end]);
            return Some(2 + end + 2);
        }
        if !scan.may_open(1) {
            return None;
        }
        let end = scan.closing(1, "`")?;
        let inner = &scan.after(1)[..end];
        let rest = scan.after(1 + end + 1);
        self.flow.text(scan.before());
        let mut size = end + 2;
        if rest.starts_with("__") || rest.starts_with('_') {
            let is_anonymous = rest.starts_with("__");
            size += if is_anonymous { 2 } else { 1 };
            self.phrase(inner, is_anonymous, scan.line());
        } else if let Some(role) = role_name(rest) {
            size += role.len() + 2;
            self.role(role, inner, scan.line());
        } else if depth < MAX_SUBSTITUTIONS {
            self.flow.text(&unescaped(inner));
        }
        Some(size)
    }

    /// Writes a literal: its line ends are blanks.
    fn literal_text(&mut self, text: &str) {
        match text.contains('\n') {
            true => self.flow.inline_code(&text.replace('\n', " ")),
            false => self.flow.inline_code(text),
        }
    }

    /// Reads a link of several words: `` `text <address>`_ ``, `` `text`_ ``.
    fn phrase(&mut self, inner: &str, is_anonymous: bool, line: u32) {
        let embedded = inner
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'));
        let embedded =
            embedded.filter(|(text, _)| text.is_empty() || text.ends_with(char::is_whitespace));
        let (text, target) = match embedded {
            Some((text, target)) => {
                let target: String = target.split_whitespace().collect();
                let named = target.strip_suffix('_').map(|name| name.trim_matches('`'));
                let named = named.and_then(|name| self.names.target(name));
                let target = named.map_or_else(|| target.clone(), str::to_owned);
                let text = if text.trim().is_empty() {
                    target.as_str()
                } else {
                    text
                };
                (text.trim_end().to_owned(), Some(target))
            }
            None if is_anonymous => (inner.to_owned(), self.names.anonymous()),
            None => (
                inner.to_owned(),
                self.names.target(inner).map(str::to_owned),
            ),
        };
        self.link(&unescaped(&text), target.as_deref(), line);
    }

    /// Writes text that may lead somewhere.
    pub(super) fn link(&mut self, text: &str, target: Option<&str>, line: u32) {
        let Some(target) = target else {
            return self.flow.text(text);
        };
        self.flow.at_line = line;
        self.flow.start_link(target);
        self.flow.text(text);
        self.flow.end_link();
    }

    /// Reads `*text*` or `**text**`.
    fn emphasis(&mut self, scan: &mut Scan<'_>) -> Option<usize> {
        let mark = match scan.after(0).starts_with("**") {
            true => "**",
            false => "*",
        };
        if !scan.may_open(mark.len()) {
            return None;
        }
        let end = scan.closing(mark.len(), mark)?;
        self.flow.text(scan.before());
        self.flow.text(&unescaped(&scan.after(mark.len())[..end]));
        Some(end + 2 * mark.len())
    }

    /// Reads `|name|`: what the page defines for it, else the name.
    fn substitution(&mut self, scan: &mut Scan<'_>, depth: usize) -> Option<usize> {
        if !scan.may_open(1) {
            return None;
        }
        let end = scan.closing(1, "|").or_else(|| {
            // `|name|_` is a link.
            let rest = super::super::plain::cut(scan.after(1), MAX_NAME);
            rest.find("|_")
        })?;
        let name = &scan.after(1)[..end];
        if name.len() > MAX_NAME {
            return None;
        }
        self.flow.text(scan.before());
        let line = scan.line();
        match self.names.substitution(name).map(str::to_owned) {
            Some(text) if depth < MAX_SUBSTITUTIONS => self.inline_at(&text, line, depth + 1),
            _ => self.flow.text(name),
        }
        let rest = scan.after(end + 2);
        let n_marks = rest
            .bytes()
            .take(2)
            .take_while(|byte| *byte == b'_')
            .count();
        Some(end + 2 + n_marks)
    }

    /// Reads `name_`, `name__` and the mark of a target in a line.
    fn reference(&mut self, scan: &mut Scan<'_>) -> Option<usize> {
        if scan.after(1).starts_with('`') && scan.may_open(2) {
            let end = scan.closing(2, "`")?;
            self.flow.text(scan.before());
            self.flow.text(&unescaped(&scan.after(2)[..end]));
            return Some(end + 3);
        }
        let n = match scan.after(0).starts_with("__") {
            true => 2,
            false => 1,
        };
        if !may_end(scan.after(n), "") {
            return None;
        }
        let whole = scan.before();
        let from = floor(whole, whole.len().saturating_sub(MAX_NAME));
        let before = &whole[from..];
        let is_name = |c: char| c.is_alphanumeric() || "-._+:".contains(c);
        let start = before.trim_end_matches(is_name).len();
        let name = &before[start..];
        if !name.ends_with(char::is_alphanumeric) || !name.starts_with(char::is_alphanumeric) {
            return None;
        }
        let target = match n {
            1 => self.names.target(name).map(str::to_owned),
            _ => self.names.anonymous(),
        }?;
        self.flow.text(&whole[..from + start]);
        let line = scan.line();
        self.link(name, Some(&target), line);
        Some(n)
    }

    /// Reads `` :role:`text` `` and addresses that stand for themselves.
    fn role_or_address(&mut self, scan: &mut Scan<'_>) -> Option<usize> {
        if scan.after(1).starts_with("//") {
            return self.address(scan);
        }
        let role = role_name(scan.after(0))?;
        let opening = role.len() + 2;
        let rest = scan.after(opening);
        if !rest.starts_with('`') || rest.starts_with("``") {
            return None;
        }
        let end = scan.closing(opening + 1, "`")?;
        self.flow.text(scan.before());
        let line = scan.line();
        self.role(role, &rest[1..][..end], line);
        Some(opening + end + 2)
    }

    /// Reads `https://…` up to the sign that ends it.
    fn address(&mut self, scan: &mut Scan<'_>) -> Option<usize> {
        let before = scan.before();
        let scheme = ["https", "http", "ftp"]
            .iter()
            .find(|scheme| before.ends_with(*scheme))?;
        let start = before.len() - scheme.len();
        let rest = scan.after(0);
        let end = rest.find(|c: char| c.is_whitespace() || "<>`\"|\\".contains(c));
        let address = &rest[..end.unwrap_or(rest.len())];
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', ']']);
        if address.len() < 4 {
            return None;
        }
        self.flow.text(&before[..start]);
        let line = scan.line();
        let target = &scan.text[scan.done + start..scan.at + address.len()];
        self.link(target, Some(target), line);
        Some(address.len())
    }

    /// Reads `[1]_`: numbers of notes that number themselves are no text.
    fn footnote(&mut self, scan: &mut Scan<'_>) -> Option<usize> {
        let inner = super::super::plain::cut(scan.after(1), 80);
        let (label, rest) = inner.split_once(']')?;
        let is_label = |c: char| c.is_alphanumeric() || "#*-_.:+".contains(c);
        let is_mark = rest.starts_with('_') && may_end(&rest[1..], "");
        if !is_mark || label.is_empty() || !label.chars().all(is_label) {
            return None;
        }
        self.flow.text(scan.before());
        if !label.starts_with(['#', '*']) {
            self.flow.text(&format!("[{label}]"));
        }
        Some(label.len() + 3)
    }
}

/// Returns the name in `:name:` at the start of a text.
fn role_name(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(':')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte);
    let size = inner
        .bytes()
        .take(60)
        .take_while(|byte| is_name(*byte))
        .count();
    let name = inner[..size].strip_suffix(':')?;
    let is_role = name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_role.then_some(name)
}

/// Returns text without the marks of escapes.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => out.extend(characters.next().filter(|c| !c.is_whitespace())),
            c => out.push(c),
        }
    }
    out
}
