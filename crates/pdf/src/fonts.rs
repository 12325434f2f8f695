//! Fonts: the faces bundled with the product, those of the system that the caller hands over, and which
//! of them a script falls back to. Generic families pick wrong faces (Japanese forms for Chinese), so
//! every fallback is set by script and language.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use parley::fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, Script, SourceCache,
};
use parley::{FontContext, FontStyle, FontWeight, Language};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use crate::error::Error;
use crate::script::scripts_of;
use crate::work::Work;

/// Index of a face in [`crate::page::Pages::fonts`].
pub type FontSlot = u16;

/// The bytes of a font file. They are asked for when a character needs them, so that reading may wait until then;
/// empty bytes are a font that is not there after all.
pub type FontBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Family name of the text faces.
pub(crate) const TEXT: &str = "Bridgebook Text";
/// Family name of the face for code.
pub(crate) const MONO: &str = "Bridgebook Mono";
const FIRST_FALLBACK: &str = "Bridgebook Fallback";

/// A font of the system, for scripts that the bundled faces do not cover.
#[derive(Clone)]
pub struct SystemFont {
    /// Name for messages, usually the file name.
    pub name: String,
    /// Its bytes; a collection may be handed over whole.
    pub bytes: FontBytes,
    /// Whether it is the bold of a font before it, and not needed where nothing is bold.
    pub is_bold: bool,
    /// What it is used for: family within the file (empty for its first), script and language.
    pub uses: Vec<FontUse>,
}

/// One script that a family of a system font is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontUse {
    /// Family name within the file; empty for the first one.
    pub family: String,
    /// Script, four letters of ISO 15924 (`Hani`, `Hang`, `Arab`).
    pub script: String,
    /// Language (`zh-CN`, `zh-TW`, `ja`, `ko`), or none for every language without a use of its own.
    pub language: Option<String>,
}

/// The fonts of an export.
#[derive(Clone, Default)]
pub struct Fonts {
    /// Fonts of the system in order of preference.
    pub system: Vec<SystemFont>,
}

const BUNDLED: &[(&str, &[u8], &str, f32, FontStyle)] = &[
    ("Source Sans 3", include_bytes!("../fonts/SourceSans3-Regular.ttf"), TEXT, 400.0, FontStyle::Normal),
    ("Source Sans 3 Italic", include_bytes!("../fonts/SourceSans3-It.ttf"), TEXT, 400.0, FontStyle::Italic),
    ("Source Sans 3 Semibold", include_bytes!("../fonts/SourceSans3-Semibold.ttf"), TEXT, 600.0, FontStyle::Normal),
    ("Source Sans 3 Bold", include_bytes!("../fonts/SourceSans3-Bold.ttf"), TEXT, 700.0, FontStyle::Normal),
    ("Source Code Pro", include_bytes!("../fonts/SourceCodePro-Regular.ttf"), MONO, 400.0, FontStyle::Normal),
    ("Noto Sans", include_bytes!("../fonts/NotoSans-Regular.ttf"), FIRST_FALLBACK, 400.0, FontStyle::Normal),
    ("Noto Sans Bold", include_bytes!("../fonts/NotoSans-Bold.ttf"), FIRST_FALLBACK, 700.0, FontStyle::Normal),
];

/// Scripts that the bundled fallback is asked for; the common ones are where punctuation and signs live.
const FIRST_FALLBACK_SCRIPTS: &[&str] = &["Latn", "Zyyy", "Zinh", "Grek", "Cyrl", "Zmth", "Zsym", "Zsye"];

impl Fonts {
    /// The bundled fonts alone.
    #[must_use]
    pub fn bundled() -> Self {
        Self::default()
    }

    /// Adds Noto Sans CJK (the collection with all five regions) in its regular and bold weight.
    #[must_use]
    pub fn with_noto_cjk(mut self, regular: FontBytes, bold: Option<FontBytes>) -> Self {
        let mut uses = Vec::new();
        for (region, language, scripts) in [
            ("SC", None, &["Hani", "Bopo", "Zyyy"][..]),
            ("TC", Some("zh-TW"), &["Hani"][..]),
            ("HK", Some("zh-HK"), &["Hani"][..]),
            ("JP", Some("ja"), &["Hani"][..]),
            ("KR", Some("ko"), &["Hani"][..]),
            ("JP", None, &["Hira", "Kana", "Hrkt"][..]),
            ("KR", None, &["Hang"][..]),
        ] {
            for script in scripts {
                uses.push(FontUse {
                    family: format!("Noto Sans CJK {region}"),
                    script: (*script).to_owned(),
                    language: language.map(str::to_owned),
                });
            }
        }
        let name = "Noto Sans CJK".to_owned();
        self.system.push(SystemFont { name, bytes: regular, is_bold: false, uses: uses.clone() });
        if let Some(bytes) = bold {
            self.system.push(SystemFont { name: "Noto Sans CJK Bold".to_owned(), bytes, is_bold: true, uses });
        }
        self
    }
}

/// The fonts of one export, shared by all threads that lay it out: each file is read and checked once.
pub(crate) struct Shelf {
    bundled: Vec<Blob<u8>>,
    system: Vec<SystemFont>,
    /// Bytes of the system's fonts that a character asked for; none where a font is not there or damaged.
    read: Vec<OnceLock<Option<Blob<u8>>>>,
    slots: Mutex<Slots>,
    fault: Mutex<Option<Error>>,
    /// Whether the export is still wanted.
    pub work: Work,
}

#[derive(Default)]
struct Slots {
    list: Vec<Slot>,
    by_blob: HashMap<(u64, u32), FontSlot>,
}

/// A face in use.
#[derive(Clone)]
pub(crate) struct Slot {
    pub name: String,
    pub bytes: Blob<u8>,
    pub index: u32,
    pub key: (u32, usize, u32),
}

impl Shelf {
    pub fn new(fonts: &Fonts, work: &Work) -> Result<Self, Error> {
        for (name, bytes, ..) in BUNDLED {
            check(name, bytes, 0)?;
        }
        Ok(Self {
            bundled: BUNDLED.iter().map(|(_, bytes, ..)| Blob::new(Arc::new(*bytes))).collect(),
            system: fonts.system.clone(),
            read: fonts.system.iter().map(|_| OnceLock::new()).collect(),
            slots: Mutex::default(),
            fault: Mutex::default(),
            work: work.clone(),
        })
    }

    fn bytes(&self, at: usize) -> Option<&Blob<u8>> {
        let read = || {
            let font = &self.system[at];
            let bytes: &[u8] = (*font.bytes).as_ref();
            if bytes.is_empty() {
                return None;
            }
            if let Err(error) = check(&font.name, bytes, 0) {
                self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                return None;
            }
            Some(Blob::new(font.bytes.clone()))
        };
        self.read[at].get_or_init(read).as_ref()
    }

    /// What was wrong with a font that a character asked for.
    pub fn fault(&self) -> Option<Error> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The faces used so far, by slot. Their order depends on which thread came first.
    pub fn slots(&self) -> Vec<Slot> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).list.clone()
    }

    fn slot(&self, font: &parley::FontData) -> FontSlot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let blob = (font.data.id(), font.index);
        if let Some(slot) = slots.by_blob.get(&blob) {
            return *slot;
        }
        let (key, name) = identity(font.data.data(), font.index);
        let slot = FontSlot::try_from(slots.list.len()).unwrap_or(FontSlot::MAX);
        slots.list.push(Slot { name, bytes: font.data.clone(), index: font.index, key });
        slots.by_blob.insert(blob, slot);
        slot
    }
}

/// The faces of a thread that lays out.
pub(crate) struct Library {
    pub context: FontContext,
    pub shelf: Arc<Shelf>,
    by_blob: HashMap<(u64, u32), FontSlot>,
    /// What the faces are used for: place of the font, script and language, family.
    uses: Vec<(usize, FallbackKey, FamilyId)>,
    loaded: Vec<bool>,
    /// Characters that were looked up, in regular and in bold words.
    seen: [HashSet<char>; 2],
}

/// Place of the bundled faces before those of the system.
const BEFORE_SYSTEM: usize = 0;

impl Library {
    /// The bundled faces; those of the system come when a character needs them.
    pub fn new(shelf: &Arc<Shelf>) -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut uses = Vec::new();
        for ((_, _, family, weight, style), blob) in BUNDLED.iter().zip(&shelf.bundled) {
            let named = FontInfoOverride {
                family_name: Some(family),
                weight: Some(FontWeight::new(*weight)),
                style: Some(*style),
                ..FontInfoOverride::default()
            };
            let families = collection.register_fonts(blob.clone(), Some(named));
            if let (Some((id, _)), true) = (families.first(), *family == FIRST_FALLBACK && uses.is_empty()) {
                for script in FIRST_FALLBACK_SCRIPTS.iter().filter_map(|script| Script::parse(script).ok()) {
                    uses.push((BEFORE_SYSTEM, FallbackKey::new(script, None), *id));
                }
            }
        }
        let context = FontContext { collection, source_cache: SourceCache::default() };
        let loaded = vec![false; shelf.system.len()];
        let mut library =
            Self { context, shelf: shelf.clone(), by_blob: HashMap::new(), uses, loaded, seen: Default::default() };
        library.set_fallbacks();
        library
    }

    /// Brings in the fonts of the system that the characters need. What is brought in depends on the characters
    /// alone, so every thread sets the same text in the same faces.
    pub fn need(&mut self, text: &str, is_bold: bool) {
        if text.is_ascii() || self.loaded.iter().all(|loaded| *loaded) {
            return;
        }
        let mut wanted: Vec<usize> = Vec::new();
        for c in text.chars() {
            // Source Sans has these.
            if u32::from(c) < 0x250 || !self.seen[usize::from(is_bold)].insert(c) || is_bundled(c) {
                continue;
            }
            let scripts = scripts_of(c);
            let fonts = self.shelf.system.iter().enumerate();
            wanted.extend(fonts.filter_map(|(at, font)| {
                let is_used = font.uses.iter().any(|used| scripts.contains(&used.script.as_str()));
                (is_used && (is_bold || !font.is_bold)).then_some(at)
            }));
        }
        let before = self.uses.len();
        for at in wanted {
            if !std::mem::replace(&mut self.loaded[at], true) {
                self.register(at);
            }
        }
        if self.uses.len() > before {
            self.set_fallbacks();
        }
    }

    fn register(&mut self, at: usize) {
        let shelf = self.shelf.clone();
        let Some(blob) = shelf.bytes(at) else { return };
        let collection = &mut self.context.collection;
        let families = collection.register_fonts(blob.clone(), None);
        for used in &shelf.system[at].uses {
            let wanted = if used.family.is_empty() {
                families.first().map(|(id, _)| *id)
            } else {
                collection.family_id(&used.family)
            };
            let Some(id) = wanted.filter(|id| families.iter().any(|(known, _)| known == id)) else { continue };
            let Ok(script) = Script::parse(&used.script) else { continue };
            let language = used.language.as_deref().and_then(|l| Language::parse(l).ok());
            self.uses.push((at + 1, FallbackKey::new(script, language.as_ref()), id));
        }
    }

    fn set_fallbacks(&mut self) {
        // In the order of the fonts, whichever was needed first.
        self.uses.sort_by_key(|(at, ..)| *at);
        let mut by_key: Vec<(FallbackKey, Vec<FamilyId>)> = Vec::new();
        for (_, key, id) in &self.uses {
            match by_key.iter_mut().find(|(known, _)| known == key) {
                Some((_, ids)) if ids.contains(id) => {}
                Some((_, ids)) => ids.push(*id),
                None => by_key.push((*key, vec![*id])),
            }
        }
        for (key, ids) in by_key {
            self.context.collection.set_fallbacks(key, ids.into_iter());
        }
    }

    /// The slot of a face, a new one at its first use.
    pub fn slot(&mut self, font: &parley::FontData) -> FontSlot {
        let shelf = &self.shelf;
        *self.by_blob.entry((font.data.id(), font.index)).or_insert_with(|| shelf.slot(font))
    }
}

/// Whether a bundled face has the character.
fn is_bundled(c: char) -> bool {
    BUNDLED
        .iter()
        .filter(|(_, _, family, weight, style)| *family != MONO && *weight < 500.0 && *style == FontStyle::Normal)
        .any(|(_, bytes, ..)| FontRef::new(bytes).is_ok_and(|font| font.charmap().map(c).is_some()))
}

/// Whether the tables that layout and embedding read are there.
fn check(name: &str, bytes: &[u8], index: u32) -> Result<(), Error> {
    let fault = |reason: String| Error::Font { name: name.to_owned(), reason };
    let font = FontRef::from_index(bytes, index).map_err(|e| fault(e.to_string()))?;
    for (what, ok) in [
        ("head", font.head().is_ok()),
        ("hhea", font.hhea().is_ok()),
        ("hmtx", font.hmtx().is_ok()),
        ("maxp", font.maxp().is_ok()),
        ("cmap", font.cmap().is_ok()),
    ] {
        if !ok {
            return Err(fault(format!("its table “{what}” is damaged or missing")));
        }
    }
    Ok(())
}

fn identity(bytes: &[u8], index: u32) -> ((u32, usize, u32), String) {
    let Ok(font) = FontRef::from_index(bytes, index) else {
        return ((0, bytes.len(), index), String::new());
    };
    let checksum = font.head().map_or(0, |head| head.checksum_adjustment());
    let name = [skrifa::string::StringId::FULL_NAME, skrifa::string::StringId::FAMILY_NAME]
        .into_iter()
        .find_map(|id| font.localized_strings(id).english_or_first())
        .map(|name| name.to_string())
        .unwrap_or_default();
    ((checksum, bytes.len(), index), name)
}
