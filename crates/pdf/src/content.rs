//! What is drawn on a page as the operators of its content stream (ISO 32000-1, 7.8.2 and annex A).

use std::io::Write as _;

use crate::page::{Colour, Item, Page, Step, TextRun};

/// A face as the streams need it, by glyph id of the whole face.
#[derive(Default)]
pub(crate) struct Codes {
    /// Code in the reduced face, and its advance in whole thousandths of an em.
    pub glyphs: Vec<Option<(u16, f64)>>,
    /// Text that the glyph stands for in ToUnicode; another text for it needs ActualText.
    pub meaning: Vec<Option<Box<str>>>,
}

impl Codes {
    fn glyph(&self, id: u16) -> (u16, f64) {
        self.glyphs.get(usize::from(id)).copied().flatten().unwrap_or((0, 0.0))
    }

    fn means(&self, id: u16, text: &str) -> bool {
        self.meaning.get(usize::from(id)).and_then(Option::as_deref) == Some(text)
    }
}

/// The operators of a page.
pub(crate) fn stream(page: &Page, fonts: &[Codes], grey: bool) -> Vec<u8> {
    let mut pen =
        Pen { out: Vec::with_capacity(16_384), height: page.height, grey, fill: None, font: None, text: false };
    for item in &page.items {
        match item {
            Item::Text(run) => {
                if let Some(font) = fonts.get(usize::from(run.font)) {
                    pen.run(run, font);
                }
            }
            Item::Rect { x, y, w, h, fill } => {
                pen.leave_text();
                pen.fill(*fill);
                pen.numbers(&[*x, page.height - y - h, *w, *h], "re f");
            }
            Item::Path { steps, closed, fill, stroke } => pen.path(steps, *closed, *fill, *stroke),
            Item::Image { x, y, w, h, raster } => {
                pen.leave_text();
                pen.operator("q");
                pen.numbers(&raster.matrix((*x, page.height - y - h), (*w, *h)), "cm");
                pen.operator(&format!("/{} Do Q", raster.name()));
            }
            Item::Link { .. } | Item::Anchor { .. } => {}
        }
    }
    pen.leave_text();
    pen.out
}

struct Pen {
    out: Vec<u8>,
    height: f32,
    grey: bool,
    fill: Option<Colour>,
    font: Option<(u16, u32)>,
    text: bool,
}

impl Pen {
    fn number(&mut self, value: f32) {
        number(&mut self.out, value);
        self.out.push(b' ');
    }

    fn numbers(&mut self, values: &[f32], operator: &str) {
        values.iter().for_each(|value| self.number(*value));
        self.operator(operator);
    }

    fn operator(&mut self, operator: &str) {
        self.out.extend(operator.as_bytes());
        self.out.push(b'\n');
    }

    fn leave_text(&mut self) {
        if std::mem::take(&mut self.text) {
            self.operator("ET");
        }
    }

    fn fill(&mut self, wanted: Colour) {
        if self.fill != Some(wanted) {
            self.colour(wanted, "g", "rg");
            self.fill = Some(wanted);
        }
    }

    fn colour(&mut self, colour: Colour, grey: &str, rgb: &str) {
        let share = |level: u8| f32::from(level) / 255.0;
        match if self.grey { colour.to_grey() } else { colour } {
            Colour::Gray(level) => self.numbers(&[share(level)], grey),
            Colour::Rgb(r, g, b) => self.numbers(&[share(r), share(g), share(b)], rgb),
        }
    }

    fn path(&mut self, steps: &[Step], closed: bool, inside: Option<Colour>, stroke: Option<(Colour, f32)>) {
        self.leave_text();
        if let Some(ink) = inside {
            self.fill(ink);
            self.steps(steps, closed);
            self.operator("f");
        }
        if let Some((ink, weight)) = stroke {
            self.colour(ink, "G", "RG");
            self.number(weight);
            // Flat ends and sharp corners.
            self.operator("w 0 J 0 j");
            self.steps(steps, closed);
            self.operator("S");
        }
    }

    fn steps(&mut self, steps: &[Step], closed: bool) {
        let height = self.height;
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Point(x, y) => self.numbers(&[*x, height - y], if at == 0 { "m" } else { "l" }),
                Step::Curve([ax, ay, bx, by, x, y]) => {
                    self.numbers(&[*ax, height - ay, *bx, height - by, *x, height - y], "c");
                }
            }
        }
        if closed {
            self.operator("h");
        }
    }

    /// Shows a run: one TJ per stretch of plain units, marked content where glyphs and text differ.
    fn run(&mut self, run: &TextRun, font: &Codes) {
        if !std::mem::replace(&mut self.text, true) {
            self.operator("BT");
        }
        self.fill(run.ink);
        if self.font != Some((run.font, run.size.to_bits())) {
            let _ = write!(self.out, "/X{} ", run.font);
            self.numbers(&[run.size], "Tf");
            self.font = Some((run.font, run.size.to_bits()));
        }
        let mut place = 0.0_f64;
        let mut is_open = false;
        for (text, glyphs) in run.unit_texts() {
            let plain = matches!(glyphs, [g] if g.id != 0 && g.y == 0.0 && font.means(g.id, text));
            if plain {
                let glyph = glyphs[0];
                let wanted = f64::from(glyph.x) / f64::from(run.size) * 1000.0;
                let (code, advance) = font.glyph(glyph.id);
                if is_open {
                    // An adjustment moves back when it is positive.
                    let gap = (place - wanted).round();
                    if gap.abs() >= 1.0 {
                        let _ = write!(self.out, ">{gap}<");
                        place -= gap;
                    }
                } else {
                    self.matrix(run.x + glyph.x, self.height - run.y);
                    self.out.extend(b"[<");
                    place = wanted;
                    is_open = true;
                }
                hex(&mut self.out, code);
                place += advance;
                continue;
            }
            if std::mem::take(&mut is_open) {
                self.operator(">]TJ");
            }
            if glyphs.is_empty() {
                continue;
            }
            self.out.extend(b"/Span<</ActualText<FEFF");
            text.encode_utf16().for_each(|unit| hex(&mut self.out, unit));
            self.operator(">>>BDC");
            for glyph in glyphs {
                self.matrix(run.x + glyph.x, self.height - run.y + glyph.y);
                self.out.push(b'<');
                hex(&mut self.out, font.glyph(glyph.id).0);
                self.operator(">Tj");
            }
            self.operator("EMC");
        }
        if is_open {
            self.operator(">]TJ");
        }
    }

    fn matrix(&mut self, x: f32, y: f32) {
        self.out.extend(b"1 0 0 1 ");
        self.numbers(&[x, y], "Tm");
    }
}

/// Four hexadecimal digits.
fn hex(out: &mut Vec<u8>, code: u16) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for shift in [12, 8, 4, 0] {
        out.push(DIGITS[usize::from(code >> shift) & 15]);
    }
}

/// A length to a thousandth of a point, without zeros that say nothing.
fn number(out: &mut Vec<u8>, value: f32) {
    let thousandths = (f64::from(value) * 1000.0).round() as i64;
    if thousandths < 0 {
        out.push(b'-');
    }
    let (whole, mut rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let _ = write!(out, "{whole}");
    if rest == 0 {
        return;
    }
    out.push(b'.');
    let mut unit = 100;
    while rest > 0 {
        out.push(b'0' + u8::try_from(rest / unit).unwrap_or(0));
        rest %= unit;
        unit /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short_and_exact_to_a_thousandth() {
        for (value, shown) in [(0.0, "0"), (-0.35, "-0.35"), (595.28, "595.28"), (12.0626, "12.063"), (7.05, "7.05")] {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).as_deref(), Ok(shown), "{value}");
        }
    }
}
