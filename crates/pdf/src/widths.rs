//! Column widths of a table from the narrowest and widest content of its columns.

/// Width below which a column is not squeezed.
pub(crate) const FLOOR: f32 = 24.0;

/// What a column needs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Need {
    /// Its longest word.
    pub min: f32,
    /// Its widest cell on one line.
    pub max: f32,
    /// Its head on one line.
    pub head: f32,
}

/// Rows that are looked at for the height that widths lead to.
pub(crate) const MOST_ROWS: usize = 120;
/// Steps in which the width between the narrowest and the widest content is given away.
const STEPS: usize = 96;
/// Width that words keep which break anyhow, and the lines beyond which sentences want some of the rest.
const BROKEN: f32 = 60.0;
const MANY_LINES: f32 = 40.0;
/// Width up to which a column holds names, times and states, which are to stand on one line.
const SHORT: f32 = 112.0;

/// Shares the width among columns: what each wants where there is room, else between its narrowest and widest so
/// that the rows come out low, else the widest give first, down to the floor. `rows` holds the widths of the cells.
pub(crate) fn share(needs: &[Need], rows: &[Vec<f32>], available: f32, fixed: &[bool]) -> Vec<f32> {
    let min: f32 = needs.iter().map(|need| need.min).sum();
    let max: f32 = needs.iter().map(|need| need.max.max(need.head)).sum();
    if max <= available {
        let widest: Vec<f32> = needs.iter().map(|need| need.max.max(need.head)).collect();
        return spread(widest, available, fixed);
    }
    if min <= available {
        return low_rows(needs, rows, available, fixed);
    }
    let floor = FLOOR.min(available / needs.len() as f32);
    let (mut low, mut high) = (floor, needs.iter().map(|need| need.min).fold(floor, f32::max));
    for _ in 0..40 {
        let level = f32::midpoint(low, high);
        let sum: f32 = needs.iter().map(|need| need.min.min(level).max(floor)).sum();
        if sum > available { high = level } else { low = level }
    }
    // Words that break anyhow leave more room to sentences that would else be a column of single words.
    let is_starved = |need: &Need| need.min <= low && need.max > MANY_LINES * need.min;
    if needs.iter().any(is_starved) {
        let capped = |need: &Need| Need { min: need.min.min(low).min(BROKEN).max(floor), ..*need };
        let capped: Vec<Need> = needs.iter().map(capped).collect();
        if capped.iter().map(|need| need.min).sum::<f32>() <= available {
            return low_rows(&capped, rows, available, fixed);
        }
    }
    needs.iter().map(|need| need.min.min(low).max(floor)).collect()
}

/// Outer edges stay flush: what is left goes to the columns by their content.
fn spread(widths: Vec<f32>, available: f32, fixed: &[bool]) -> Vec<f32> {
    let rest = (available - widths.iter().sum::<f32>()).max(0.0);
    let free: f32 = widths.iter().zip(fixed).filter(|(_, fixed)| !**fixed).map(|(width, _)| width.sqrt()).sum();
    if free <= 0.0 {
        return widths;
    }
    widths.into_iter().zip(fixed).map(|(w, fixed)| if *fixed { w } else { w + rest * w.sqrt() / free }).collect()
}

/// From the narrowest widths on, each step goes to the column that makes the most rows lower by it.
fn low_rows(needs: &[Need], rows: &[Vec<f32>], available: f32, fixed: &[bool]) -> Vec<f32> {
    let mut widths: Vec<f32> = needs.iter().map(|need| need.min).collect();
    let step = ((available - widths.iter().sum::<f32>()) / STEPS as f32).max(0.0);
    for _ in 0..STEPS {
        let gains = gains(needs, rows, &widths);
        let best = (0..needs.len()).filter(|at| !fixed[*at]).max_by(|a, b| gains[*a].total_cmp(&gains[*b]));
        match best {
            Some(at) if gains[at] > 0.0 => widths[at] += step,
            _ => break,
        }
    }
    on_one_line(needs, &mut widths);
    spread(widths, available, fixed)
}

/// How much lower the rows become for each bit of width that a column is given.
fn gains(needs: &[Need], rows: &[Vec<f32>], widths: &[f32]) -> Vec<f32> {
    let mut gains = vec![0.0_f32; widths.len()];
    let heads: Vec<f32> = needs.iter().map(|need| need.head).collect();
    for (cells, weight) in rows.iter().map(|row| (row, 1.0)).chain([(&heads, 0.8)]) {
        let lines = |at: usize| cells.get(at).map_or(0.0, |cell| cell / widths[at]);
        let tallest = (0..widths.len()).max_by(|a, b| lines(*a).total_cmp(&lines(*b)));
        for (at, gain) in gains.iter_mut().enumerate().filter(|(at, _)| lines(*at) > 1.0) {
            // A name that breaks is seen even where its row is no higher for it.
            let own = if needs[at].max <= SHORT { 0.35 } else { 0.0 };
            let share = if tallest == Some(at) { 1.0 } else { own };
            *gain += weight * share * lines(at) / widths[at];
        }
    }
    gains
}

/// A short column that lacks little gets it from the long ones, which have other lines to put their words on.
fn on_one_line(needs: &[Need], widths: &mut [f32]) {
    for at in 0..needs.len() {
        let lacks = needs[at].max - widths[at];
        if lacks <= 0.0 || needs[at].max > SHORT || lacks > 0.35 * needs[at].max {
            continue;
        }
        let spare = |other: usize, widths: &[f32]| {
            if other == at || needs[other].max <= 1.6 * widths[other] {
                0.0
            } else {
                (widths[other] - needs[other].min).min(0.12 * widths[other]).max(0.0)
            }
        };
        let found: f32 = (0..needs.len()).map(|other| spare(other, widths)).sum();
        if found < lacks {
            continue;
        }
        let given: Vec<f32> = (0..needs.len()).map(|other| spare(other, widths) * lacks / found).collect();
        for (width, given) in widths.iter_mut().zip(given) {
            *width -= given;
        }
        widths[at] += lacks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(list: &[(f32, f32, f32)]) -> Vec<Need> {
        list.iter().map(|(min, max, head)| Need { min: *min, max: *max, head: *head }).collect()
    }

    #[test]
    fn a_long_word_does_not_squeeze_its_neighbours_below_their_words() {
        let needs = needs(&[(40.0, 60.0, 30.0), (900.0, 900.0, 30.0), (50.0, 80.0, 30.0)]);
        let widths = share(&needs, &[vec![60.0, 900.0, 80.0]], 400.0, &[false; 3]);
        assert!(
            (widths[0] - 40.0).abs() < 0.1 && (widths[2] - 50.0).abs() < 0.1,
            "short columns keep their words: {widths:?}"
        );
        assert!(widths.iter().sum::<f32>() <= 400.1, "the table stays within the page: {widths:?}");
    }

    #[test]
    fn words_that_break_anyhow_leave_room_to_a_long_text() {
        let needs = needs(&[(44.0, 230_000.0, 30.0), (9000.0, 9000.0, 30.0), (23_000.0, 23_000.0, 30.0)]);
        let widths = share(&needs, &[vec![230_000.0, 9000.0, 23_000.0]], 476.0, &[false; 3]);
        assert!(widths[0] > 300.0, "the sentences have most of the page: {widths:?}");
        assert!(widths[1] > 24.0 && widths[2] > 24.0, "the others are still columns: {widths:?}");
        assert!(widths.iter().sum::<f32>() <= 476.1, "the table stays within the page: {widths:?}");
    }

    #[test]
    fn columns_fill_the_width_exactly() {
        for available in [100.0, 300.0, 496.0] {
            let needs = needs(&[(30.0, 90.0, 40.0), (24.0, 24.0, 20.0), (60.0, 200.0, 20.0)]);
            let widths = share(&needs, &[vec![90.0, 24.0, 200.0]], available, &[false; 3]);
            let sum: f32 = widths.iter().sum();
            assert!(sum <= available + 0.1, "nothing stands outside {available}: {widths:?}");
        }
    }

    #[test]
    fn long_text_gets_what_short_columns_do_not_need() {
        let needs = needs(&[(40.0, 88.0, 60.0), (40.0, 640.0, 30.0), (45.0, 90.0, 118.0), (45.0, 90.0, 118.0)]);
        let rows: Vec<Vec<f32>> = (0..8).map(|_| vec![88.0, 640.0, 90.0, 90.0]).collect();
        let widths = share(&needs, &rows, 466.0, &[false; 4]);
        assert!(widths[1] > 180.0, "the sentences get more than the average column: {widths:?}");
        assert!((widths.iter().sum::<f32>() - 466.0).abs() < 0.5, "flush with the edges: {widths:?}");
    }

    #[test]
    fn a_long_head_takes_a_second_line_before_the_cells_do() {
        let needs = needs(&[(40.0, 300.0, 30.0), (48.0, 36.0, 110.0), (48.0, 36.0, 110.0)]);
        let rows: Vec<Vec<f32>> = (0..6).map(|_| vec![300.0, 36.0, 36.0]).collect();
        let widths = share(&needs, &rows, 400.0, &[false; 3]);
        assert!(widths[0] > 260.0, "the head of a narrow column does not cost the words beside it: {widths:?}");
    }
}
