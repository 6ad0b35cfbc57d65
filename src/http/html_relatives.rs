//! Links from a page that was found to its other versions and translations.

use maud::{Markup, html};

use super::href;
use crate::api::Hit;

/// Returns links to the other versions of a page.
pub(super) fn versions(hit: &Hit) -> Markup {
    html! {
        @if !hit.versions.is_empty() {
            div.chips {
                dt { "Other versions" }
                @for link in &hit.versions {
                    dd {
                        @match href::safe(&link.url) {
                            Some(url) => { a href=(url) { (link.version) } },
                            None => { (link.version) },
                        }
                        @if link.current { span.current { " (current)" } }
                    }
                }
            }
        }
    }
}

/// Returns links to the translations of a page.
pub(super) fn translations(hit: &Hit) -> Markup {
    html! {
        @if !hit.translations.is_empty() {
            div.chips {
                dt { "Also in" }
                @for link in &hit.translations {
                    dd { @match href::safe(&link.url) {
                        Some(url) => {
                            a href=(url) hreflang=(link.language) title=(link.title) {
                                (link.language)
                            }
                        },
                        None => { (link.language) },
                    } }
                }
            }
        }
    }
}
