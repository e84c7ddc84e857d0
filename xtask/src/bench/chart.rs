//! Charts as SVG: a line for each runtime, over logarithmic axes.

use std::fmt::Write;

/// A line of a chart.
pub(super) struct Line {
    pub(super) name: String,
    /// Where it passes, from left to right.
    pub(super) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
/// Room for what is written to the left, to the right, above and below.
const MARGINS: [f64; 4] = [60.0, 210.0, 40.0, 40.0];
/// Colours that people who see few tell apart, by Okabe and Ito.
const COLOURS: [&str; 8] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000"];

/// Where a range of values lies on the page.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn new(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let (low, high) = (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN_POSITIVE, f64::max));
        Self { low: low.ln(), high: high.ln(), from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = if self.high > self.low { (value.ln() - self.low) / (self.high - self.low) } else { 0.5 };
        self.from + share * (self.to - self.from)
    }
}

/// A chart called `title` of these lines. `ticks` are the values on the horizontal axis and what is written at them; the vertical
/// one has seconds.
pub(super) fn svg(title: &str, ticks: &[(f64, String)], lines: &[Line]) -> String {
    let [left, right, top, bottom] = MARGINS;
    let points = lines.iter().flat_map(|line| &line.points);
    let across = Axis::new(ticks.iter().map(|(value, _)| *value), left, WIDTH - right);
    let up = Axis::new(points.map(|(_, value)| *value), HEIGHT - bottom, top);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{left}\" y=\"20\" font-size=\"14\">{title}</text>\n"
    );
    for (value, label) in ticks {
        let x = across.place(*value);
        let (low, high) = (HEIGHT - bottom, HEIGHT - bottom + 18.0);
        let _ = writeln!(svg, "<path d=\"M{x:.1} {low}V{top}\" stroke=\"#ddd\"/>");
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{high}\" text-anchor=\"middle\">{label}</text>");
    }
    for power in -3..=3 {
        let seconds = 10_f64.powi(power);
        if seconds.ln() >= up.low && seconds.ln() <= up.high {
            let (y, end) = (up.place(seconds), WIDTH - right);
            let _ = writeln!(svg, "<path d=\"M{left} {y:.1}H{end}\" stroke=\"#ddd\"/>");
            let x = left - 6.0;
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{:.1}\" text-anchor=\"end\">{seconds} s</text>", y + 4.0);
        }
    }
    for ((at, line), colour) in lines.iter().enumerate().zip(COLOURS.iter().cycle()) {
        let places = line.points.iter().map(|(x, y)| format!("{:.1},{:.1}", across.place(*x), up.place(*y)));
        let places: Vec<_> = places.collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            places.join(" ")
        );
        let (x, y) = (WIDTH - right + 12.0, top + 18.0 * at as f64);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{}</text>", line.name);
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lie_within_the_axes() {
        let line = |name: &str, points: &[(f64, f64)]| Line { name: name.into(), points: points.to_vec() };
        let ticks = [(8e3, "8 KB".to_owned()), (4e6, "4 MB".to_owned())];
        let lines = [line("a", &[(8e3, 0.1), (4e6, 10.0)]), line("b", &[(8e3, 1.0)])];
        let svg = svg("time", &ticks, &lines);
        assert!(svg.contains("points=\"60.0,320.0 510.0,40.0\""), "{svg}");
        assert!(svg.contains("points=\"60.0,180.0\""), "in the middle of a logarithmic axis: {svg}");
        assert!(svg.contains(">1 s<") && svg.contains(">a</text>") && svg.ends_with("</svg>\n"));
    }
}
