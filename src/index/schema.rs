//! The one table of fields: it feeds schema, boosts and documentation.

use tantivy::schema::{
    FAST, Field as EngineField, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

/// The version of the generation format; another one is refused.
pub const FORMAT_VERSION: u32 = 5;

/// A searchable field. Its number is its place in [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The page's title.
    Title,
    /// Its other names and its description.
    About,
    /// Its topics.
    Topic,
    /// The section's own heading.
    Heading,
    /// The headings above it.
    Path,
    /// Its prose.
    Body,
    /// Its code.
    Code,
}

/// What is known of a field.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in the index and in reports.
    pub name: &'static str,
    /// Whether its words belong to the whole page; such a field is indexed
    /// once, with the page's own section.
    pub of_page: bool,
    /// How much a word in it weighs against one in prose.
    pub boost: f32,
    /// How strongly length is held against it, 0 to 1: BM25's `b`.
    pub length_norm: f32,
    /// What it holds.
    pub doc: &'static str,
}

/// How many fields there are.
pub const N_FIELDS: usize = 7;

/// Every searchable field.
///
/// The boosts began as those that published comparisons of documentation search
/// use (title over heading over body); each was then moved where all five
/// tutorial sites, the corpus's own queries and both test collections together
/// gained by it (`docent eval`, 2026-11). All are flat around their values.
pub const FIELDS: [FieldSpec; N_FIELDS] = [
    FieldSpec {
        field: Field::Title,
        name: "title",
        of_page: true,
        boost: 6.0,
        length_norm: 0.9,
        doc: "the page's title",
    },
    FieldSpec {
        field: Field::About,
        name: "about",
        of_page: true,
        boost: 2.0,
        length_norm: 0.5,
        doc: "the page's other names, its file name and its description",
    },
    FieldSpec {
        field: Field::Topic,
        name: "topic",
        of_page: true,
        boost: 1.5,
        length_norm: 0.3,
        doc: "the words of the page's topics",
    },
    FieldSpec {
        field: Field::Heading,
        name: "heading",
        of_page: false,
        boost: 3.5,
        length_norm: 0.9,
        doc: "the section's own heading",
    },
    FieldSpec {
        field: Field::Path,
        name: "path",
        of_page: false,
        boost: 1.5,
        length_norm: 0.4,
        doc: "the headings above the section's own",
    },
    FieldSpec {
        field: Field::Body,
        name: "body",
        of_page: false,
        boost: 1.0,
        length_norm: 0.6,
        doc: "the section's prose",
    },
    FieldSpec {
        field: Field::Code,
        name: "code",
        of_page: false,
        boost: 0.3,
        length_norm: 0.7,
        doc: "the section's code",
    },
];

impl Field {
    /// Returns what is known of the field.
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
    }
}

/// The engine's schema and its handles.
#[derive(Debug, Clone)]
pub(crate) struct Handles {
    pub(crate) schema: Schema,
    /// In the order of [`FIELDS`].
    pub(crate) text: [EngineField; N_FIELDS],
    /// The page's slot, a fast field.
    pub(crate) page: EngineField,
    /// The page's path.
    pub(crate) key: EngineField,
    /// The section as it is shown, stored.
    pub(crate) stored: EngineField,
}

impl Handles {
    /// Returns the schema that [`FIELDS`] describes.
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = FIELDS.map(|spec| {
            builder.add_text_field(
                spec.name,
                TextOptions::default().set_indexing_options(words.clone()),
            )
        });
        let key_indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let page = builder.add_u64_field("page", FAST);
        let key = builder.add_text_field(
            "key",
            TextOptions::default().set_indexing_options(key_indexing),
        );
        let stored = builder.add_bytes_field("stored", STORED);
        Self {
            schema: builder.build(),
            text,
            page,
            key,
            stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_at_its_own_place() {
        for (place, spec) in FIELDS.iter().enumerate() {
            assert_eq!(spec.field as usize, place);
            assert!(spec.boost > 0.0 && (0.0..=1.0).contains(&spec.length_norm));
        }
    }
}
