//! Fonts: the faces bundled with the product, those of the system that the caller hands over, and which
//! of them a script falls back to. Generic families pick wrong faces (Japanese forms for Chinese), so
//! every fallback is set by script and language.

use std::collections::HashMap;
use std::sync::Arc;

use parley::fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, Script, SourceCache,
};
use parley::{FontContext, FontStyle, FontWeight, Language};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use crate::error::Error;

/// Index of a face in [`crate::page::Pages::fonts`].
pub type FontSlot = u16;

/// The bytes of a font file.
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
        self.system.push(SystemFont { name: "Noto Sans CJK".to_owned(), bytes: regular, uses: uses.clone() });
        if let Some(bold) = bold {
            self.system.push(SystemFont { name: "Noto Sans CJK Bold".to_owned(), bytes: bold, uses });
        }
        self
    }
}

/// The faces ready for layout, and the slots given out so far.
pub(crate) struct Library {
    pub context: FontContext,
    slots: Vec<Slot>,
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

impl Library {
    /// Registers and checks all fonts.
    pub fn new(fonts: &Fonts) -> Result<Self, Error> {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut fallback = None;
        for (name, bytes, family, weight, style) in BUNDLED {
            check(name, bytes, 0)?;
            let blob = Blob::new(Arc::new(*bytes));
            let named = FontInfoOverride {
                family_name: Some(family),
                weight: Some(FontWeight::new(*weight)),
                style: Some(*style),
                ..FontInfoOverride::default()
            };
            let families = collection.register_fonts(blob, Some(named));
            if *family == FIRST_FALLBACK {
                fallback = families.first().map(|(id, _)| *id);
            }
        }
        let mut uses: Vec<(FallbackKey, FamilyId)> = Vec::new();
        for script in FIRST_FALLBACK_SCRIPTS {
            if let (Ok(script), Some(id)) = (Script::parse(script), fallback) {
                uses.push((FallbackKey::new(script, None), id));
            }
        }
        for font in &fonts.system {
            register(&mut collection, font, &mut uses)?;
        }
        let mut by_key: Vec<(FallbackKey, Vec<FamilyId>)> = Vec::new();
        for (key, id) in uses {
            match by_key.iter_mut().find(|(k, _)| *k == key) {
                Some((_, ids)) if ids.contains(&id) => {}
                Some((_, ids)) => ids.push(id),
                None => by_key.push((key, vec![id])),
            }
        }
        for (key, ids) in by_key {
            collection.set_fallbacks(key, ids.into_iter());
        }
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Ok(Self { context, slots: Vec::new(), by_blob: HashMap::new() })
    }

    /// The slot of a face, a new one at its first use.
    pub fn slot(&mut self, font: &parley::FontData) -> FontSlot {
        if let Some(slot) = self.by_blob.get(&(font.data.id(), font.index)) {
            return *slot;
        }
        let (key, name) = identity(font.data.data(), font.index);
        let slot = FontSlot::try_from(self.slots.len()).unwrap_or(FontSlot::MAX);
        self.slots.push(Slot { name, bytes: font.data.clone(), index: font.index, key });
        self.by_blob.insert((font.data.id(), font.index), slot);
        slot
    }

    /// The faces used so far, by slot.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }
}

fn register(
    collection: &mut Collection,
    font: &SystemFont,
    uses: &mut Vec<(FallbackKey, FamilyId)>,
) -> Result<(), Error> {
    let bytes: &[u8] = (*font.bytes).as_ref();
    check(&font.name, bytes, 0)?;
    let families = collection.register_fonts(Blob::new(font.bytes.clone()), None);
    let first = families
        .first()
        .map(|(id, _)| *id)
        .ok_or_else(|| Error::Font { name: font.name.clone(), reason: "there is no usable face in it".to_owned() })?;
    for use_ in &font.uses {
        let wanted = if use_.family.is_empty() { Some(first) } else { collection.family_id(&use_.family) };
        let Some(id) = wanted.filter(|id| families.iter().any(|(known, _)| known == id)) else { continue };
        let Ok(script) = Script::parse(&use_.script) else { continue };
        let language = use_.language.as_deref().and_then(|l| Language::parse(l).ok());
        uses.push((FallbackKey::new(script, language.as_ref()), id));
    }
    Ok(())
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
