//! The marks of each format that hostile pages repeat.

/// What Markdown and its dialects know.
#[rustfmt::skip]
pub(crate) const MARKDOWN: &[&str] = &[
    ">", "> ", "- ", "* ", "1. ", "# ", "#", "## a\n", "## a {#b}\n", "a\n===\n", "```", "```\n", "~~~\n", "```js\n",
    "    a\n", "\t", "[", "]", "![", "](", "[](", "[a](", "[a](<b", "[a](b \"", "[a]", "[a][", "[[a]]", "[a]: b\n",
    "[a]: ", "[a]:\n", "[^a]", "[^a]: ", "[^a]: b\n", "[a](b)", "![a](b)", "[a][b] ", "](x)", "*", "**", "_", "__",
    "*a ", "**a ", "*a_", "a*", "_a", "a_ ", "***a", "**a _b ", "~", "~~a ", "==a", "++a+", "`", "`a", "`` ", "\\",
    "\\`", "$", "$$", "$a ", "\\(", "\\[", "|", "|a", "|a|b|\n", "|-|-|\n", "a|b\n-|-\n", "|a|\n|-|\n",
    "| a | b | c ", "- a\n", "1. a\n", "- [ ] a\n", "- \n\n", "> a\n", "> a\nb\n", "> - ", "&", "&amp;", "&#", "&#x",
    "&#0;", "&lt", "\u{0}", "\u{e9}", "\u{202e}", "\r", "<", ">", "<a ", "<http://a>", "http://a ", "www.a.",
    "a@b.c ", "{", "}", "{{", "}}", "{%", "{% ", "%}", "{% a %}", "{% if a %}", "{% endif %}", "{% raw %}",
    "{% endraw %}", "{% include a.md %}", "{% highlight js %}\n", "{% hint %}\n", "{% tabs %}\n",
    "{% tab title=\"a\" %}\n", "{{a}}", "{{ a", "{{a(\"", "{{a}}`", "{{a(b)}}", "{{< a", "{{< a >}}", "{{< /a >}}",
    "{{< a >}}\n", "{{% a %}}\n", "{{% /a %}}\n", "{{< a \"", "{{< tabs >}}\n", "{{< highlight js >}}\n", "{{#",
    "{{#include part.md}}", "{{#include part.md}}\n", "{{#a}}", "{{/a}}", "{{#tabs }}\n", "{{#tab name=\"a\" }}\n",
    "{: #a }", "{: ", "{:", "{:toc}\n", "{: .a}\n", "{#a}", "{#", "{.a}", "{a}", "{a ", "{`${", "{`", "{/*", "{\"",
    "{'", "){.a", "){.a}", "{\n", "{}\n", "=> {", "{a => <b>", ":::", ":::\n", "::: a\n", ":::note[\n", ":::note\n",
    "::: image ", ":::image \n", ":::a{", "::: code-group\n", ":::zone ", ":::moniker range=\"a\"\n", ":::code ",
    ":::row:::\n", ":a:", ":a[", ":a[b]{c=", ":material-a:", ":material-", "!!! note\n", "!!! note \"", "??? a\n",
    "=== \"a\"\n", "=== ", "///\n", "/// note |\n", "/// note\n", "> [!NOTE]\n", "> [!NOTE]", "> [!TAB a]\n",
    "[!INCLUDE [", "[!INCLUDE [a](part.md)]\n", "[!code-a[", "[!", "<xref:", "<xref:a>", "@a ", "NOTE: a\n", "TIP: ",
    "--8<--\n", "--8<-- ", "--8<-- \"part.md\"\n", "{!a!}", "{!", "<<< ", "<<< @/a\n",
    "<!-- @include: part.md -->\n", "<!--", "-->", "<!-- a -->", "<!--sec ", "<!--sec a-->\n", "<!--endsec-->\n",
    "<!-- {% a -->", "<!-- tab -->\n", "](info:", "[cut]\n", "*!*", "*/!*", "[example src=\"a\"]\n", "[iframe ",
    "```smart\n", "```smart header=\"`\n", "```js title=\"\n", "```[a]\n", "```{note}\n", "```{",
    "```{code} a\n:b: c\n", "````{tab-set}\n", "{a}`", "{ref}`a <b>`", "(a)=\n", "(a)=", "% a\n", "+++\n", "%%%\n",
    "(1)!", "// [!code ", "# (1)\n", "- : ", ": a\n", "a\n: b\n", "*[", "*[a]: b\n", "\u{e9}{: ", "\u{a0}",
    "{{else}}", "<Tabs>\n", "<TabItem value=\"a\">\n", "<Sandpack>\n```js a.js\n", "<A ", "<A>", "</A>", "<A/>",
    "<A b={", "<A b=\"", "<A b='", "<A b='>", "<A b={\"", "<A {...", "<A.b>", "<A>\n", "<A>\n\n", "</A>\n", "<A/>\n",
    "<>", "</>", "<Head>\n", "<style>\n", "<div>\n", "<div>\n\n", "<div markdown>\n", "<script setup>\n",
    "<template>\n", "export const a = {\n\n", "export a\n", "import {\n\n", "import a from 'b'\n",
    "import A from './part.md'\n", "export default ", "export function a() {", "$^{a} ", "\\{#", "- <A>\n",
    "\u{e9}{", "<Code code={`", "\u{a0}<A>\n", "{{ a }}", "{{jsxref(\"a\")}}", "{{EmbedLiveSample(\"a\")}}\n",
    "{{InteractiveExample(\"a\")}}\n", "{{domxref('a', ", "$ ", "// termynal\n", "<div class=\"termy\">\n", "a",
    "a ", "a\n", "a\n\n", "\n", " ", "***\n", "---\n",
];

/// What HTML knows.
#[rustfmt::skip]
pub(crate) const HTML: &[&str] = &[
    "<", "</", "<a", "<a ", "<a a", "<a a=", "<a href=\"", "<a href='b'", "<div>", "</div>", "<p>", "</p>", "<b>",
    "<b><i>", "<b><p>", "</b>", "<a href=x>", "<i></b>", "<table>", "<table><tr><td>", "<tr>", "<td>", "<td>a",
    "<th>a</th>", "</table>", "<ul><li>", "<li>", "<dl><dt>", "<dd>", "<svg>", "<math>", "<svg><p>", "<select>",
    "<option>", "<button>", "<form>", "<h1>", "<h1>a</h1>", "<h2 id=a>a</h2>", "</h1>", "<pre>", "<pre><code>",
    "<code>a</code>", "</pre>", "<pre>\n", "<!--", "<!-->", "<!-- -->", "<![CDATA[", "<?", "<!DOCTYPE", "<script>",
    "<script><!--<script>", "</script>", "<style>", "<textarea>", "<title>", "<title>a</title>", "<template>",
    "<frameset>", "<body a=b>", "<html a=b>", "<head>", "<meta name=a content=b>", "<meta property=\"a",
    "<link rel=canonical href=a>", "<base href=a>", "<nav>", "<main>", "<article>", "<article>a", "<section><h2>a",
    "<aside>a</aside>", "<details><summary>", "<img alt=\"a\">", "<img alt=\"", "<br>", "<hr>", "<p a=1 b=2 c=3>",
    "&", "&amp;", "&a", "&#1", "<span>", "<span>a</span>", "<a name=x>", "<a id=x></a>", "<font>", "<nobr>",
    "<applet>", "<marquee>", "<div hidden>", "<noscript>", "<iframe>", "<object>", "<plaintext>", "<xmp>",
    "<ruby><rt>a", "<sup>a</sup>", "<blockquote>", "<script type=application/ld+json>{",
    "<script type=application/ld+json>[", "<div class=\"tabs\">", "<div class=a role=main>a", "<p>a. ", "\u{0}",
    "\r\n", "a ", "a\n", "<a href=\"#a\">a</a>\n", "<td colspan=1000>a", "<td rowspan=65534 colspan=1000>",
];

/// What a Markdown page's marks stand after.
pub(crate) const MARKDOWN_STARTS: [&str; 6] =
    ["", "- ", "> - ", "# ", "|a|b|\n|-|-|\n|", "```js\n"];

/// What an HTML page's marks stand after.
#[rustfmt::skip]
pub(crate) const HTML_STARTS: [&str; 5] = [
    "", "<body><main>", "<table><tr><td>", "<ul><li><h2>", "<pre><code>",
];

/// Marks that open and those that close them.
#[rustfmt::skip]
pub(crate) const MARKDOWN_PAIRS: &[(&str, &str)] = &[
    ("[", "]"), ("![", "](a)"), ("[", "](a)"), ("*", "*"), ("**", "**"), ("*a ", " b*"), ("(", ")"), ("[a](", ")"),
    ("{", "}"), ("{{", "}}"), ("{{< a >}}", "{{< /a >}}"), ("{{% a %}}", "{{% /a %}}"),
    ("{{< tabs >}}", "{{< /tabs >}}"), ("{% if a %}", "{% endif %}"), ("{% hint %}", "{% endhint %}"),
    ("{% tabs %}", "{% endtabs %}"), ("{% raw %}", "{% endraw %}"), ("<A>", "</A>"), ("<A b={<B>", "</B>}/>"),
    ("<Tabs>", "</Tabs>"), ("<A>{", "}</A>"), ("<div><A>", "</A></div>"), ("<details>", "</details>"),
    ("::: a", ":::"), (":::a[", "]"), (":a[", "]"), ("/// a", "///"), ("[!INCLUDE [", "]]"), ("[[", "]]"),
    ("~~", "~~"), ("`", "`"), ("{`", "`}"), ("`${", "}`"), ("<!--", "-->"), ("{/*", "*/}"), ("```{a}", "```"),
    ("{{#a}}", "{{/a}}"), ("{{a(", ")}}"), ("\"", "\""), (":::zone pivot=\"a\"", ":::zone-end"),
    ("::: moniker range=\"a\"", "::: moniker-end"), ("<!--sec a-->", "<!--endsec-->"),
];

/// Tags that open and those that close them.
#[rustfmt::skip]
pub(crate) const HTML_PAIRS: &[(&str, &str)] = &[
    ("<div>", "</div>"), ("<b>", "</b>"), ("<b>", "</i>"), ("<a href=b>", "</a>"), ("<ul><li>", "</li></ul>"),
    ("<table><tr><td>", "</td></tr></table>"), ("<h2>", "</h2>"), ("<p>", "</div>"), ("<pre>", "</pre>"),
    ("<code>", "</code>"), ("<template>", "</template>"), ("<svg>", "</svg>"), ("<nav>", "</nav>"),
    ("<article>a", "</article>"), ("<section><h3>a</h3>", "</section>"), ("<details>", "</details>"),
];

/// What reStructuredText knows.
#[rustfmt::skip]
pub(crate) const RST: &[&str] = &[
    "a\n=\n", "a\n=\n\n", "=\na\n=\n", "==", "==\n", "== ==\n", "== ==\na  b\n", "+-+\n", "+-+\n|a|\n", "|a|\n",
    "+--", "|", "| a\n", "*", "**", "`", "``", "``a", "`a`_", "`a <b>`_", "`a <", ":a:`", ":a:`b`", ":a:", ":a: b\n",
    ":a", "|a|", "|a", "a_ ", "a__ ", "_`a", "[a]_ ", "[#]_", ".. ", "..\n", ".. a\n", ".. a::\n", ".. a:: b\n",
    ".. a::\n\n", ".. a::\n   :b: c\n", ".. note:: a\n", ".. code::\n\n  a\n", ".. _a:\n", ".. _a: b\n",
    ".. |a| replace:: b\n", ".. [a] b\n", ".. include:: part.md\n", ".. include:: a.rst\n\n", ".. toctree::\n",
    ".. list-table::\n\n   * - a\n", "   * - a\n     - b\n", ".. csv-table::\n\n   a,b\n", "   \"a\n",
    ".. py:function:: a(b)\n", ".. py:class:: a\n\n", ".. raw:: html\n\n  <b>\n", ".. math::\n", ".. only:: a\n\n",
    ".. tab-set::\n\n", ".. image:: a\n  :alt: b\n", "::\n", "a::\n\n  b\n", "  ", "- ", "- a\n", "* ", "#. ",
    "1. a\n", "a\n  b\n", "  a\nb\n", ">>> ", ">>> a\n", "-- a\n", "\\", "\\\n", "\u{e9}", "\u{0}", "a ", "a\n",
    "a\n\n", "\n", "-a  b\n", "--a=b  c\n", "<", "<a>`_", "`a\n", "\u{201c}*", "\t", "a:`b`c:`",
    "==== ====\n a   b\n", ".. rubric:: a\n", ".. index:: a\n", ".. contents::\n", "%%%\n", "a\n~~~\nb\n---\n",
    "Traceback\n",
];

/// What reStructuredText's marks stand after.
#[rustfmt::skip]
pub(crate) const RST_STARTS: [&str; 5] = [
    "", "- ", ".. note:: ", "== ==\n", ".. list-table::\n\n   * - ",
];

/// What AsciiDoc knows.
#[rustfmt::skip]
pub(crate) const ASCIIDOC: &[&str] = &[
    "= a\n", "== a\n", "=", "== ", "== a\n\n", "* ", "* a\n", "** a\n", "*", "**", "_", "__", "`", "``", "#", "##",
    "+", "++", "+++", "~", "^", "\"`", "'`", "[", "[[", "[[a]]", "[[a]]\n", "[#a]", "[#a]\n", "[.a]#", "[a]\n",
    "[a,b]\n", "[a=\"", "[%header]\n", "[source,js]\n", "[source]\n----\n", "[NOTE]\n====\n", "----\n", "====\n",
    "====", "____\n", "****\n", "++++\n", "....\n", "////\n", "--\n", "|===\n", "|===\n|a\n", "|", "|a", "|a |b\n",
    "2+|a", "a|", ".2+^.>s|a", "3*|a", "999999*|a\n", ":a: b\n", ":a: {a}{a}\n", ":a:", ":!a:\n", "{a}", "{", "{a",
    "{set:a:b}", "{counter:a}", "{empty}", ":b: {a}{a}\n:a: {b}{b}\n", "a:: b\n", "a::\n", "a:: ", "a;; ", "a::: ",
    ". ", ". a\n", ".a\n", "<<a>>", "<<", "<<a,", "xref:a[", "xref:a[b]", "link:a[", "http://a[b]", "http://a",
    "image:a[", "image::a[]\n", "include::part.md[]\n", "include::a.adoc[]\n", "include::a.adoc[tags=a]\n", "kbd:[",
    "menu:a[", "btn:[a]", "a:b[c]", "pass:[", "pass:q[", "stem:[", "footnote:[", "footnote:[a]", "ifdef::a[]\n",
    "ifndef::a[]\n", "endif::[]\n", "ifdef::a[b]\n", "ifeval::[a]\n", "// a\n", "//", "<1> ", "<1>\n", "<.>\n",
    "+\n", "* a\n+\n", "-> ", "-- ", "(C)", "...", "((a))", "(((a,b)))", "((", "indexterm:[", "NOTE: a\n", "NOTE: ",
    "'''\n", "<<<\n", "\\", "\u{e9}", "\u{0}", "a ", "a +\n", "a\n", "a\n\n", "\n", "  a\n", "&", "&amp;",
    "[tabs]\n====\n", "[.a.b.c", "[[[a]]]", "a::b::", "*a*b", "**a", "`+a", "`+a+`", "xref:", "a@b.c ",
    "// tag::a[]\n", "// end::a[]\n",
];

/// What AsciiDoc's marks stand after.
pub(crate) const ASCIIDOC_STARTS: [&str; 5] = ["", "* ", "|===\n|", "====\n", "----\n"];

/// Marks that open and those that close them.
#[rustfmt::skip]
pub(crate) const ASCIIDOC_PAIRS: &[(&str, &str)] = &[
    ("ifdef::a[]", "endif::[]"), ("ifndef::a[]", "endif::[]"), ("[", "]"), ("{", "}"), ("*", "*"), ("**", "**"),
    ("footnote:[", "]"), ("link:a[", "]"), ("<<", ">>"), ("(((", ")))"), ("pass:[", "]"), ("`+", "+`"),
];

/// What plain text knows.
#[rustfmt::skip]
pub(crate) const TEXT: &[&str] = &[
    "a ", "a", "a\n", "a\n\n", "\n", "A\n===\n", "A\n\n", "1. A\n", "- a\n", "  a\n", "    a\n", "\u{c}", "\u{0}",
    "\u{e9}", "\u{1b}[1m", "http://a ", "-----\n", "Title: a\n", "= a =\n", "A.\n", "[a] ", "| a | b |\n", "Q: a\n",
    "A B C\n", "\t", "\r",
];

/// Marks that hold a number of their own.
#[rustfmt::skip]
pub(crate) const NUMBERED: &[&str] = &[
    "[a#N]: b\n", "[a#N] ", "[^#N] ", "[^#N]: a\n", "# a#N\n", "## a #N {#b#N}\n", "<A#N>", "<A#N>\n", "<a#N>",
    "</a#N>", "{{< a#N >}}", "*[a#N]: b\n", "a#N ", "{a#N}", ":a#N: b\n", ":a#N: {a1}{a2}{a3}\n", "{% a#N %}",
    "import A#N from 'b'\n", "<A#N/>", ".. |a#N| replace:: |a1|\n", "|a#N| ", ".. _a#N:\n", "a#N_ ", "[[a#N]]\n",
    "ifdef::a#N[]\n", "export const a#N = 1\n", "== a#N\n", "&a#N;", "[a#N](b#N) ", "const a#N = {\n",
    "a#N\n  : b\n", "\\newcommand#N",
];

/// Notebooks: a start, what repeats, an end.
#[rustfmt::skip]
pub(crate) const NOTEBOOK: &[(&str, &str, &str)] = &[
    ("{\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"a\"", ",\"a\\n\"", "]}]}"),
    ("{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"", "\\u0041", "\"}]}"),
    ("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"", "#@title a\\n", "\"}]}"),
    ("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"", "%%html\\n", "\"}]}"),
    ("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"", "\\\"\\\"\\\"", "\"}]}"),
    ("{\"cells\":[{}", ",{\"cell_type\":\"markdown\",\"source\":\"a\"}", "]}"),
    ("{\"cells\":[{}", ",{\"cell_type\":\"markdown\",\"source\":\"---\\na: b\\n---\\n\"}", "]}"),
    ("{\"cells\":[{}", ",{\"cell_type\":\"code\",\"source\":\"a\",\"outputs\":[{\"data\":\"b\"}]}", "]}"),
    ("{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[", "[", ""),
    ("{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[", "{\"a\":", ""),
    ("{\"cells\":[{\"cell_type\":\"code\",\"outputs\":[\"", "a", "\"],\"source\":\"b\"}]}"),
    ("{\"metadata\":{\"a\":", "{\"a\":", ""), ("{\"a\":1", ",\"a\":1", ",\"cells\":[]}"),
    ("{\"cells\":[]", ",\"cells\":[]", "}"),
    ("{\"worksheets\":[{}", ",{\"cells\":[{\"cell_type\":\"heading\",\"level\":1,\"source\":\"a\"}]}", "]}"),
    ("", "[", ""), ("", "{\"cells\":", ""),
    ("{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"", "<a href=\\\"x\\\">", "\"}]}"),
    ("{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"", "<table align=\\\"left\\\"><td>", "\"}]}"),
    ("{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"", "[![a](b)]", "\"}]}"),
];

/// Files of records: a start, what repeats, an end.
#[rustfmt::skip]
pub(crate) const RECORDS: &[(&str, &str, &str)] = &[
    ("", "{\"title\":\"a\",\"body\":\"b\"}\n", ""), ("", "{\"id\":\"a\",\"title\":\"a\",\"body\":\"b\"}\n", ""),
    ("", "{}\n", ""), ("", "{", ""), ("", "[", ""), ("", "\n", ""), ("", "{\"title\":", ""),
    ("{\"title\":\"a\",\"body\":\"", "a\\n\\n", "\"}\n"),
    ("{\"title\":\"a\",\"body\":\"", "\\u003cdiv\\u003e", "\"}\n"),
    ("{\"title\":\"a\",\"body\":\"", "# a\\n", "\"}\n"),
    ("{\"title\":\"a\",\"body\":\"b\"", ",\"body\":\"b\"", "}\n"),
    ("{\"title\":\"a\",\"body\":\"b\"", ",\"tags\":[\"a\"]", "}\n"),
    ("{\"title\":\"a\",\"body\":\"b\",\"tags\":[\"a\"", ",\"a\"", "]}\n"),
    ("{\"title\":\"a\",\"body\":\"b\",\"x\":", "[", "\n"),
    ("{\"title\":\"a\",\"body\":\"b\",\"sections\":[{}", ",{\"heading\":\"a\",\"text\":\"b\"}", "]}\n"),
    ("{\"title\":\"a\",\"body\":\"b\",\"answers\":[{}", ",{\"body\":\"<p>b\"}", "]}\n"),
    ("{\"title\":\"", "a ", "\",\"body\":\"b\"}\n"),
];
