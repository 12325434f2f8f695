//! Nested bookmarks, written as /Outlines (printpdf gives a flat list only).

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

use crate::page::{Bookmark, Pages};

/// Adds the bookmarks and lets the reader show them.
pub(crate) fn add(file: &mut Document, bookmarks: &[Bookmark], page_ids: &[ObjectId], pages: &Pages) {
    if bookmarks.is_empty() {
        return;
    }
    let root = file.new_object_id();
    let Some((first, last, count)) = level(file, bookmarks, root, page_ids, pages) else { return };
    let mut outlines = Dictionary::new();
    outlines.set("Type", Object::Name(b"Outlines".to_vec()));
    outlines.set("First", Object::Reference(first));
    outlines.set("Last", Object::Reference(last));
    outlines.set("Count", Object::Integer(count));
    file.set_object(root, outlines);
    if let Ok(id) = file.trailer.get(b"Root").and_then(Object::as_reference)
        && let Ok(catalog) = file.get_object_mut(id).and_then(Object::as_dict_mut)
    {
        catalog.set("Outlines", Object::Reference(root));
        catalog.set("PageMode", Object::Name(b"UseOutlines".to_vec()));
    }
}

fn level(
    file: &mut Document,
    bookmarks: &[Bookmark],
    parent: ObjectId,
    page_ids: &[ObjectId],
    pages: &Pages,
) -> Option<(ObjectId, ObjectId, i64)> {
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| file.new_object_id()).collect();
    let mut shown = 0;
    for (at, bookmark) in bookmarks.iter().enumerate() {
        let mut entry = Dictionary::new();
        let mut title = vec![0xFE, 0xFF];
        title.extend(bookmark.title.encode_utf16().flat_map(u16::to_be_bytes));
        entry.set("Title", Object::String(title, StringFormat::Hexadecimal));
        entry.set("Parent", Object::Reference(parent));
        if at > 0 {
            entry.set("Prev", Object::Reference(ids[at - 1]));
        }
        if let Some(next) = ids.get(at + 1) {
            entry.set("Next", Object::Reference(*next));
        }
        if let (Some(page), Some(size)) = (page_ids.get(bookmark.page), pages.pages.get(bookmark.page)) {
            let top = size.height - bookmark.y;
            let place = vec![
                Object::Reference(*page),
                Object::Name(b"XYZ".to_vec()),
                Object::Null,
                Object::Real(top),
                Object::Null,
            ];
            entry.set("Dest", Object::Array(place));
        }
        if let Some((first, last, count)) = level(file, &bookmark.children, ids[at], page_ids, pages) {
            entry.set("First", Object::Reference(first));
            entry.set("Last", Object::Reference(last));
            // A negative count keeps the level below closed until it is asked for.
            entry.set("Count", Object::Integer(-count));
        }
        file.set_object(ids[at], entry);
        shown += 1;
    }
    Some((*ids.first()?, *ids.last()?, shown))
}
