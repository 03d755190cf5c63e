// What JavaScript's Math lacks.

// The number a with the sign of b.
function copysign(a, b) {
  const negative = b < 0 || Object.is(b, -0);
  return negative ? -Math.abs(a) : Math.abs(a);
}

// The error function: its power series near 0, and far out the continued fraction of 1 - erf.
// Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 7.1.6 and 7.1.14.
function erf(a) {
  const x = Math.abs(a);
  if (!(x < 6)) return Number.isNaN(a) ? NaN : Math.sign(a);
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 3) {
    let term = 2 * x, sum = term;
    for (let n = 1; term > 1e-17 * sum; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return copysign(bell * sum, a);
  }
  let fraction = x;
  for (let n = 60; n > 0; n -= 1) fraction = x + n / 2 / fraction;
  return copysign(1 - bell / fraction, a);
}
