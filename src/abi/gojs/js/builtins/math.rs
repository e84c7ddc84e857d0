//! `Math`. What rounds differently from one platform to the next comes from `libm`, which is the same everywhere.

use crate::abi::gojs::js::convert::{to_int32, to_uint32};
use crate::abi::gojs::js::realm::Member;
use crate::abi::gojs::js::{Completion, Invocation, Js, Shape, natives};
use crate::run::Stop;

pub(super) const MATH: Shape = Shape {
    functions: natives![
        abs(1),
        acos(1),
        acosh(1),
        asin(1),
        asinh(1),
        atan(1),
        atan2(2),
        atanh(1),
        cbrt(1),
        ceil(1),
        clz32(1),
        cos(1),
        cosh(1),
        exp(1),
        expm1(1),
        floor(1),
        fround(1),
        hypot(2),
        imul(2),
        log(1),
        log10(1),
        log1p(1),
        log2(1),
        max(2),
        min(2),
        pow(2),
        random(0),
        round(1),
        sign(1),
        sin(1),
        sinh(1),
        sqrt(1),
        tan(1),
        tanh(1),
        trunc(1),
    ],
    getters: &[],
    constants: &[
        ("E", Member::Number(std::f64::consts::E)),
        ("LN10", Member::Number(std::f64::consts::LN_10)),
        ("LN2", Member::Number(std::f64::consts::LN_2)),
        ("LOG10E", Member::Number(std::f64::consts::LOG10_E)),
        ("LOG2E", Member::Number(std::f64::consts::LOG2_E)),
        ("PI", Member::Number(std::f64::consts::PI)),
        ("SQRT1_2", Member::Number(std::f64::consts::FRAC_1_SQRT_2)),
        ("SQRT2", Member::Number(std::f64::consts::SQRT_2)),
    ],
};

/// The bodies of functions of one number.
macro_rules! unary {
    ($($name:ident = $body:expr;)*) => {$(
        fn $name(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            let function: fn(f64) -> f64 = $body;
            Ok(function(js.to_number(&call.arg(0))?).into())
        }
    )*};
}

unary! {
    abs = f64::abs;
    acos = libm::acos;
    acosh = libm::acosh;
    asin = libm::asin;
    asinh = libm::asinh;
    atan = libm::atan;
    atanh = libm::atanh;
    cbrt = libm::cbrt;
    ceil = f64::ceil;
    clz32 = |number| to_uint32(number).leading_zeros().into();
    cos = libm::cos;
    cosh = libm::cosh;
    // `libm` is off by the last bit here, which would show everywhere.
    exp = |number| if number == 1.0 { std::f64::consts::E } else { libm::exp(number) };
    expm1 = libm::expm1;
    floor = f64::floor;
    fround = |number| (number as f32).into();
    log = libm::log;
    log10 = libm::log10;
    log1p = libm::log1p;
    log2 = libm::log2;
    // Halves go up; what is half below a whole number keeps its sign as it becomes zero.
    round = |number| if number.fract() == -0.5 { number.ceil() } else { number.round() };
    sign = |number| if number == 0.0 || number.is_nan() { number } else { number.signum() };
    sin = libm::sin;
    sinh = libm::sinh;
    sqrt = f64::sqrt;
    tan = libm::tan;
    tanh = libm::tanh;
    trunc = f64::trunc;
}

fn atan2(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (y, x) = (js.to_number(&call.arg(0))?, js.to_number(&call.arg(1))?);
    Ok(libm::atan2(y, x).into())
}

fn pow(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (base, exponent) = (js.to_number(&call.arg(0))?, js.to_number(&call.arg(1))?);
    // Unlike C, JavaScript does not say that 1 to the power of anything is 1.
    let is_undecided = exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite());
    Ok(if is_undecided { f64::NAN } else { libm::pow(base, exponent) }.into())
}

fn imul(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (left, right) = (js.to_number(&call.arg(0))?, js.to_number(&call.arg(1))?);
    Ok(f64::from(to_int32(left).wrapping_mul(to_int32(right))).into())
}

fn numbers(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<Vec<f64>> {
    call.args.iter().map(|arg| js.to_number(arg)).collect()
}

/// The number that comes last in order, where NaN comes after everything and -0 before 0.
fn last(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NEG_INFINITY, |last, number| {
        if last.is_nan() || number.is_nan() {
            return f64::NAN;
        }
        if number.total_cmp(&last).is_gt() { number } else { last }
    })
}

fn max(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(last(numbers(js, call)?.into_iter()).into())
}

fn min(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok((-last(numbers(js, call)?.into_iter().map(|number| -number))).into())
}

/// The root of the sum of squares, scaled by the largest so that nothing overflows on the way.
fn hypot(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let numbers = numbers(js, call)?;
    if numbers.iter().any(|number| number.is_infinite()) {
        return Ok(f64::INFINITY.into());
    }
    let largest = last(numbers.iter().map(|number| number.abs())).max(0.0);
    if numbers.iter().any(|number| number.is_nan()) {
        return Ok(f64::NAN.into());
    }
    if largest == 0.0 {
        return Ok(0.0.into());
    }
    // With a correction for what each addition loses (Kahan).
    let (mut sum, mut lost) = (0.0, 0.0);
    for number in numbers {
        let square = (number / largest) * (number / largest) - lost;
        let next = sum + square;
        lost = (next - sum) - square;
        sum = next;
    }
    Ok((sum.sqrt() * largest).into())
}

/// From 0 up to 1, of the run's source of randomness.
fn random(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    let mut bytes = [0; 8];
    js.guest().random.fill(&mut bytes).map_err(|error| Stop::Fault(format!("no randomness: {error}")))?;
    // As many bits as the fraction of a double has.
    Ok(((u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64).into())
}
