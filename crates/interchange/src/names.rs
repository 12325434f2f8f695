//! References are written by name: the directory's words for ids, passed in by the caller.

/// What the directory calls its things, at the moment shown.
pub trait Names {
    /// The name of the thing with this id.
    fn name(&self, id: &str) -> Option<String>;
    /// The ids of the things with this name, of the given kinds (any, when there are none).
    fn ids(&self, name: &str, kinds: &[&str]) -> Vec<String>;
}

/// An empty directory: ids and names stay as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn name(&self, _id: &str) -> Option<String> {
        None
    }
    fn ids(&self, _name: &str, _kinds: &[&str]) -> Vec<String> {
        Vec::new()
    }
}

const AS_WRITTEN: &str = " [as written]";

/// How a stored reference (an id, or a name as written) stands in a file.
pub(crate) fn write(stored: &str, kinds: &[&str], names: &dyn Names) -> String {
    let mut forms = Vec::new();
    if let Some(name) = names.name(stored).filter(|name| !name.trim().is_empty()) {
        forms.push(name.clone());
        forms.push(format!("{name} [{stored}]"));
    }
    forms.push(stored.to_owned());
    let plain = forms.into_iter().find(|form| read(form, kinds, names) == stored);
    plain.unwrap_or_else(|| format!("{stored}{AS_WRITTEN}"))
}

/// The stored form of a reference as it stands in a file.
pub(crate) fn read(text: &str, kinds: &[&str], names: &dyn Names) -> String {
    if let Some(written) = text.strip_suffix(AS_WRITTEN) {
        return written.to_owned();
    }
    if let Some((_, id)) = text.strip_suffix(']').and_then(|t| t.rsplit_once(" ["))
        && names.name(id).is_some()
    {
        return id.to_owned();
    }
    let mut ids = names.ids(text, kinds);
    if ids.len() == 1 { ids.remove(0) } else { text.to_owned() }
}
