//! The drawings that pages show: the city by ward, a ward with numbered marks, the place of a case, and the images on
//! which a place is pointed out without JavaScript. Templates turn them into SVG; what the marks mean is the caller's.

use std::sync::Arc;

use askama::Template;
use dantin_city::Area;
use dantin_geo::{Bounds, Point, svg, svg::View};

use super::{
    ground::{Ground, Window},
    snapshot::CityMap,
};

/// Width of the image on which a place is pointed out, in CSS pixels: a browser reports a click in pixels as shown, so it
/// must be shown in exactly this size, which fits the narrowest screen.
pub const PIN_WIDTH: i32 = 320;
/// Width of the drawing of a city and of a ward, in units.
const PAGE_UNITS: i32 = 640;
/// Width of the drawing of a place, in units: smaller, so that street names stay readable on a phone.
const PLACE_UNITS: i32 = 480;
/// The surroundings of a place in metres.
const SURROUNDINGS: (u32, u32) = (800, 450);
/// The surroundings where no roads are known: names of the wards around.
const FAR: (u32, u32) = (6_400, 3_600);

/// How a ward is shown on the map of the city.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WardLook {
    /// Step of the key, 1 to 5; 0 for no data.
    pub step: u8,
    /// Name, value and denominator, as read out and shown on hovering.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The city by ward.
#[derive(Debug, Clone)]
pub struct CityDrawing {
    /// The value of `viewBox`.
    pub view_box: String,
    /// The wards, in the order of the city pack.
    pub wards: Vec<DrawnWard>,
}

/// A ward on the map of the city.
#[derive(Debug, Clone)]
pub struct DrawnWard {
    /// Its shape.
    pub shape: Shape,
    /// Its look.
    pub look: WardLook,
}

impl DrawnWard {
    /// The class of its step.
    pub fn class(&self) -> &'static str {
        match self.look.step {
            1 => "ward ward--1",
            2 => "ward ward--2",
            3 => "ward ward--3",
            4 => "ward ward--4",
            5 => "ward ward--5",
            _ => "ward ward--none",
        }
    }
}

/// An outline, or a dot at the centre where no boundary was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Path data.
    Outline(Arc<str>),
    /// A place in units.
    Dot(i32, i32),
}

/// A numbered mark that matches a row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where.
    pub point: Point,
    /// The number of its row.
    pub number: String,
    /// The colour of its state, as `Tag::colour()` gives it.
    pub colour: &'static str,
    /// What it is, in words.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A ward with marks.
#[derive(Debug, Clone)]
pub struct WardDrawing {
    /// What lies under the marks.
    pub ground: Arc<Ground>,
    /// The marks with their places in units.
    pub marks: Vec<(i32, i32, Mark)>,
}

/// The public place of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spot {
    /// A point.
    Pin(Point),
    /// A point that is right within so many metres.
    Circle(Point, u32),
    /// No more than the area, by its code: always so for what has a coarse place.
    Area(String),
}

/// The surroundings of a place.
#[derive(Debug, Clone)]
pub struct PlaceDrawing {
    /// What lies under the pin.
    pub ground: Arc<Ground>,
    /// Where the pin stands, in units; none for an area.
    pub pin: Option<(i32, i32)>,
    /// Radius of the circle in which the place is, in units; 0 for none.
    pub radius: i32,
}

/// A closer map round a point, moved and zoomed by links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closer {
    /// Its middle.
    pub centre: Point,
    /// How wide it is, in metres: one of [`Closer::WIDTHS`].
    pub width: u32,
}

/// Where a closer map is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up.
    North,
    /// Right.
    East,
    /// Down.
    South,
    /// Left.
    West,
}

impl Closer {
    /// The widths that there are, in metres.
    pub const WIDTHS: [u32; 6] = [200, 400, 800, 1_600, 3_200, 6_400];

    /// How wide the map is on which a place is first looked at, in metres.
    pub const FIRST: u32 = 400;

    /// The map on which a place is first looked at.
    pub const fn at(centre: Point) -> Closer {
        Closer { centre, width: Closer::FIRST }
    }

    /// A map from what an address carries; `None` for no point on earth or a width that there is not.
    pub fn read(latitude: f64, longitude: f64, width: u32) -> Option<Closer> {
        let centre = Point::new(latitude, longitude).ok()?;
        Self::WIDTHS.contains(&width).then_some(Closer { centre, width })
    }

    /// What an address carries: `lat=21.02851&lon=105.85420&width=400`.
    pub fn query(self) -> String {
        format!("lat={:.6}&lon={:.6}&width={}", self.centre.lat(), self.centre.lon(), self.width)
    }

    /// The same map moved by a third of its width.
    #[must_use]
    pub fn moved(self, direction: Direction) -> Closer {
        let bounds = Bounds::window(self.centre, f64::from(self.width) / 1.5, f64::from(self.width) / 1.5);
        let (here, least, most) = (self.centre, bounds.least, bounds.most);
        let moved = match direction {
            Direction::North => Point::new(most.lat(), here.lon()),
            Direction::South => Point::new(least.lat(), here.lon()),
            Direction::East => Point::new(here.lat(), most.lon()),
            Direction::West => Point::new(here.lat(), least.lon()),
        };
        Closer { centre: moved.unwrap_or(here), ..self }
    }

    /// The next closer map; `None` when there is none.
    pub fn zoomed_in(self) -> Option<Closer> {
        let width = Self::WIDTHS.into_iter().rev().find(|width| *width < self.width)?;
        Some(Closer { width, ..self })
    }

    /// The next wider map; `None` when there is none.
    pub fn zoomed_out(self) -> Option<Closer> {
        let width = Self::WIDTHS.into_iter().find(|width| *width > self.width)?;
        Some(Closer { width, ..self })
    }

    /// The height of its image in CSS pixels.
    pub fn height(self) -> i32 {
        self.view().height
    }

    /// The point under a click, in pixels of the image.
    pub fn point_at(self, x: i32, y: i32) -> Option<Point> {
        clicked(&self.view(), x, y)
    }

    fn window(self) -> Window {
        Window::Around(self.centre, self.width, self.width * 3 / 4, PIN_WIDTH)
    }

    fn view(self) -> View {
        let (width, height) = (f64::from(self.width), f64::from(self.width * 3 / 4));
        View::fit(Bounds::window(self.centre, width, height), PIN_WIDTH, 0)
    }
}

fn clicked(view: &View, x: i32, y: i32) -> Option<Point> {
    ((0..=view.width).contains(&x) && (0..=view.height).contains(&y)).then(|| view.point_at(x, y))
}

/// An image by itself: nothing of it comes from a style sheet.
#[derive(Template)]
#[template(path = "city/map/templates/image.svg")]
struct Image<'a> {
    ground: &'a Ground,
    /// The size to show it in; a drawing that is stretched over another map has none.
    size: Option<(i32, i32)>,
    pin: Option<(i32, i32)>,
}

impl CityMap {
    /// The city by ward, each with the look that the caller gives it.
    pub fn city(&self, look: impl Fn(&Area) -> WardLook) -> CityDrawing {
        let outlines = self.outlines.get_or_init(|| self.draw_city());
        let wards = self.city.areas().iter().filter_map(|area| {
            let shape = outlines.shapes.get(&area.code)?.clone();
            Some(DrawnWard { shape, look: look(area) })
        });
        CityDrawing { view_box: outlines.view_box.clone(), wards: wards.collect() }
    }

    fn draw_city(&self) -> Outlines {
        let centres = self.city.areas().iter().filter_map(|area| self.centre(&area.code));
        let imported = self.coarse();
        let all =
            imported.and_then(dantin_geo::Boundaries::bounds).into_iter().flat_map(|b| [b.least, b.most]);
        let Some(bounds) = Bounds::around(centres.chain(all)) else { return Outlines::default() };
        let view = View::fit(bounds, PAGE_UNITS, 8);
        let mut shapes: std::collections::HashMap<String, Shape> = imported
            .map(|boundaries| svg::city_paths(boundaries, &view))
            .unwrap_or_default()
            .into_iter()
            .map(|(code, path)| (code, Shape::Outline(path.into())))
            .collect();
        for area in self.city.areas() {
            if let (false, Some(point)) = (shapes.contains_key(&area.code), self.centre(&area.code)) {
                let (x, y) = view.place(point);
                shapes.insert(area.code.clone(), Shape::Dot(x, y));
            }
        }
        Outlines { view_box: view.view_box(), shapes }
    }

    /// A ward with marks; marks outside its window are left out. `None` for a code that the city does not have.
    pub fn ward(&self, code: &str, marks: Vec<Mark>) -> Option<WardDrawing> {
        let ground = self.ground(&Window::Area(code.to_owned(), PAGE_UNITS))?;
        let view = ground.view;
        let marks = marks.into_iter().filter(|mark| view.window.contains(mark.point)).map(|mark| {
            let (x, y) = view.place(mark.point);
            (x, y, mark)
        });
        Some(WardDrawing { marks: marks.collect(), ground })
    }

    /// The surroundings of a case's public place; `None` for an area that the city does not have.
    pub fn place(&self, spot: &Spot) -> Option<PlaceDrawing> {
        let (point, metres) = match spot {
            Spot::Area(code) => {
                let ground = self.ground(&Window::Area(code.clone(), PLACE_UNITS))?;
                let centre = self.centre(code).filter(|_| ground.outline.is_empty());
                let radius = centre.map_or(0, |_| ground.view.width * 3 / 10);
                return Some(PlaceDrawing {
                    pin: centre.map(|point| ground.view.place(point)),
                    radius,
                    ground,
                });
            }
            Spot::Pin(point) => (*point, 0),
            Spot::Circle(point, metres) => (*point, *metres),
        };
        let (width, height) = if self.roads.roads().is_empty() { FAR } else { SURROUNDINGS };
        // The whole circle is to be seen, up to the size of a large commune.
        let scale = (metres * 5 / 2).clamp(height, 10_000);
        let (width, height) = (width * scale / height, scale);
        let ground = self.ground(&Window::Around(point, width, height, PLACE_UNITS))?;
        let radius = if metres == 0 { 0 } else { ground.view.length(f64::from(metres)) };
        Some(PlaceDrawing { pin: Some(ground.view.place(point)), radius, ground })
    }

    /// The image of a ward on which a place is pointed out.
    pub fn ward_image(&self, code: &str) -> Option<String> {
        let ground = self.ground(&Window::Area(code.to_owned(), PIN_WIDTH))?;
        image(&ground, Some((ground.view.width, ground.view.height)), None)
    }

    /// The height of that image in CSS pixels; its width is [`PIN_WIDTH`].
    pub fn ward_image_height(&self, code: &str) -> Option<i32> {
        Some(self.ground(&Window::Area(code.to_owned(), PIN_WIDTH))?.view.height)
    }

    /// The point under a click on that image.
    pub fn ward_point(&self, code: &str, x: i32, y: i32) -> Option<Point> {
        clicked(&self.ground(&Window::Area(code.to_owned(), PIN_WIDTH))?.view, x, y)
    }

    /// The image of a closer map, with a pin in its middle.
    pub fn closer_image(&self, closer: Closer) -> Option<String> {
        let ground = self.ground(&closer.window())?;
        let size = (ground.view.width, ground.view.height);
        image(&ground, Some(size), Some(ground.view.place(closer.centre)))
    }

    /// The image of a rectangle, to lie under marks that a browser draws.
    pub fn base_image(&self, bounds: Bounds, width: i32) -> Option<String> {
        let ground = self.ground(&Window::Rectangle(bounds.least, bounds.most, width))?;
        image(&ground, None, None)
    }
}

fn image(ground: &Ground, size: Option<(i32, i32)>, pin: Option<(i32, i32)>) -> Option<String> {
    Image { ground, size, pin }.render().ok()
}

/// The shapes of the map of the city, the same for every page.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    view_box: String,
    shapes: std::collections::HashMap<String, Shape>,
}
