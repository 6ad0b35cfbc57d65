//! Tables of contents that authors keep by hand inside of a page.
//!
//! Their words are the words of headings, where they count; as prose they would
//! make a page's lead match everything that the page has. An item of a list, or
//! a line of several links, that leads only to places on its page is left out.

/// What is known of the open line.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Whether a link to a place on this page is open.
    is_in_link: bool,
    n_links: u32,
    /// Whether there is text outside of such links.
    has_text: bool,
}

impl Contents {
    /// Notes the start of a link.
    pub(super) fn start_link(&mut self, target: &str) {
        if target.starts_with('#') {
            self.is_in_link = true;
            self.n_links += 1;
        }
    }

    /// Notes the end of a link.
    pub(super) fn end_link(&mut self) {
        self.is_in_link = false;
    }

    /// Notes text of the line.
    pub(super) fn note_text(&mut self, text: &str) {
        self.has_text |= !self.is_in_link && text.contains(char::is_alphanumeric);
    }

    /// Starts a new line; says whether the old one only listed places.
    pub(super) fn end_line(&mut self, n_containers: u32) -> bool {
        let is_list = self.n_links > 1 || (self.n_links == 1 && n_containers > 0);
        let is_contents = is_list && !self.has_text;
        self.n_links = 0;
        self.has_text = false;
        is_contents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a line of text and `#links`, parted by blanks.
    fn check(line: &str, n_containers: u32, expected: bool) {
        let mut contents = Contents::default();
        for word in line.split(' ') {
            contents.start_link(word);
            contents.note_text(word);
            contents.end_link();
        }
        assert_eq!(contents.end_line(n_containers), expected, "{line}");
        assert!(!contents.end_line(1), "the next line starts afresh");
    }

    #[test]
    fn only_lists_of_places_are_contents() {
        check("#a", 1, true);
        check("#a · #b", 0, true);
        check("#a", 0, false);
        check("see #a", 1, false);
        check("/a", 1, false);
        check("", 1, false);
    }
}
