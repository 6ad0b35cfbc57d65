//! Tests of pages with components: line numbers, signs, hostile input.

use super::*;
use crate::corpus::Notices;
use crate::corpus::hostile;
use crate::corpus::resolve::Resolver;
use crate::corpus::site::Site;
use std::path::Path;

fn clean(text: &str, generator: Generator, path: &str) -> (String, Vec<u32>) {
    let site = Site::new(generator, "", "");
    let mut notices = Notices::new(path);
    let mut context = Context {
        front: &crate::corpus::frontmatter::Parts::of_body(""),
        path,
        site: &site,
        resolver: &Resolver::new(Path::new("/nowhere")),
        notices: &mut notices,
    };
    let mut lines = Lines::of(text, 1);
    apply(&mut lines, &mut context);
    lines.into_text()
}

#[test]
fn lines_keep_their_numbers() {
    let text = "import A from 'a';\n\n<A\n  b={1}\n>\n\n## B\n\n</A>\n\n## C";
    let (text, numbers) = clean(text, Generator::Docusaurus, "a.mdx");
    let lines = text.split('\n').zip(numbers);
    let headings: Vec<_> = lines.filter(|(line, _)| line.starts_with('#')).collect();
    assert_eq!(headings, [("## B", 7), ("## C", 11)]);
}

#[test]
fn unknown_sites_show_by_signs_what_they_are() {
    let check = |text: &str, expected: &str| {
        let found = clean(text, Generator::Plain, "a.md").0;
        assert_eq!(found, expected, "{text}");
    };
    check("a {/* b */} {'c'} {d}", "a  c {d}");
    check("a {'c'} {d}", "a {'c'} {d}");
    check("a {{ b }} <T> <A.B /> c", "a {{ b }} <T>  c");
    check("\n    <A>b</A>\n\nc <A>d</A>", "\n    <A>b</A>\n\nc d");
    check("- a\n\n  - b\n\n    <A>c</A>", "- a\n\n  - b\n\n    c");
}

#[test]
fn hostile_pages_do_not_grow() {
    let long = |piece: &str| piece.repeat(hostile(6_000) / piece.len());
    let nested = format!(
        "{}{}",
        "<A>\n".repeat(hostile(3_000)),
        "</A>\n".repeat(hostile(3_000))
    );
    let mut pages: Vec<String> = [
        "<A ",
        "<A>",
        "</A>",
        "<A/>",
        "<A b={",
        "<A b=\"",
        "<A b='>",
        "{",
        "{`${",
        "{/*",
        "`a",
        "<!--",
        "<!-- -->",
        "<style>",
        "<style>\n",
        "> <A/> ",
        "{{",
        "{{ a }}",
        "{{ a",
        "{a}",
        "export const a = {\n\n",
        "import {\n\n",
        "$^{a} ",
        "<div>\n",
        "<Head>\n",
        "\\{#",
        "- <A>\n",
        "<Sandpack>\n```js a.js\n",
        "<A b='",
        "é{",
        "<Code code={`",
        "\u{a0}<A>\n",
        "{{ a }",
        "::: v-pre\n",
        "# \\{#a",
        "<Tabs items={['a',",
        "<A b={[{title: '",
        "<script>const a = 'b'\n",
        "<a v-pre>",
    ]
    .map(long)
    .to_vec();
    pages.push(nested);
    for (open, middle, close) in [
        ("<A b={", "", "}\""),
        ("{a", "", "}"),
        ("<pre>{a", "", "}"),
        ("", "</TerminalBlock>", "<TerminalBlock>"),
        ("# ", "", "\\{#"),
    ] {
        pages.push(format!(
            "{}{middle}{}",
            open.repeat(hostile(3_000)),
            close.repeat(hostile(3_000))
        ));
    }
    // Code far to the right must not multiply its indentation.
    let indent = " ".repeat(hostile(5_000));
    pages.push(format!(
        "a\n{indent}<Code code={{`{}`}} />",
        "\n".repeat(hostile(5_000))
    ));
    let deep: String = (0..400)
        .map(|depth| format!("{}- a\n", " ".repeat(2 * depth)))
        .collect();
    pages.push(format!(
        "{deep}{}{}",
        " ".repeat(800),
        "<p>".repeat(hostile(3_000))
    ));
    pages.push(format!(
        "{}{}",
        ">".repeat(hostile(20_000)),
        "<A/>".repeat(hostile(5_000))
    ));
    pages.push(format!(
        "</A>{}{}",
        " ".repeat(hostile(20_000)),
        "<A>".repeat(hostile(3_000))
    ));
    for page in &pages {
        for (generator, path) in [
            (Generator::Docusaurus, "a.mdx"),
            (Generator::VitePress, "a.md"),
            (Generator::Plain, "a.md"),
        ] {
            let (text, _) = clean(page, generator, path);
            let shown = &page.get(..20).unwrap_or_default();
            assert!(text.len() <= 100 * page.len(), "{shown:?} {path}");
        }
    }
}
