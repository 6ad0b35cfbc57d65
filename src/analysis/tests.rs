//! What the tokenizer makes of words, identifiers, signs and scripts.

use super::{MAX_TERM_BYTES, TokenKind, name_key, normalize, tokenize};

/// Checks the terms of `text`: those of one position joined by `/`.
fn check(text: &str, expected: &str) {
    let mut out = String::new();
    let mut last = None;
    tokenize(text, |token| {
        assert!(
            token.start < token.end && token.end <= text.len(),
            "{token:?}"
        );
        assert!(
            text.get(token.start..token.end).is_some(),
            "{token:?} splits a character"
        );
        match last {
            Some(position) if position == token.position => out.push('/'),
            Some(_) => out.push(' '),
            None => {}
        }
        last = Some(token.position);
        out.push_str(token.term);
    });
    assert_eq!(out, expected, "{text}");
}

#[test]
fn queries_typed_alike_have_one_key() {
    for (text, key) in [
        ("  Set-up,  Docker! ", "setup docker"),
        ("Café", "cafe"),
        (":is", ":is"),
        ("is", "is"),
        ("a => b", "a => b"),
        ("!", "!"),
        (",", ""),
    ] {
        assert_eq!(super::query_key(text), key, "{text}");
    }
}

#[test]
fn words_are_folded() {
    check("Hello, World!", "hello world");
    check("Don't panic: it’s fine", "dont panic its fine");
    check("Kadane's café", "kadanes cafe/café");
}

#[test]
fn identifiers_give_the_whole_and_the_parts() {
    check("getElementById", "getelementbyid/get element by id");
    check("HTTPServer", "httpserver/http server");
    check("URLs and APIs", "urls and apis");
    check("snake_case_name", "snakecasename/snake case name");
    check("__init__", "init");
    check(
        "grid-template-areas",
        "gridtemplateareas/grid template areas",
    );
    check("node.js", "nodejs/node js");
    check("Vec::new()", "vecnew/vec new");
    check("$obj->first", "objfirst/$obj->first/obj first");
    check("std::vec::Vec", "stdvecvec/std vec vec");
    check(
        "document.getElementById",
        "documentgetelementbyid/document getelementbyid/get element by id",
    );
}

#[test]
fn language_names_are_words_of_their_own() {
    check("C++ and C# or F#.", "c++ and c# or f#");
    check("C++17", "c++ 17");
    check(
        "use .NET here, ASP.NET there",
        "use .net here aspnet/asp net there",
    );
    check("a C program", "a c program");
}

#[test]
fn signs_stay_at_their_word() {
    check("cargo build --release", "cargo build release/--release");
    check("-v $HOME @media", "v/-v home/$home media/@media");
    check("a:hover ::before :is", "a hover before/::before is/:is");
    check("the <video> tag", "the video/<video> tag");
    check("#[derive(Debug)]", "derive/#[derive debug");
    check("well-known", "wellknown/well known");
}

#[test]
fn operators_that_stand_alone_are_terms() {
    check("a === b ?? c", "a === b ?? c");
    check("(`=>`) ?. ... ~ && ::", "=> ?. ... ~ && ::");
    check("x = y; end.", "x = y end");
    check("(a) - (b). Or: c? / d!", "a b or c d");
    check("Subtraction (-), not (?) -", "subtraction - not ?");
    check("cd ~/src ../x **/y", "cd ~ src .. x ** y");
    check("a -- b /> <!-- x --> ->", "a -- b /> <!-- x --> ->");
    for sign in ["-", "/", "?", "!", ":", ".", "&", "=", "--", ">>>="] {
        check(sign, sign);
    }
    check("wait... what", "wait what");
}

#[test]
fn versions_keep_their_dots() {
    check("v1.21.3 or 1.21", "1.21.3/1.21 or 1.21");
    check("ES6, http2, E0308", "es6 http2 e0308");
    check("192.168.0.1", "192.168.0.1/192.168/192.168.0");
}

#[test]
fn scripts_without_blanks_give_pairs() {
    check("データ", "デー/デ ータ/ー タ");
    check("React のフック x", "react のフ/の フッ/フ ック/ッ ク x");
    check("数", "数");
    check("用React的", "用 react 的");
}

#[test]
fn words_of_thai_and_its_neighbours_are_told_apart() {
    // "Install a database", "connect".
    check("ติดตั้งฐานข้อมูล", "ติด/ติ ิด ตั้ง/ตั ั้ ้ง ฐาน/ฐา าน ข้อมูล/ข้ ้อ อม มู ูล");
    check("ໄປ", "ໄປ");
    check("React ใน ๒", "react ใน ๒");
}

#[test]
fn emoji_are_terms_whatever_they_are_drawn_like() {
    check("Done ✅ 🎉!", "done ✅ 🎉");
    check("❤\u{fe0f} ❤", "❤ ❤");
    check("👩\u{200d}💻👍\u{1f3fd}", "👩\u{200d}💻 👍\u{1f3fd}");
    check("🇩🇪🇫🇷", "🇩🇪 🇫🇷");
}

#[test]
fn long_words_are_cut_at_a_character() {
    let long = "é".repeat(500);
    tokenize(&long, |token| {
        assert!(token.term.len() <= MAX_TERM_BYTES);
        assert_ne!(token.kind, TokenKind::Part);
    });
}

#[test]
fn normalised_text_ignores_case_accents_and_joints() {
    assert_eq!(normalize("Café: grid-template!"), "cafe gridtemplate");
    assert_eq!(normalize("C++ & C#"), "c++ c#");
    assert_eq!(name_key("use effect"), name_key("useEffect"));
    assert_ne!(name_key("Git 入门"), name_key("git"));
    assert_eq!(normalize("数据库 🎉"), "数据 据库");
    assert_ne!(name_key("数据"), name_key("数据库"));
}
