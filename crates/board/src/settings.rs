//! What a city may decide for itself: pace curve, limits, decimals, size bands.

use kernel::money::FEN_PER_YI;
use kernel::{Money, Month, Ratio};

/// The share of the year's plan that ought to be done by the end of each month (序时进度).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Month / 12.
    #[default]
    Even,
    /// Twelve cumulative shares in hundredths of a percent: `6000` asks for 60 %.
    Curve([u32; 12]),
}

impl Pace {
    pub fn at(&self, month: Month) -> Option<Ratio> {
        match self {
            Pace::Even => Ratio::new(i128::from(month.month()), 12),
            Pace::Curve(shares) => Ratio::new(i128::from(shares[month.month() as usize - 1]), 10_000),
        }
    }
}

/// Settings of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub pace: Pace,
    /// The limits of the distribution, in percent: below the first, up to the second inclusive, above.
    pub distribution: (u32, u32),
    /// Decimals of printed percentages and of printed 万元.
    pub percent_decimals: u32,
    pub wan_decimals: u32,
    /// The smallest project that belongs into the statistical register.
    pub statistics_from: Money,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            pace: Pace::Even,
            distribution: (30, 50),
            percent_decimals: 1,
            wan_decimals: 2,
            statistics_from: Money::from_wan(500),
        }
    }
}

/// Size bands by total investment: each has a label and the amount from which it begins, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeBands {
    bands: Vec<(Money, String)>,
}

impl SizeBands {
    /// Bands in any order; what lies below the lowest belongs to none (未填写).
    pub fn new(mut bands: Vec<(Money, String)>) -> SizeBands {
        bands.sort();
        SizeBands { bands }
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.bands.iter().map(|(_, label)| label.as_str())
    }

    pub(crate) fn bands(&self) -> &[(Money, String)] {
        &self.bands
    }

    pub(crate) fn len(&self) -> usize {
        self.bands.len()
    }

    /// The code of the band, 1 for the lowest; 0 where there is none.
    pub(crate) fn code(&self, total: Option<Money>) -> u32 {
        let Some(total) = total else { return 0 };
        u32::try_from(self.bands.partition_point(|(from, _)| *from <= total)).unwrap_or(0)
    }
}

impl Default for SizeBands {
    fn default() -> SizeBands {
        let bands = [(i64::MIN, "1亿元以下"), (1, "1—5亿元"), (5, "5—10亿元"), (10, "10—50亿元"), (50, "50亿元以上")];
        SizeBands::new(bands.map(|(yi, label)| (Money(yi.saturating_mul(FEN_PER_YI)), label.to_owned())).into())
    }
}
