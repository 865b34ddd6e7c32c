//! Transverse Mercator, forward and inverse, for city files whose coordinates are not degrees.
//! Krüger's series to the fourth order in the third flattening, as in C. F. F. Karney, "Transverse Mercator with an accuracy of a few
//! nanometers", J. Geodesy 85 (2011), equations 7 to 36. Datums are not shifted: NAD 83 is taken as WGS 84, about a metre off.

use std::fmt;

use serde::Deserialize;

use crate::point::{Point, PointFault};

/// Semi-major axis of both ellipsoids in metres.
const SEMI_MAJOR: f64 = 6_378_137.0;

/// The ellipsoid that a projection stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ellipsoid {
    /// GRS 80, that of NAD 83.
    Grs80,
    /// WGS 84, also that of VN-2000.
    Wgs84,
}

impl Ellipsoid {
    fn flattening(self) -> f64 {
        match self {
            Self::Grs80 => 1.0 / 298.257_222_101,
            Self::Wgs84 => 1.0 / 298.257_223_563,
        }
    }
}

/// The unit of the plane coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LengthUnit {
    /// Metres.
    Metre,
    /// US survey feet, 1200/3937 m.
    UsSurveyFoot,
    /// International feet, 0.3048 m.
    Foot,
}

impl LengthUnit {
    /// Metres in one unit.
    pub fn metres(self) -> f64 {
        match self {
            Self::Metre => 1.0,
            Self::UsSurveyFoot => 1200.0 / 3937.0,
            Self::Foot => 0.3048,
        }
    }
}

/// What defines a transverse Mercator projection; angles in degrees, false origin in metres.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The ellipsoid.
    pub ellipsoid: Ellipsoid,
    /// Latitude of origin.
    pub latitude_of_origin: f64,
    /// Central meridian.
    pub central_meridian: f64,
    /// Scale on the central meridian.
    pub scale: f64,
    /// False easting in metres, whatever the unit.
    pub false_easting: f64,
    /// False northing in metres, whatever the unit.
    pub false_northing: f64,
    /// Unit of the coordinates that come in and go out.
    pub unit: LengthUnit,
}

/// Why parameters or coordinates are refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProjectionFault {
    /// A parameter is out of range; its name.
    Parameter(&'static str),
    /// A coordinate is not a number or lies far outside the projection (more than 30 degrees of longitude from its meridian).
    TooFar {
        /// Easting in the projection's unit.
        easting: f64,
        /// Northing in the projection's unit.
        northing: f64,
    },
    /// The result is no point.
    Point(PointFault),
}

impl fmt::Display for ProjectionFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(out, "{name} is out of range"),
            Self::TooFar { easting, northing } => {
                write!(out, "{easting}, {northing} lies far outside the projection")
            }
            Self::Point(fault) => fault.fmt(out),
        }
    }
}

impl std::error::Error for ProjectionFault {}

/// A transverse Mercator projection ready to compute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercator {
    parameters: Parameters,
    eccentricity: f64,
    /// Radius of the rectifying sphere times the scale, in metres.
    radius: f64,
    forward: [f64; 4],
    inverse: [f64; 4],
    /// Rectifying latitude of the origin.
    origin: f64,
}

impl TransverseMercator {
    /// A projection of checked parameters.
    pub fn new(parameters: Parameters) -> Result<Self, ProjectionFault> {
        let checks = [
            ("latitude_of_origin", (-90.0..=90.0).contains(&parameters.latitude_of_origin)),
            ("central_meridian", (-180.0..=180.0).contains(&parameters.central_meridian)),
            ("scale", (0.5..=2.0).contains(&parameters.scale)),
            ("false_easting", parameters.false_easting.abs() < 1e8),
            ("false_northing", parameters.false_northing.abs() < 1e8),
        ];
        if let Some((name, _)) = checks.iter().find(|(_, good)| !good) {
            return Err(ProjectionFault::Parameter(name));
        }
        let flattening = parameters.ellipsoid.flattening();
        let n = flattening / (2.0 - flattening);
        let (n2, n3, n4) = (n.powi(2), n.powi(3), n.powi(4));
        let mut projection = Self {
            parameters,
            eccentricity: (flattening * (2.0 - flattening)).sqrt(),
            radius: parameters.scale * SEMI_MAJOR / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            forward: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49_561.0 / 161_280.0 * n4,
            ],
            inverse: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
                4397.0 / 161_280.0 * n4,
            ],
            origin: 0.0,
        };
        projection.origin = projection.rectify(parameters.latitude_of_origin.to_radians(), 0.0).0;
        Ok(projection)
    }

    /// Easting and northing, in the projection's unit, of a latitude and longitude in degrees.
    pub fn forward(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let (xi, eta) =
            self.rectify(latitude.to_radians(), (longitude - self.parameters.central_meridian).to_radians());
        let unit = self.parameters.unit.metres();
        (
            (self.parameters.false_easting + self.radius * eta) / unit,
            (self.parameters.false_northing + self.radius * (xi - self.origin)) / unit,
        )
    }

    /// Latitude and longitude, in degrees, of an easting and a northing in the projection's unit.
    pub fn inverse(&self, easting: f64, northing: f64) -> Result<(f64, f64), ProjectionFault> {
        let unit = self.parameters.unit.metres();
        let eta = (easting * unit - self.parameters.false_easting) / self.radius;
        let xi = (northing * unit - self.parameters.false_northing) / self.radius + self.origin;
        if !(eta.abs() < 0.55 && xi.abs() <= std::f64::consts::FRAC_PI_2) {
            return Err(ProjectionFault::TooFar { easting, northing });
        }
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (order, factor) in (1_u8..).zip(self.inverse) {
            let twice = 2.0 * f64::from(order);
            xi_sphere -= factor * (twice * xi).sin() * (twice * eta).cosh();
            eta_sphere -= factor * (twice * xi).cos() * (twice * eta).sinh();
        }
        let conformal = xi_sphere.sin() / eta_sphere.sinh().hypot(xi_sphere.cos());
        let longitude = eta_sphere.sinh().atan2(xi_sphere.cos());
        let latitude = self.geographic(conformal).atan();
        Ok((latitude.to_degrees(), self.parameters.central_meridian + longitude.to_degrees()))
    }

    /// The point of an easting and a northing in the projection's unit.
    pub fn point(&self, easting: f64, northing: f64) -> Result<Point, ProjectionFault> {
        let (latitude, longitude) = self.inverse(easting, northing)?;
        Point::new(latitude, longitude).map_err(ProjectionFault::Point)
    }

    fn rectify(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let tangent = self.conformal(latitude.tan());
        let xi_sphere = tangent.atan2(longitude.cos());
        let eta_sphere = (longitude.sin() / tangent.hypot(longitude.cos())).asinh();
        let (mut xi, mut eta) = (xi_sphere, eta_sphere);
        for (order, factor) in (1_u8..).zip(self.forward) {
            let twice = 2.0 * f64::from(order);
            xi += factor * (twice * xi_sphere).sin() * (twice * eta_sphere).cosh();
            eta += factor * (twice * xi_sphere).cos() * (twice * eta_sphere).sinh();
        }
        (xi, eta)
    }

    /// Tangent of the conformal latitude of a tangent of latitude (Karney, equations 7 to 9).
    fn conformal(&self, tangent: f64) -> f64 {
        let secant = 1.0_f64.hypot(tangent);
        let sigma = (self.eccentricity * (self.eccentricity * tangent / secant).atanh()).sinh();
        tangent * 1.0_f64.hypot(sigma) - sigma * secant
    }

    /// The inverse of `conformal` by Newton's method (Karney, equations 19 to 21); three steps reach the last bit.
    fn geographic(&self, conformal: f64) -> f64 {
        let rest = 1.0 - self.eccentricity.powi(2);
        let mut tangent = conformal;
        for _ in 0..4 {
            let have = self.conformal(tangent);
            tangent += (conformal - have) / 1.0_f64.hypot(have) * (1.0 + rest * tangent.powi(2))
                / (rest * 1.0_f64.hypot(tangent));
        }
        tangent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn missouri_east() -> TransverseMercator {
        TransverseMercator::new(Parameters {
            ellipsoid: Ellipsoid::Grs80,
            latitude_of_origin: 35.0 + 50.0 / 60.0,
            central_meridian: -90.5,
            scale: 14_999.0 / 15_000.0,
            false_easting: 250_000.0,
            false_northing: 0.0,
            unit: LengthUnit::UsSurveyFoot,
        })
        .unwrap()
    }

    #[test]
    fn places_in_st_louis_come_out_to_a_millionth_of_a_degree() {
        for (easting, northing, latitude, longitude) in [
            (875_854.877, 998_434.947, 38.575_464, -90.305_349),
            (904_417.543, 1_023_278.246, 38.643_473, -90.205_159),
            (905_907.598, 1_017_104.519, 38.626_507, -90.200_013),
            (906_950.205, 1_061_922.056, 38.749_560, -90.195_842),
            (886_950.297, 985_130.701, 38.538_861, -90.266_656),
        ] {
            let (lat, lon) = missouri_east().inverse(easting, northing).unwrap();
            assert!((lat - latitude).abs() < 1e-6 && (lon - longitude).abs() < 1e-6, "{lat} {lon}");
        }
    }

    #[test]
    fn the_false_origin_is_the_origin() {
        let (easting, northing) = missouri_east().forward(35.0 + 50.0 / 60.0, -90.5);
        assert!((easting - 250_000.0 * 3937.0 / 1200.0).abs() < 1e-6 && northing.abs() < 1e-6);
    }

    #[test]
    fn wrong_parameters_and_far_coordinates_are_refused() {
        let mut parameters = missouri_east().parameters;
        parameters.scale = f64::NAN;
        assert_eq!(TransverseMercator::new(parameters), Err(ProjectionFault::Parameter("scale")));
        assert!(matches!(missouri_east().inverse(f64::NAN, 0.0), Err(ProjectionFault::TooFar { .. })));
        assert!(matches!(missouri_east().inverse(1e9, 0.0), Err(ProjectionFault::TooFar { .. })));
    }

    proptest! {
        #[test]
        fn inverse_undoes_forward(latitude in -80.0_f64..80.0, offset in -6.0_f64..6.0) {
            let (easting, northing) = missouri_east().forward(latitude, -90.5 + offset);
            let (lat, lon) = missouri_east().inverse(easting, northing).unwrap();
            prop_assert!((lat - latitude).abs() < 1e-9 && (lon + 90.5 - offset).abs() < 1e-9, "{} {}", lat, lon);
        }
    }
}
