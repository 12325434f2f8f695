//! Column widths of a table from the narrowest and widest content of its columns.

/// Width below which a column is not squeezed.
pub(crate) const FLOOR: f32 = 24.0;

/// Shares the width among columns: what each wants where there is room, else between its narrowest and
/// widest, else the widest give first, down to the floor.
pub(crate) fn share(measured: &[(f32, f32)], available: f32, fixed: &[bool]) -> Vec<f32> {
    let min: f32 = measured.iter().map(|(min, _)| min).sum();
    let max: f32 = measured.iter().map(|(_, max)| max).sum();
    if max <= available {
        // Outer edges stay flush: what is left goes to the columns by their content.
        let free: f32 = measured.iter().zip(fixed).filter(|(_, f)| !**f).map(|((_, max), _)| max.sqrt()).sum();
        let rest = available - max;
        return measured
            .iter()
            .zip(fixed)
            .map(|((_, max), fixed)| if *fixed || free <= 0.0 { *max } else { max + rest * max.sqrt() / free })
            .collect();
    }
    if min <= available {
        // Names, times and states get one line each where that leaves the long columns their words.
        let short = |max: f32| max <= 92.0;
        let base: Vec<f32> = measured.iter().map(|(min, max)| if short(*max) { *max } else { *min }).collect();
        let taken: f32 = base.iter().sum();
        if taken <= available {
            let wants: Vec<f32> = measured
                .iter()
                .zip(&base)
                .map(|((_, max), base)| (max - base).clamp(0.0, 2.0 * available).powf(0.8))
                .collect();
            return fill_up(&base, measured, &wants, available);
        }
        // A column of long text does not take everything: what it wants is counted up to the page.
        let wants: Vec<f32> = measured.iter().map(|(min, max)| (max - min).clamp(0.0, available)).collect();
        let total: f32 = wants.iter().sum();
        return measured
            .iter()
            .zip(&wants)
            .map(|((min, _), want)| {
                min + if total > 0.0 { (available - min_sum(measured)) * want / total } else { 0.0 }
            })
            .map(|w| w.max(1.0))
            .collect();
    }
    let floor = FLOOR.min(available / measured.len() as f32);
    let (mut low, mut high) = (floor, measured.iter().map(|(min, _)| *min).fold(floor, f32::max));
    for _ in 0..40 {
        let level = f32::midpoint(low, high);
        let sum: f32 = measured.iter().map(|(min, _)| min.min(level).max(floor)).sum();
        if sum > available { high = level } else { low = level }
    }
    measured.iter().map(|(min, _)| min.min(low).max(floor)).collect()
}

/// Adds what is left to the columns by what they want, none beyond its widest content.
fn fill_up(base: &[f32], measured: &[(f32, f32)], wants: &[f32], available: f32) -> Vec<f32> {
    let mut widths = base.to_vec();
    for _ in 0..measured.len() {
        let rest = available - widths.iter().sum::<f32>();
        let open: f32 = (0..widths.len()).filter(|at| widths[*at] + 0.01 < measured[*at].1).map(|at| wants[at]).sum();
        if rest < 0.05 || open <= 0.0 {
            break;
        }
        for at in 0..widths.len() {
            if widths[at] + 0.01 < measured[at].1 {
                widths[at] = (widths[at] + rest * wants[at] / open).min(measured[at].1);
            }
        }
    }
    widths
}

fn min_sum(measured: &[(f32, f32)]) -> f32 {
    measured.iter().map(|(min, _)| min).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_does_not_squeeze_its_neighbours_below_their_words() {
        let widths = share(&[(40.0, 60.0), (900.0, 900.0), (50.0, 80.0)], 400.0, &[false; 3]);
        assert!(
            (widths[0] - 40.0).abs() < 0.1 && (widths[2] - 50.0).abs() < 0.1,
            "short columns keep their words: {widths:?}"
        );
        assert!(widths.iter().sum::<f32>() <= 400.1, "the table stays within the page: {widths:?}");
    }

    #[test]
    fn columns_fill_the_width_exactly() {
        for available in [100.0, 300.0, 496.0] {
            let widths = share(&[(30.0, 90.0), (24.0, 24.0), (60.0, 200.0)], available, &[false; 3]);
            let sum: f32 = widths.iter().sum();
            assert!(sum <= available + 0.1, "nothing stands outside {available}: {widths:?}");
        }
    }
}
