//! What can go wrong on the way from documents to bytes.

/// Why an export failed. Nothing was written: the caller holds no half file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A font that was handed over cannot be read.
    #[error(
        "The font “{name}” cannot be read ({reason}). Nothing was exported. Install the font again, or leave it out"
    )]
    Font {
        /// Name under which it was handed over.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A font could not be reduced to the characters that are used.
    #[error(
        "The font “{name}” cannot be embedded ({reason}). Nothing was exported. Choose another font for this language"
    )]
    Embed {
        /// Name of the face.
        name: String,
        /// What the subsetter said.
        reason: String,
    },
    /// The file was built with a fault, for instance text outside a text section.
    #[error("The PDF would have been faulty ({0}). Nothing was exported. Please report this")]
    Writer(String),
    /// There is nothing to print.
    #[error("There is no document to export. Choose at least one")]
    Empty,
    /// Cards were asked for, and the documents name nobody to call.
    #[error(
        "There is nobody to call in these documents, so there are no cards. Nothing was exported. Fill in contacts or a roster"
    )]
    NoCards,
    /// More pages than a binder may have.
    #[error(
        "The export would have more than {0} pages. Nothing was exported. Export fewer documents, or shorten the longest one"
    )]
    TooLong(usize),
    /// It was asked for one person, and no row, letter or call list concerns them.
    #[error(
        "Nothing in these documents names “{0}”. Nothing was exported. Put them in a roster, a matrix or a row, or export for everybody"
    )]
    NothingFor(String),
    /// It was not wanted any more.
    #[error("The export was stopped. Nothing was written")]
    Stopped,
}
