//! Plane coordinates back to degrees: the inverse of the transverse Mercator projection, of which UTM, VN-2000 and most
//! state grids are cases. It knows no datum shifts: the degrees are those of the grid's own datum.

use serde::Deserialize;

/// A transverse Mercator grid. Angles in degrees, false origin in the grid's own unit of length.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransverseMercator {
    /// Latitude at which the grid's northings begin.
    pub latitude_of_origin: f64,
    /// Longitude of the middle.
    pub central_meridian: f64,
    /// Scale on the central meridian, as 0.9996.
    pub scale: f64,
    /// Easting of the central meridian.
    pub false_easting: f64,
    /// Northing at the latitude of origin.
    #[serde(default)]
    pub false_northing: f64,
    /// Metres in one unit: 1 for metres, 0.3048006096012192 for US survey feet, 0.3048 for feet.
    #[serde(default = "one")]
    pub metres_per_unit: f64,
    /// Half the longer axis of the ellipsoid in metres; GRS 80 unless given.
    #[serde(default = "grs80_axis")]
    pub semi_major_axis: f64,
    /// Inverse flattening of the ellipsoid; GRS 80 unless given.
    #[serde(default = "grs80_flattening")]
    pub inverse_flattening: f64,
}

fn one() -> f64 {
    1.0
}

fn grs80_axis() -> f64 {
    6_378_137.0
}

fn grs80_flattening() -> f64 {
    298.257_222_101
}

impl TransverseMercator {
    /// Whether the numbers describe a grid at all.
    pub fn is_sound(&self) -> bool {
        let numbers = [self.false_easting, self.false_northing];
        self.latitude_of_origin.abs() <= 90.0
            && self.central_meridian.abs() <= 180.0
            && (0.5..2.0).contains(&self.scale)
            && self.metres_per_unit > 0.0
            && (6e6..7e6).contains(&self.semi_major_axis)
            && (250.0..350.0).contains(&self.inverse_flattening)
            && numbers.iter().all(|number| number.is_finite())
    }

    /// Latitude and longitude in degrees of a point of the grid.
    ///
    /// Krüger's series to the third order in the third flattening (L. Krüger, Konforme Abbildung des Erdellipsoids in
    /// der Ebene, 1912; as in Karney, Transverse Mercator with an accuracy of a few nanometers, 2011): better than a
    /// millimetre within some 1,000 km of the central meridian.
    pub fn to_degrees(&self, easting: f64, northing: f64) -> (f64, f64) {
        let flattening = 1.0 / self.inverse_flattening;
        let n = flattening / (2.0 - flattening);
        let (n2, n3) = (n * n, n * n * n);
        let radius = self.semi_major_axis / (1.0 + n) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0);
        let alpha = [
            n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3,
            13.0 / 48.0 * n2 - 3.0 / 5.0 * n3,
            61.0 / 240.0 * n3,
        ];
        let beta = [n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3, n2 / 48.0 + n3 / 15.0, 17.0 / 480.0 * n3];
        let delta = [2.0 * n - 2.0 / 3.0 * n2 - 2.0 * n3, 7.0 / 3.0 * n2 - 8.0 / 5.0 * n3, 56.0 / 15.0 * n3];

        let origin = self.latitude_of_origin.to_radians();
        let eccentricity = 2.0 * n.sqrt() / (1.0 + n);
        let conformal =
            (origin.sin().atanh() - eccentricity * (eccentricity * origin.sin()).atanh()).sinh().atan();
        let arc = series(alpha, conformal, |term, angle| term * angle.sin()) + conformal;

        let metres = self.metres_per_unit / (self.scale * radius);
        let xi = (northing - self.false_northing) * metres + arc;
        let eta = (easting - self.false_easting) * metres;
        let mut upright = xi;
        let mut across = eta;
        for (term, twice) in beta.into_iter().zip([2.0, 4.0, 6.0]) {
            upright -= term * (twice * xi).sin() * (twice * eta).cosh();
            across -= term * (twice * xi).cos() * (twice * eta).sinh();
        }
        let chi = (upright.sin() / across.cosh()).asin();
        let latitude = chi + series(delta, chi, |term, angle| term * angle.sin());
        let longitude = across.sinh().atan2(upright.cos());
        (latitude.to_degrees(), self.central_meridian + longitude.to_degrees())
    }
}

/// The sum over terms of a function at twice, four times and six times the angle.
fn series(terms: [f64; 3], angle: f64, of: impl Fn(f64, f64) -> f64) -> f64 {
    terms.into_iter().zip([2.0, 4.0, 6.0]).map(|(term, times)| of(term, times * angle)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(grid: &TransverseMercator, cases: &[(f64, f64, f64, f64)]) {
        for &(easting, northing, latitude, longitude) in cases {
            let found = grid.to_degrees(easting, northing);
            let apart = (found.0 - latitude).abs().max((found.1 - longitude).abs());
            // Half a millimetre: what the terms of the fourth order would add.
            assert!(apart < 5e-9, "{easting}, {northing}: {found:?}, {apart:e} degrees apart");
        }
    }

    /// Expected values: PROJ by pyproj 3.7, ESRI:102696 and EPSG:32648.
    #[test]
    fn state_plane_in_survey_feet_and_utm_agree_with_proj() {
        let missouri_east = TransverseMercator {
            latitude_of_origin: 35.0 + 50.0 / 60.0,
            central_meridian: -90.5,
            scale: 14_999.0 / 15_000.0,
            false_easting: 250_000.0 * 3937.0 / 1200.0,
            false_northing: 0.0,
            metres_per_unit: 1200.0 / 3937.0,
            semi_major_axis: grs80_axis(),
            inverse_flattening: grs80_flattening(),
        };
        agrees(
            &missouri_east,
            &[
                (880_000.0, 1_000_000.0, 38.579_736_795_648_74, -90.290_836_909_255_18),
                (900_123.456, 1_020_987.654, 38.637_219_900_563_28, -90.220_218_045_427_52),
                (910_000.0, 1_060_000.0, 38.744_254_382_684_61, -90.185_171_691_789_25),
                (1_200_000.0, 500_000.0, 37.199_610_669_533_84, -89.196_015_360_890_85),
            ],
        );
        let utm_48 = TransverseMercator {
            latitude_of_origin: 0.0,
            central_meridian: 105.0,
            scale: 0.9996,
            false_easting: 500_000.0,
            metres_per_unit: 1.0,
            inverse_flattening: 298.257_223_563,
            ..missouri_east
        };
        agrees(
            &utm_48,
            &[
                (587_000.0, 2_325_000.0, 21.023_712_346_401_773, 105.837_221_482_068_64),
                (500_000.0, 2_300_000.0, 20.799_879_377_109_45, 105.0),
                (700_000.0, 2_200_000.0, 19.885_995_124_738_102, 106.910_304_693_516_95),
            ],
        );
    }
}
