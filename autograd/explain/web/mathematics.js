// What JavaScript's Math lacks.

// The number a with the sign of b.
function copysign(a, b) {
  const negative = b < 0 || Object.is(b, -0);
  return negative ? -Math.abs(a) : Math.abs(a);
}

// exp(-a²): a is split into a short number, whose square is exact, and a small rest (Dekker, 1971).
function gaussian(a) {
  if (!(Math.abs(a) < 40)) return Math.exp(-a * a);
  const shifted = 134217729 * a;
  const short = shifted - (shifted - a);
  return Math.exp(-short * short) * Math.exp((short - a) * (short + a));
}

// The hyperbolic secant: cosh overflows far out, where it is 2 exp(-|a|).
function sech(a) {
  return Math.abs(a) < 700 ? 1 / Math.cosh(a) : 2 * Math.exp(-Math.abs(a));
}

// The error function: its power series near 0, and further out 1 - erfc.
// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.6.
function erf(a) {
  const x = Math.abs(a);
  if (!(x < 3)) return Number.isNaN(a) ? NaN : copysign(1 - erfc(x), a);
  let term = 2 * x, sum = term;
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return copysign((gaussian(x) / Math.sqrt(Math.PI)) * sum, a);
}

// 1 - erf: further out than 1 its continued fraction, which loses nothing far out.
// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.14.
function erfc(a) {
  if (!(a >= 1)) return Number.isNaN(a) ? NaN : a < -6 ? 2 : 1 - erf(a);
  let fraction = a;
  for (let n = 200; n > 0; n -= 1) fraction = a + n / 2 / fraction;
  return gaussian(a) / Math.sqrt(Math.PI) / fraction;
}
