//! Pages that go with the best hit, for who has not found the page yet.

use maud::{Markup, html};

use super::Shell;
use super::home::links;
use crate::api::{PageLink, SearchResponse};
use crate::http::words::fill;

/// How many are named.
const SHOWN: usize = 4;

/// Returns the pages that go with the best hit, those that are shown already
/// left out.
pub(super) fn also(shell: &Shell<'_>, response: &SearchResponse) -> Markup {
    let is_new = |id: &str| response.results.iter().all(|hit| hit.id != id);
    let pages = response.related.iter().filter(|page| is_new(&page.id));
    let pages: Vec<PageLink> = pages
        .take(SHOWN)
        .map(|page| PageLink {
            url: page.url.clone(),
            title: page.title.clone(),
            breadcrumbs: page.breadcrumbs.clone(),
            language: page.language.clone(),
            date: None,
        })
        .collect();
    let best = response.results.first();
    html! {
        @if let Some(best) = best {
            @let heading = fill(shell.words.related, &[("title", &best.title.text)]);
            (links(shell, "docent-related", &heading, &pages))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc;

    use crate::api::Related;
    use crate::http::fixture::{self, HOSTILE, browse, get, loaded};

    fn page(id: &str, url: &str) -> Related {
        Related {
            id: id.into(),
            url: url.into(),
            title: format!("Page {id} {HOSTILE}"),
            description: None,
            breadcrumbs: vec!["Rust".into(), "Traits".into()],
            level: None,
            language: Some("de".into()),
            version: None,
            score: 0.5,
            terms: Vec::new(),
            linked: false,
        }
    }

    #[tokio::test]
    async fn pages_that_go_with_the_best_hit_are_named_once() {
        let service = loaded(|_, _| {
            let mut response = fixture::response();
            let shown = response.results[0].id.clone();
            response.related = vec![page(&shown, "/shown/"), page("bad", "javascript:x")];
            for number in 0..9 {
                response
                    .related
                    .push(page(&number.to_string(), &format!("/p{number}/")));
            }
            Ok(response)
        });
        let body = browse(&service, "/search?q=vec").await.body;
        let at = body
            .find("<h2 id=\"docent-related\" dir=\"auto\">Related to “Generic")
            .unwrap();
        let also = &body[at..];
        assert!(
            !also.contains("/shown/") && !also.contains("javascript:"),
            "{also}"
        );
        assert!(
            also.contains("<a href=\"/p/p0/\" lang=\"de\" dir=\"auto\">Page 0 &lt;script&gt;"),
            "{also}"
        );
        assert!(also.contains("Rust › Traits") && also.contains("/p/p2/"));
        assert!(!also.contains("/p/p3/"), "four are enough: {also}");
    }

    #[tokio::test]
    async fn only_the_first_page_of_a_search_asks_for_them() {
        let (sender, asked) = mpsc::channel();
        let sender = Mutex::new(sender);
        let service = loaded(move |_, request| {
            sender.lock().unwrap().send(request.related).unwrap();
            Ok(fixture::response())
        });
        let body = browse(&service, "/search?q=vec").await.body;
        assert!(!body.contains("docent-related"), "there are none");
        assert!(!body.contains("related="), "no link says so");
        assert!(asked.recv().unwrap() > 0);
        for address in ["/search?q=vec&page=2", "/search?topic=rust", "/"] {
            browse(&service, address).await;
            assert_eq!(asked.recv().unwrap(), 0, "{address}");
        }
        get(&service, "/search?q=vec").await;
        assert_eq!(asked.recv().unwrap(), 0, "JSON has what was asked for");
    }
}
