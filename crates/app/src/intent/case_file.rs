//! Files with cases: gathered within limits, read, and copied into the quarantine where something of them cannot be
//! read.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::Block;
use bridgebook_domain::case::place::name_by_content;
use bridgebook_domain::case::{CaseMapping, MappingTarget, Masked, Masking, mask};
use bridgebook_domain::view::folded;
use bridgebook_interchange::FILE_LIMIT;
use bridgebook_interchange::case::{FILES_LIMIT, INTAKE_LIMIT, Intake, Reading, Refused, read, together};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::ApiError;
use crate::api::case::CaseFile;
use crate::attachment::{own_name, size_words};
use crate::export::write;
use crate::folder;

/// Files in a row of the same name that the quarantine keeps of one day.
const SAME_NAME: u32 = 1_000;

/// A file that is to be read.
pub(crate) struct Source {
    pub name: String,
    from: From,
}

enum From {
    Path(PathBuf),
    Bytes(Vec<u8>),
}

/// What files are read against, owned, so that they are read beside the rest.
pub(crate) struct Setting {
    pub now: Timestamp,
    pub zone: TimeZone,
    pub table: Block,
    pub mapping: Option<CaseMapping>,
    pub masking: Masking,
    /// Fields that rules look at, as they name them.
    pub looked_at: Vec<String>,
}

/// What the files of one intake gave.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Each file with its cases; what is to be masked is masked, and each case has a name.
    pub files: Vec<(String, Intake)>,
    pub masked: Masked,
    /// The files of which something was refused, whole.
    broken: Vec<(usize, Whole)>,
}

/// A file as it came.
enum Whole {
    Bytes(Vec<u8>),
    /// It is larger than what is read of one: it is copied from where it lies.
    At(PathBuf),
}

/// The files that are meant: those of a folder sorted by name, without the folders in it and hidden files.
pub(crate) fn sources(files: &[CaseFile]) -> Result<Vec<Source>, ApiError> {
    let mut list = Vec::new();
    let mut size = 0_u64;
    for file in files {
        match file {
            CaseFile::Bytes { file_name, base64 } => {
                let name = own_name(file_name);
                if base64.len() / 4 * 3 > FILE_LIMIT + 3 {
                    return Err(ApiError::invalid(format!(
                        "“{name}” has more than {}. Nothing was taken in. Split it into several files",
                        size_words(FILE_LIMIT as u64)
                    )));
                }
                let bytes = STANDARD.decode(base64).map_err(|_| {
                    ApiError::invalid(format!("“{name}” did not arrive whole. Nothing was taken in. Try again"))
                })?;
                size += bytes.len() as u64;
                list.push(Source { name, from: From::Bytes(bytes) });
            }
            CaseFile::Path { path } => {
                for path in paths(Path::new(path))? {
                    size += fs::metadata(&path).map_err(|e| unreadable(&path, &e))?.len();
                    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
                    list.push(Source { name: own_name(&name), from: From::Path(path) });
                }
            }
        }
    }
    if list.is_empty() {
        return Err(ApiError::invalid("No file is named. Nothing was taken in. Name a file, or a folder with files"));
    }
    if list.len() > FILES_LIMIT {
        return Err(ApiError::invalid(format!(
            "These are {} files; at most {FILES_LIMIT} are taken in at once. Nothing was taken in. Take them in by parts",
            list.len()
        )));
    }
    if size > INTAKE_LIMIT {
        return Err(ApiError::invalid(format!(
            "The files have {} together; at most {} are taken in at once. Nothing was taken in. Take them in by parts",
            size_words(size),
            size_words(INTAKE_LIMIT)
        )));
    }
    Ok(list)
}

fn paths(path: &Path) -> Result<Vec<PathBuf>, ApiError> {
    let failed = |e: io::Error| unreadable(path, &e);
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut list = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if path.is_file() && !is_hidden {
            list.push(path);
        }
    }
    list.sort();
    if list.is_empty() {
        let words = format!("There is no file in {}. Nothing was taken in", path.display());
        return Err(ApiError::invalid(words));
    }
    Ok(list)
}

fn unreadable(path: &Path, error: &io::Error) -> ApiError {
    ApiError::not_found(format!("{} cannot be read: {error}. Nothing was taken in", path.display()))
}

/// Reads the files, masks what is to be masked and names cases that have no name.
pub(crate) fn gather(sources: Vec<Source>, setting: &Setting) -> Result<Gathered, ApiError> {
    let Setting { now, zone, table, mapping, masking, looked_at } = setting;
    let reading = Reading { now: *now, zone, table: Some(table), mapping: mapping.as_ref() };
    let mut gathered = Gathered::default();
    let mut left = INTAKE_LIMIT;
    for source in sources {
        let (bytes, path) = match source.from {
            From::Bytes(bytes) => (bytes, None),
            From::Path(path) => (bounded(&path, &mut left)?, Some(path)),
        };
        let mut intake = read(&source.name, &bytes, &reading);
        for case in &mut intake.cases {
            gathered.masked.add(mask(case, *masking));
            if case.id.is_empty() {
                case.id = name_by_content(case);
            }
        }
        if let Some((from, to)) = intake.lacking.iter().find(|(_, to)| is_decided_by(to, table, looked_at)) {
            let name = mapping.as_ref().map_or("", |mapping| mapping.name.as_str());
            let why = format!(
                "The mapping “{name}” takes “{to}” from the heading “{from}”, which the file does not have, and rules decide by it. No case was taken from the file. Correct the mapping, or name the heading as it was"
            );
            intake.refuse_all("line 1", &why);
        }
        gathered.files.push((source.name, intake));
        // Held until it is known whether another file says one of its cases differently.
        let whole = match path {
            Some(path) if bytes.len() > FILE_LIMIT => Whole::At(path),
            _ => Whole::Bytes(bytes),
        };
        gathered.broken.push((gathered.files.len() - 1, whole));
    }
    together(&mut gathered.files);
    let Gathered { files, broken, .. } = &mut gathered;
    broken.retain(|(n, _)| files.get(*n).is_some_and(|(_, intake)| !intake.refused.is_empty()));
    Ok(gathered)
}

/// Whether rules look at the field that a heading means, under its own name or that of its column.
fn is_decided_by(to: &str, table: &Block, looked_at: &[String]) -> bool {
    let MappingTarget::Field(field) = MappingTarget::from_word(to) else { return false };
    let is_it = |name: &str| looked_at.iter().any(|known| folded(known) == folded(name));
    let columns = table.live_columns();
    let column = columns.iter().find(|(_, c)| folded(&c.key) == folded(&field) || folded(&c.name) == folded(&field));
    is_it(&field) || column.is_some_and(|(_, c)| is_it(&c.key) || is_it(&c.name))
}

/// The bytes of a file, no more than are left: it may have grown since it was looked at.
fn bounded(path: &Path, left: &mut u64) -> Result<Vec<u8>, ApiError> {
    use std::io::Read as _;
    // One byte more than can be read tells that a file is too large.
    let most = (FILE_LIMIT as u64 + 1).min(*left);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    file.take(most).read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    *left -= bytes.len() as u64;
    Ok(bytes)
}

impl Source {
    /// The bytes of the file, within the limit of one.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, ApiError> {
        let mut left = INTAKE_LIMIT;
        match &self.from {
            From::Bytes(bytes) => Ok(bytes.clone()),
            From::Path(path) => bounded(path, &mut left),
        }
    }
}

impl Gathered {
    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.files.iter().map(|(_, intake)| intake.cases.len()).sum()
    }

    /// What was refused, a sentence each.
    pub fn refused(&self) -> Vec<String> {
        let lines = self.files.iter().flat_map(|(name, intake)| {
            intake.refused.iter().map(move |Refused { place, why, .. }| format!("“{name}”, {place}: {why}"))
        });
        lines.collect()
    }

    /// What was read in another way than it seems, a sentence each.
    pub fn remarks(&self) -> Vec<String> {
        let lines = self.files.iter().flat_map(|(name, intake)| {
            intake
                .remarks
                .iter()
                .map(move |r| format!("“{name}”, line {}: {}", r.line, r.message.trim_end_matches('.')))
        });
        lines.collect()
    }

    /// Copies the files of which something was refused into the quarantine, each with a text that says why. Gives where
    /// they lie.
    pub fn quarantine(&self, data: &Path, day: &str) -> Result<Option<PathBuf>, ApiError> {
        if self.broken.is_empty() {
            return Ok(None);
        }
        let folder = folder::quarantine(data).join(day);
        private(&folder).map_err(|e| write::failed(&folder, &e))?;
        for (n, whole) in &self.broken {
            let Some((name, intake)) = self.files.get(*n) else { continue };
            let whole = match whole {
                Whole::Bytes(bytes) => Cow::Borrowed(bytes),
                Whole::At(path) => Cow::Owned(fs::read(path).map_err(|e| unreadable(path, &e))?),
            };
            let bytes = whole.as_slice();
            let Some(path) = free(&folder, name, bytes) else {
                return Err(ApiError::invalid(format!(
                    "{} holds too many files called “{name}”. Nothing was taken in. Empty the folder",
                    folder.display()
                )));
            };
            write::file(&path, bytes)?;
            let mut words = format!("{name}\n\n");
            let _ = writeln!(words, "{} of its cases were taken in. What follows was not.\n", intake.cases.len());
            for Refused { place, why, text } in &intake.refused {
                let _ = writeln!(words, "{place}: {why}.\n");
                for line in text.lines() {
                    let _ = writeln!(words, "    {line}");
                }
                words.push('\n');
            }
            let mut beside = path.into_os_string();
            beside.push(".txt");
            write::file(Path::new(&beside), words.as_bytes())?;
        }
        Ok(Some(folder))
    }
}

/// A folder that only its owner may look into: what lies there may be personal.
fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name in the folder that is free, or has the same bytes already.
fn free(folder: &Path, name: &str, bytes: &[u8]) -> Option<PathBuf> {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let names = (1..=SAME_NAME).map(|n| if n == 1 { name.to_owned() } else { format!("{stem}-{n}{ending}") });
    let mut paths = names.map(|name| folder.join(name));
    paths.find(|path| !path.exists() || fs::read(path).is_ok_and(|there| there == bytes))
}
