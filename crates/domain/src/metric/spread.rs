//! Median and 90th percentile by nearest rank: each is a value that occurred, so that the incident behind it can be
//! named, and with few values nothing is made up between two of them.

/// How the ranks are found, printed beside the figures.
pub const RANK: &str = "Median and 90th percentile by nearest rank: the smallest value that at least half, or 90 %, of \
                        the values do not exceed.";

/// How values spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many values there are.
    pub n: usize,
    /// The median; none without a value.
    pub median: Option<i64>,
    /// The 90th percentile; none without a value.
    pub p90: Option<i64>,
}

/// How values spread, in whatever order they come.
#[must_use]
pub fn spread(values: impl IntoIterator<Item = i64>) -> Spread {
    let mut sorted: Vec<i64> = values.into_iter().collect();
    sorted.sort_unstable();
    Spread { n: sorted.len(), median: nearest_rank(&sorted, 50), p90: nearest_rank(&sorted, 90) }
}

/// The smallest of sorted values that at least `percent` of them do not exceed; none without a value. Less than 1 % is
/// read as the first, more than 100 % as the last.
#[must_use]
pub fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent.min(100)).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rank_is_that_of_a_value_that_occurred() {
        assert_eq!(spread([]), Spread { n: 0, median: None, p90: None });
        assert_eq!(spread([7]), Spread { n: 1, median: Some(7), p90: Some(7) });
        assert_eq!(spread([4, 1]), Spread { n: 2, median: Some(1), p90: Some(4) });
        assert_eq!(spread([3, 1, 2]), Spread { n: 3, median: Some(2), p90: Some(3) });
        assert_eq!(spread(1..=10), Spread { n: 10, median: Some(5), p90: Some(9) });
        assert_eq!(spread(1..=11), Spread { n: 11, median: Some(6), p90: Some(10) });
    }

    proptest! {
        #[test]
        fn at_least_so_many_do_not_exceed_it_and_no_smaller_value_has_that(
            mut values in prop::collection::vec(-1000_i64..1000, 1..60),
            percent in 1_usize..=100,
        ) {
            values.sort_unstable();
            let found = nearest_rank(&values, percent).expect("there is a value");
            let up_to = |limit: i64| values.iter().filter(|v| **v <= limit).count() * 100;
            prop_assert!(values.contains(&found));
            prop_assert!(up_to(found) >= percent * values.len());
            let smaller = values.iter().rev().find(|v| **v < found);
            prop_assert!(smaller.is_none_or(|smaller| up_to(*smaller) < percent * values.len()));
        }
    }
}
