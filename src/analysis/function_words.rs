//! Function words: what a question is made of besides what it asks about.
//!
//! Articles, pronouns, auxiliaries, prepositions, conjunctions and question
//! words: the closed classes of a language. In a text they are common, so their
//! rarity tells how little they say; in documentation some are rare (`how`,
//! `my`, `when`), and a question in whole sentences would be answered by the
//! pages that chat. Nothing here is dropped: `for`, `is` and `this` are what
//! people look up, so a word counts as one only beside others in a sentence.

/// The fewest function words of one language that make a sentence. One alone
/// (`for loop`, `this keyword`) is as likely what is looked for.
const FEWEST: usize = 2;

/// The languages with their function words, accents folded as terms are.
const LANGUAGES: [&[&str]; 5] = [ENGLISH, SPANISH, GERMAN, FRENCH, PORTUGUESE];

/// Says of each term of a query whether it is a function word of the sentence
/// that the query is; none is where it is no sentence, or nothing else is said.
///
/// The language is the one that knows most of the words.
pub fn function_words(terms: &[&str]) -> Vec<bool> {
    let marked = LANGUAGES.map(|language| {
        let is_function = terms.iter().map(|term| language.contains(term));
        is_function.collect::<Vec<bool>>()
    });
    let count = |marks: &[bool]| marks.iter().filter(|mark| **mark).count();
    let mut best = vec![false; terms.len()];
    for marks in marked {
        if count(&marks) > count(&best) {
            best = marks;
        }
    }
    if count(&best) < FEWEST || count(&best) == terms.len() {
        best.fill(false);
    }
    best
}

const ENGLISH: &[&str] = &[
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can",
    "could", "did", "do", "does", "doing", "done", "for", "from", "had", "has", "have", "having",
    "he", "her", "here", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "may",
    "me", "might", "must", "my", "no", "not", "of", "on", "only", "onto", "or", "our", "shall",
    "she", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where", "which",
    "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
];

const SPANISH: &[&str] = &[
    "a", "al", "como", "con", "cual", "cuales", "cuando", "de", "del", "donde", "el", "ella", "en",
    "entre", "es", "esa", "ese", "eso", "esta", "este", "esto", "estoy", "fue", "hay", "la", "las",
    "le", "lo", "los", "me", "mi", "mis", "no", "o", "para", "pero", "por", "puede", "puedo",
    "que", "quien", "se", "ser", "si", "sin", "sobre", "son", "su", "sus", "tu", "un", "una",
    "unas", "unos", "y", "yo",
];

const GERMAN: &[&str] = &[
    "als", "am", "an", "auf", "aus", "bei", "bin", "das", "dass", "dem", "den", "der", "des",
    "die", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "fur", "hat",
    "habe", "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "meine", "meinen", "mich",
    "mir", "mit", "muss", "nach", "nicht", "oder", "ob", "sein", "sich", "sie", "sind", "soll",
    "uber", "um", "und", "uns", "unter", "vom", "von", "vor", "wann", "war", "warum", "was",
    "welche", "welcher", "welches", "wenn", "wer", "werden", "wie", "wir", "wird", "wo", "wofur",
    "wozu", "zu", "zum", "zur",
];

const FRENCH: &[&str] = &[
    "a", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "comment", "d", "dans", "de",
    "des", "du", "elle", "en", "est", "et", "etre", "fait", "faut", "il", "ils", "j", "je", "l",
    "la", "le", "les", "leur", "ma", "me", "mes", "mon", "ne", "nos", "notre", "nous", "on", "ou",
    "par", "pas", "peut", "peux", "pour", "pourquoi", "qu", "quand", "que", "quel", "quelle",
    "quelles", "quels", "qui", "quoi", "s", "sa", "sans", "se", "ses", "son", "sont", "sur", "ta",
    "tu", "un", "une", "vos", "votre", "vous", "y",
];

const PORTUGUESE: &[&str] = &[
    "a", "ao", "aos", "as", "com", "como", "da", "das", "de", "do", "dos", "e", "ela", "ele", "em",
    "entre", "essa", "esse", "esta", "este", "eu", "foi", "isso", "isto", "mas", "me", "meu",
    "meus", "minha", "na", "nas", "nao", "no", "nos", "o", "onde", "os", "ou", "para", "pela",
    "pelo", "por", "porque", "posso", "pode", "qual", "quais", "quando", "que", "quem", "se",
    "sem", "ser", "seu", "sobre", "sua", "sao", "um", "uma", "voce",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, said: &str) {
        let terms: Vec<&str> = query.split(' ').collect();
        let marks = function_words(&terms);
        let rest = terms.iter().zip(marks).filter(|(_, is)| !is);
        let rest: Vec<&str> = rest.map(|(term, _)| *term).collect();
        assert_eq!(rest.join(" "), said, "{query}");
    }

    #[test]
    fn a_question_asks_about_what_is_left() {
        check("how do i undo my last commit", "undo last commit");
        check(
            "what is the difference between git and github",
            "difference between git github",
        );
        check("wie kann ich einen branch loschen", "branch loschen");
        check("como puedo deshacer un commit", "deshacer commit");
        check(
            "comment annuler le dernier commit",
            "annuler dernier commit",
        );
        check("como eu posso desfazer um commit", "desfazer commit");
    }

    #[test]
    fn words_that_stand_almost_alone_are_what_is_asked_for() {
        check("for loop", "for loop");
        check("this", "this");
        check("is not", "is not");
        check("if else", "if else");
    }
}
