//! The one name of each language of code, as readers filter by it.
//!
//! Writers call a language what their highlighter lets them: `js`, `javascript`
//! and `JS` are one, and a reader who narrows a search to JavaScript wants all
//! of them. The name is the one that the language is called by in full, in lower
//! case. What a block shows that is no language at all, the output of a program
//! or plain text, has no name. A name that stands in no row is kept.

/// Every name that is another's, by the language.
const NAMES: [(&str, &[&str]); 48] = [
    ("apache", &["apacheconf"]),
    ("asciidoc", &["adoc"]),
    ("assembly", &["asm", "nasm", "masm", "x86asm", "gas"]),
    (
        "batch",
        &["bat", "cmd", "dos", "doscon", "ms-dos", "batchfile"],
    ),
    ("c", &["h"]),
    ("clojure", &["clj", "cljs", "edn"]),
    ("coffeescript", &["coffee"]),
    ("cpp", &["c++", "cplusplus", "cxx", "cc", "hpp", "hxx"]),
    ("crystal", &["cr"]),
    ("csharp", &["c#", "cs", "dotnet", "net"]),
    ("django", &["htmldjango", "django-html"]),
    ("docker", &["dockerfile"]),
    ("elixir", &["ex", "exs", "iex"]),
    ("erlang", &["erl"]),
    ("fsharp", &["f#", "fs"]),
    ("go", &["golang"]),
    ("graphql", &["gql"]),
    ("handlebars", &["hbs"]),
    ("haskell", &["hs", "ghci"]),
    ("hcl", &["terraform", "tf"]),
    ("html", &["htm", "xhtml", "html5"]),
    ("ini", &["cfg", "conf", "dosini", "properties"]),
    (
        "javascript",
        &["js", "mjs", "cjs", "node", "es6", "ecmascript"],
    ),
    ("jinja", &["jinja2", "j2", "html+jinja"]),
    ("json", &["json5", "jsonc", "jsonp"]),
    ("julia", &["jl", "jldoctest"]),
    ("kotlin", &["kt", "kts"]),
    ("latex", &["tex"]),
    ("makefile", &["make", "mk", "nmake"]),
    ("markdown", &["md", "mkd"]),
    ("objectivec", &["objc", "objective-c", "obj-c"]),
    ("perl", &["pl", "pm"]),
    (
        "powershell",
        &["ps", "ps1", "pwsh", "posh", "azurepowershell"],
    ),
    ("protobuf", &["proto"]),
    (
        "python",
        &[
            "py",
            "py3",
            "python3",
            "ipython",
            "ipython3",
            "pycon",
            "python-console",
        ],
    ),
    ("r", &["rlang", "splus"]),
    ("regex", &["regexp"]),
    ("restructuredtext", &["rst", "rest"]),
    ("ruby", &["rb", "irb", "erb"]),
    ("rust", &["rs"]),
    ("scala", &["sc"]),
    // A session shows the same commands as a script.
    (
        "shell",
        &[
            "sh",
            "bash",
            "bsh",
            "zsh",
            "ksh",
            "csh",
            "fish",
            "console",
            "terminal",
            "shellsession",
            "shell-session",
            "shellscript",
            "bash-session",
            "sh-session",
            "azurecli",
            "commandline",
        ],
    ),
    (
        "sql",
        &["mysql", "postgresql", "postgres", "plsql", "tsql", "sqlite"],
    ),
    ("svelte", &["sveltehtml"]),
    ("swift", &["swiftui"]),
    ("typescript", &["ts", "mts", "cts"]),
    ("vb", &["vbnet", "vb.net", "visualbasic", "visual-basic"]),
    ("yaml", &["yml"]),
];

/// What is said of blocks that are in no language.
const NONE: [&str; 24] = [
    "plain",
    "plaintext",
    "plain-text",
    "text",
    "txt",
    "none",
    "nohighlight",
    "no-highlight",
    "raw",
    "literal",
    "default",
    "output",
    "stdout",
    "input",
    "log",
    "syntax",
    "example",
    // Rust's tests: what becomes of the code, not what it is.
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "editable",
    "nothing",
    "norun",
];

/// What highlighters and sites add to a name: how the block is checked or shown.
const SUFFIXES: [&str; 4] = ["-nolint", "-interactive", "-live", "-repl"];

/// Returns the one name of a language, given the name that a block states, in
/// lower case; `None` for what is no language.
pub(super) fn named(written: String) -> Option<String> {
    let plain = SUFFIXES.iter().find_map(|end| written.strip_suffix(end));
    let plain = plain.unwrap_or(&written);
    // `html+django` is HTML with something in it; a file's name has its ending.
    let plain = match plain.split_once('+') {
        Some((first, second)) if !first.is_empty() && second.len() > 1 => first,
        _ => plain,
    };
    let plain = match plain.rsplit_once('.') {
        Some((_, ending)) if !ending.is_empty() => ending,
        _ => plain,
    };
    if NONE.contains(&plain) || !plain.contains(char::is_alphanumeric) {
        return None;
    }
    let mut rows = NAMES.iter();
    let row = rows.find(|(_, others)| others.contains(&plain));
    Some(row.map_or(plain, |(name, _)| *name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_one_name() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(named(written.to_owned()).as_deref(), expected, "{written}");
        };
        for (written, expected) in [
            ("js", "javascript"),
            ("javascript", "javascript"),
            ("js-nolint", "javascript"),
            ("console", "shell"),
            ("bash", "shell"),
            ("azurecli-interactive", "shell"),
            ("c++", "cpp"),
            ("c#", "csharp"),
            ("html+django", "html"),
            ("src/app.ts", "typescript"),
            ("yml", "yaml"),
            ("brainfuck", "brainfuck"),
            ("jsx", "jsx"),
        ] {
            check(written, Some(expected));
        }
        for none in ["plain", "text", "plain-nolint", "output", "ignore", "---"] {
            check(none, None);
        }
    }

    #[test]
    fn no_name_stands_for_two_languages() {
        let mut all: Vec<&str> = NAMES
            .iter()
            .flat_map(|(_, others)| *others)
            .copied()
            .collect();
        all.extend(NAMES.iter().map(|(name, _)| *name));
        all.extend(NONE);
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }
}
