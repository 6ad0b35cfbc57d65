//! A site at a glance: its topics with their first pages, and what is new.

/// What a site has, for a page that shows it to those who have not searched.
///
/// Pages that are translations or versions of one another count once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// How many pages there are.
    pub pages: usize,
    /// The highest topics, in the order in which the site's pages reach them.
    pub topics: Vec<TopicEntry>,
    /// The first pages, in the order of the site.
    pub first: Vec<PageLink>,
    /// The pages with the latest dates, the latest first.
    pub recent: Vec<PageLink>,
    /// The languages with their pages, most pages first.
    pub languages: Vec<(String, usize)>,
}

/// A topic with what lies below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicEntry {
    /// Its value in filters.
    pub value: String,
    /// Its name for people.
    pub name: String,
    /// How many pages it has, with those of the topics below.
    pub count: usize,
    /// Its first pages, in the order of the site.
    pub pages: Vec<PageLink>,
    /// Every topic right below it, most pages first, without pages of their own.
    pub below: Vec<TopicEntry>,
}

/// A page to be named and linked to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLink {
    /// Where to read it.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its topics' names from the top down.
    pub breadcrumbs: Vec<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
}
