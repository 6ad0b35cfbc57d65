//! The headings that Hugo's documentation sites write by name.

use super::super::site::Site;

/// What `{{% heading "NAME" %}}` shows where the site has no words of its own:
/// by language the words for `prerequisites`, `whatsnext`, `objectives` and
/// `cleanup`.
const HEADINGS: [(&str, [&str; 4]); 10] = [
    (
        "en",
        [
            "Before you begin",
            "What's next",
            "Objectives",
            "Cleaning up",
        ],
    ),
    (
        "de",
        [
            "Bevor Sie beginnen",
            "Nächste Schritte",
            "Ziele",
            "Aufräumen",
        ],
    ),
    (
        "es",
        [
            "Antes de empezar",
            "Siguientes pasos",
            "Objetivos",
            "Limpieza",
        ],
    ),
    (
        "fr",
        ["Avant de commencer", "A suivre", "Objectifs", "Nettoyage"],
    ),
    (
        "it",
        [
            "Prima di iniziare",
            "Voci correlate",
            "Obiettivi",
            "Pulizia",
        ],
    ),
    ("ja", ["始める前に", "次の項目", "目標", "クリーンアップ"]),
    ("ko", ["시작하기 전에", "다음 내용", "목적", "정리하기"]),
    (
        "pt",
        [
            "Antes de você começar",
            "Próximos passos",
            "Objetivos",
            "Limpando",
        ],
    ),
    (
        "ru",
        ["Подготовка к работе", "Что дальше", "Цели", "Очистка"],
    ),
    ("zh", ["准备开始", "接下来", "教程目标", "清理现场"]),
];

/// Returns the words of a heading that is called by its name.
pub(super) fn heading(site: &Site, language: &str, name: &str) -> String {
    let main = language.split('-').next().unwrap_or(language);
    for language in [language, main] {
        let key = format!("i18n.{language}.{name}_heading");
        if let Some(words) = site.variables.get(&key) {
            return words.trim().to_owned();
        }
    }
    let at = match name {
        "prerequisites" => 0,
        "whatsnext" => 1,
        "objectives" => 2,
        "cleanup" => 3,
        _ => {
            let mut letters = name.chars();
            let first = letters.next().map(char::to_uppercase);
            let first = first.into_iter().flatten().collect::<String>();
            return format!("{first}{}", letters.as_str().replace(['-', '_'], " "));
        }
    };
    let known = HEADINGS.iter().find(|(known, _)| *known == main);
    known.unwrap_or(&HEADINGS[0]).1[at].to_owned()
}
