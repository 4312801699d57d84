#!/usr/bin/env python3
"""Prints the polynomial coefficients of fast/lanes as hex floats, lowest power first.

    python3 fast/lanes/derive/tables.py NAME      NAME is one of the tables at the end

Each table interpolates its function at Chebyshev points, in 60 digits, and rounds the
coefficients to float64. The last line printed is the largest error of the rounded polynomial,
relative to the function that it serves. Needs mpmath.
"""
import sys

from mpmath import mp, mpf

mp.dps = 60


def chebyshev_points(count, low, high):
    middle, half = (low + high) / 2, (high - low) / 2
    return [middle + half * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def interpolate(function, degree, low, high):
    points = chebyshev_points(degree + 1, low, high)
    powers = mp.matrix([[x**j for j in range(degree + 1)] for x in points])
    solution = mp.lu_solve(powers, mp.matrix([function(x) for x in points]))
    return [float(c) for c in solution]


def horner(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + mpf(c)
    return total


def series_or(function, series, x):
    """Near 0 the quotients below are 0/0: there the series is exact to all 60 digits."""
    return series(x) if abs(x) < mpf(10) ** -20 else function(x)


# (e^r - 1 - r) / r^2 on |r| <= log(2)/2; its error counts r^2 relative to e^r - 1 = r + ...
def exp_tail(r):
    return series_or(lambda r: (mp.expm1(r) - r) / r**2, lambda r: mpf(1) / 2 + r / 6, r)


# (2 atanh(s) - 2 s) / s^3 in z = s^2, where log(1 + f) = 2 atanh(s), s = f / (2 + f)
def atanh_tail(z):
    def quotient(z):
        s = mp.sqrt(z)
        return (2 * mp.atanh(s) - 2 * s) / s**3
    return series_or(quotient, lambda z: mpf(2) / 3 + 2 * z / 5, z)


# erf(x) / x in z = x^2
def erf_quotient(z):
    limit = 2 / mp.sqrt(mp.pi)
    return series_or(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z), lambda z: limit * (1 - z / 3), z)


# (1 + 2 x) e^(x^2) erfc(x) in u, where u = A - B / (x + K) maps 0 to -1 and X to 1 (Shepherd and
# Laframboise, Math. Comp. 36 (1981), 249-253, take X = infinity).
K, X = mpf("3.75"), mpf(16)
B = 2 * K * (X + K) / X
A = B / K - 1


def erfcx_flat(u):
    x = B / (A - u) - K
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)


SQRT_HALF = mp.sqrt(mpf(1) / 2)
LIMIT = ((1 - SQRT_HALF) / (1 + SQRT_HALF)) ** 2 * mpf("1.001")
R = mp.log(2) / 2 * mpf("1.0001")
TABLES = {
    "exp_tail": (exp_tail, 10, -R, R, lambda r: abs(r)),
    "atanh_tail": (atanh_tail, 7, mpf(0), LIMIT, lambda z: z / 2),
    "erf_quotient": (erf_quotient, 10, mpf(0), mpf("0.25"), lambda z: 1),
    "erfcx_flat": (erfcx_flat, 21, mpf(-1), mpf(1), lambda u: 1),
}


def main(name):
    function, degree, low, high, weight = TABLES[name]
    coefficients = interpolate(function, degree, low, high)
    for c in coefficients:
        print(f"    {c.hex()},")
    worst = max(abs(horner(coefficients, x) - function(x)) * weight(x)
                for x in chebyshev_points(2000, low, high))
    print(f"// largest error {mp.nstr(worst, 3)}")
    if name == "erfcx_flat":
        print(f"// A {float(A).hex()}  B {float(B).hex()}  K {float(K).hex()}")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in TABLES:
        sys.exit(f"usage: tables.py {'|'.join(TABLES)}")
    main(sys.argv[1])
