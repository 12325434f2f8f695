//! Fonts of this machine for scripts that the bundled faces do not cover.

use std::fs;
use std::sync::{Arc, OnceLock};

use bridgebook_pdf::{FontBytes, FontUse, Fonts, SystemFont};

/// Where the collections for Chinese, Japanese and Korean lie: regular, bold.
const CJK: &[(&str, &str)] = &[
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    (
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    ),
    (
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    ),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc"),
];

/// Single faces by script and language, for systems without the collections and for other scripts.
const FACES: &[(&str, &[&str], Option<&str>)] = &[
    ("C:\\Windows\\Fonts\\malgun.ttf", &["Hang"], None),
    ("C:\\Windows\\Fonts\\msyh.ttc", &["Hani", "Bopo"], None),
    ("C:\\Windows\\Fonts\\YuGothR.ttc", &["Kana", "Hira"], None),
    ("/System/Library/Fonts/AppleSDGothicNeo.ttc", &["Hang"], None),
    ("/System/Library/Fonts/PingFang.ttc", &["Hani", "Bopo"], None),
    ("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf", &["Arab"], None),
    ("/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf", &["Hebr"], None),
    ("/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf", &["Deva"], None),
    ("/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf", &["Thai"], None),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", &["Arab", "Hebr", "Zsym"], None),
];

/// The bundled faces with what this machine adds; each file is read once, when a character needs it.
pub fn of_this_machine() -> Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(load).clone()
}

fn load() -> Fonts {
    let mut fonts = Fonts::bundled();
    if let Some((regular, bold)) = CJK.iter().find_map(|(r, b)| Some((file(r)?, file(b)))) {
        fonts = fonts.with_noto_cjk(regular, bold);
    }
    for (path, scripts, language) in FACES {
        let Some(bytes) = file(path) else { continue };
        let uses = scripts.iter().map(|script| FontUse {
            family: String::new(),
            script: (*script).to_owned(),
            language: language.map(str::to_owned),
        });
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
        fonts.system.push(SystemFont { name, bytes, is_bold: false, uses: uses.collect() });
    }
    fonts
}

/// A font file, read when the first character needs it: the collections have 20 MB each, and most documents
/// are printed without them.
struct FontFile {
    path: &'static str,
    bytes: OnceLock<Vec<u8>>,
}

impl AsRef<[u8]> for FontFile {
    fn as_ref(&self) -> &[u8] {
        // A file that cannot be read is a font that is not there; its characters are then reported as missing.
        self.bytes.get_or_init(|| fs::read(self.path).unwrap_or_default())
    }
}

fn file(path: &'static str) -> Option<FontBytes> {
    let is_there = fs::metadata(path).is_ok_and(|file| file.is_file());
    is_there.then(|| -> FontBytes { Arc::new(FontFile { path, bytes: OnceLock::new() }) })
}
