//! Links from a page to its other versions and translations.

use maud::{Markup, html};

use super::Shell;
use crate::api::{TranslationLink, VersionLink};
use crate::http::href;
use crate::http::words::name_of;

/// Returns links to the other versions of a page.
pub(super) fn versions(shell: &Shell<'_>, versions: &[VersionLink], q: &str) -> Markup {
    html! {
        @if !versions.is_empty() {
            div.chips {
                dt { (shell.words.versions) }
                @for link in versions {
                    dd {
                        @match href::target(&link.url, q) {
                            Some(url) => { a href=(url) { (link.version) } },
                            None => { (link.version) },
                        }
                        @if link.current { " " span.current { (shell.words.current) } }
                    }
                }
            }
        }
    }
}

/// Returns links to the translations of a page.
pub(super) fn translations(shell: &Shell<'_>, links: &[TranslationLink], q: &str) -> Markup {
    html! {
        @if !links.is_empty() {
            div.chips {
                dt { (shell.words.translations) }
                @for link in links {
                    dd { @match href::target(&link.url, q) {
                        Some(url) => {
                            a href=(url) hreflang=(link.language) lang=(link.language)
                                title=(link.title) { (name_of(&link.language)) }
                        },
                        None => { (name_of(&link.language)) },
                    } }
                }
            }
        }
    }
}
