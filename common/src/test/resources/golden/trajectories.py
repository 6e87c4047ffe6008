#!/usr/bin/env python3
"""Trajectories of the update rules, for GoldenTest.java to follow step by step.

Run:     python3 trajectories.py          (needs numpy; writes beside itself, the same bits everywhere)
Writes:  problem.txt   layout, theta0, learning rates, and the gradient's ingredients a and b_t
         cases/*.txt   one rule each: its settings, then lambda, support, dual and theta of every step

Written from the formulas of the method and not from the Java: arrays of all parameters and masks
where the Java keeps the support alone, definitions where the Java has closed forms. All arithmetic
is float32. The gradient is g_t = a theta + b_t, so no network is needed. One cycle is a fine step
and M = 3 coarse ones; in cases with a middle step the third of the four steps is one.
"""

import pathlib

import numpy as np

F = np.float32
HERE = pathlib.Path(__file__).resolve().parent
STEPS, M = 20, 3
BLOCKS = [("w1", "WEIGHT", 5, 4), ("b1", "BIAS", 5, 1), ("w2", "WEIGHT", 3, 4), ("b2", "BIAS", 3, 1)]
SIZE = sum(rows * cols for _, _, rows, cols in BLOCKS)
WEIGHT = np.concatenate([np.full(r * c, kind == "WEIGHT") for _, kind, r, c in BLOCKS])


class Lcg:
    """Numerical Recipes' generator; its upper 24 bits as a float32 in [low, high)."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self, low, high, n):
        out = np.empty(n, F)
        for i in range(n):
            self.state = (1664525 * self.state + 1013904223) % 2**32
            out[i] = F(low) + F(high - low) * (F(self.state >> 8) / F(2**24))
        return out


def problem(seed=3):
    """Minimisers that change halfway through the run, so that weights come and go, and noise."""
    r = Lcg(seed)
    a = r.uniform(0.5, 1.5, SIZE)
    theta0 = r.uniform(-1, 1, SIZE)
    theta0[WEIGHT & (r.uniform(0, 1, SIZE) > F(0.35))] = 0
    targets = [r.uniform(-1.5, 1.5, SIZE) * (r.uniform(0, 1, SIZE) < F(0.6)) for _ in range(2)]
    b = [-a * targets[2 * t // STEPS] + r.uniform(-0.3, 0.3, SIZE) for t in range(STEPS)]
    rates = [F(0.5) - F(0.01) * F(t) for t in range(STEPS)]
    return theta0, a, b, rates


def total(numbers):
    """In order, so that every machine rounds alike."""
    s = F(0)
    for x in numbers:
        s = s + x
    return s


class Case:
    def __init__(self, name, rule, regularizer="l1", density=("fixed", 0.4), **more):
        self.name, self.rule = name, rule
        self.regularizer, self.density = regularizer, density
        get = lambda key, default: more.pop(key, default)
        self.delta, self.momentum, self.decay = F(get("delta", 1)), F(get("momentum", 0)), F(get("decay", 0))
        self.b1, self.b2, self.eps = F(get("b1", 0.9)), F(get("b2", 0.99)), F(get("eps", 1e-3))
        self.mix = F(get("mix", 0.4))
        self.penalties = [F(p) for p in get("penalties", (1, 1))]
        self.ramp = get("ramp", (1, 0, 0))
        self.near = F(get("near", 0))
        assert not more, more
        p = iter(self.penalties)
        self.penalty = [next(p) if kind == "WEIGHT" else F(0) for _, kind, _, _ in BLOCKS]
        self.rows = []  # (slice, penalty) of every regularised row
        at = 0
        for (_, _, rows, cols), factor in zip(BLOCKS, self.penalty):
            starts = range(at, at + rows * cols, cols)
            self.rows += [(slice(i, i + cols), factor) for i in starts if factor > 0]
            at += rows * cols
        self.masked = np.zeros(SIZE, bool)  # may be absent
        for where, _ in self.rows:
            self.masked[where] = True

    # J and what follows from it.

    def prox_row(self, z, lam):
        """argmin |x - z|^2 / 2 + lam J(x) for one row, lam with the row's penalty in it."""
        l1 = {"l1": F(1), "rows": F(0), "sparse-rows": F(1) - self.mix}[self.regularizer]
        group = F(1) - l1
        x = np.sign(z) * np.maximum(np.abs(z) - lam * l1, F(0))
        norm = np.sqrt(total(x * x))
        if group == 0:
            return x
        threshold = lam * group * np.sqrt(F(len(z)))
        return x * (F(1) - threshold / norm) if norm > threshold else np.zeros_like(x)

    def prox(self, z, lam):
        x = z.copy()
        for where, factor in self.rows:
            x[where] = self.prox_row(z[where], lam * factor)
        return x

    def subgradient(self, theta):
        """Of J; 0 for what is zero."""
        out = np.zeros(SIZE, F)
        l1 = {"l1": F(1), "rows": F(0), "sparse-rows": F(1) - self.mix}[self.regularizer]
        for where, factor in self.rows:
            x = theta[where]
            norm = np.sqrt(total(x * x))
            out[where] = factor * l1 * np.sign(x)
            if norm > 0:
                out[where] += factor * (F(1) - l1) * np.sqrt(F(len(x))) * x / norm
        return out

    def marks(self, z, scale):
        """The smallest lambda under which prox_{scale lambda J}(z) is 0: by definition, halving."""
        out = np.full(SIZE, np.inf, F)
        for where, factor in self.rows:
            for i in range(where.stop - where.start):
                low, high = 0, int(F(1e6).view(np.int32))
                while low < high:
                    middle = (low + high) // 2
                    lam = np.int32(middle).view(F)
                    if self.prox_row(z[where], scale * lam * factor)[i] == 0:
                        high = middle
                    else:
                        low = middle + 1
                out[where.start + i] = np.int32(low).view(F)
        return out

    # lambda.

    def ramp_at(self, progress):
        start, begin, end = (F(x) for x in self.ramp)
        if progress >= end:
            return F(1)
        x = max(F(0), progress - begin) / (end - begin)
        return F(1) + (start - F(1)) * (F(1) - x) ** 3

    def quantile(self, marks, density):
        keep = min(F(1), density) * F(self.masked.sum())
        assert abs(keep - np.rint(keep)) > 1e-3, "rounding decides how many stay"
        return np.sort(marks[self.masked])[::-1][int(keep)]

    def first_lambda(self):
        kind = self.density[0]
        if kind == "quantile":
            return F(0)
        return F(self.density[1]) * self.ramp_at(F(0)) if kind == "fixed" else F(self.density[2])

    def next_lambda(self, marks, t):
        kind, value = self.density[0], F(self.density[1])
        factor = self.ramp_at(F(t) / F(STEPS))
        if kind == "fixed":
            return value * factor
        if kind == "quantile":
            return self.quantile(marks, value * factor)
        if t + M + 1 >= STEPS:
            return self.quantile(marks, value)
        weights = marks[self.masked]
        gap = F((weights > self.lam).sum()) / F(len(weights)) - min(F(1), value * factor)
        side = int(np.sign(gap))
        if side * self.side < 0:
            self.gain = self.gain * F(0.95)
            self.turns += 1
        self.side = side or self.side
        change = F(1) + self.gain * abs(gap)
        return self.lam * change if gap > 0 else self.lam / change

    # One step.

    def start(self, theta0):
        self.theta, self.lam = theta0.copy(), self.first_lambda()
        self.gain, self.side, self.turns = F(self.density[3]) if len(self.density) > 3 else F(0), 0, 0
        self.support = ~self.masked | (theta0 != 0)
        self.v = theta0 / self.delta + self.lam * self.subgradient(theta0)
        self.b, self.m, self.u = (np.zeros(SIZE, F) for _ in range(3))
        self.clock = self.fine_clock = 0

    def mean(self, old, new, beta, t):
        """Kingma and Ba's mean of t numbers and its correction, of a corrected one of t - 1."""
        power = F(1)
        for _ in range(t - 1):
            power = power * beta
        raw = (F(1) - power) * old
        return (beta * raw + (F(1) - beta) * new) / (F(1) - power * beta)

    def change(self, where, g, rate, t, inside):
        """What is subtracted from the variable; its moments move on the mask ``where`` alone."""
        decay = np.where(WEIGHT & inside, self.decay, F(0)) * self.theta
        if self.rule == "adabreg":
            self.m = np.where(where, self.mean(self.m, g, self.b1, t), self.m)
            self.u = np.where(where, self.mean(self.u, g * g, self.b2, t), self.u)
            step = rate * (self.m / (np.sqrt(self.u) + self.eps) + decay)
        else:
            step = rate * (g + decay)
            if inside:
                self.b = np.where(where, self.momentum * self.b + (F(1) - self.momentum) * step, self.b)
                step = self.b
        return np.where(where, step, F(0))

    def step(self, t, level, g, rate):
        before = self.support
        self.clock += 1
        seen = np.ones(SIZE, bool) if level == "fine" else before
        if level == "middle":
            marks = self.marks(self.delta * self.v, self.delta)
            seen = before | (marks > (F(1) - self.near) * self.lam)
            self.woken = getattr(self, "woken", 0) + int((seen & ~before).sum())
        self.fine_clock += level == "fine"
        x = self.theta if self.rule == "proxsgd" else self.v
        x = x - self.change(before, g, rate, self.clock, True)
        x = x - self.change(seen & ~before, g, rate, self.fine_clock + (level == "middle"), False)
        if self.rule == "proxsgd":
            z, scale = x, rate
        else:
            self.v = x
            z, scale = self.delta * x, self.delta
        if level == "fine" or level == "middle" and self.density[0] == "quantile":
            marks = self.marks(z, scale)
            wanted = self.next_lambda(marks, t)
            self.lam = wanted if level == "fine" else max(self.lam, wanted)
            close = np.abs(marks[self.masked] - self.lam) / self.lam
            assert np.all((close == 0) | (close > 1e-5)), f"{self.name}: rounding decides who stays"
        if level == "coarse":
            z = np.where(before, z, F(0))
        self.theta = self.prox(z, scale * self.lam)
        if level != "coarse":
            self.support = ~self.masked | (self.theta != 0)
            self.b = np.where(before & self.support, self.b, F(0))
        return int((self.support & ~before).sum()), int((before & ~self.support).sum())

    def level(self, t):
        place = t % (M + 1)
        return "fine" if place == 0 else "middle" if place == 2 and self.near > 0 else "coarse"

    # What is written.

    def header(self):
        yield "rule", [self.rule]
        yield "regularizer", [self.regularizer, self.mix]
        yield "density", list(self.density)
        yield "ramp", list(self.ramp)
        yield "penalties", self.penalties
        yield "near", [self.near]
        for key in ("delta", "momentum", "decay", "b1", "b2", "eps"):
            yield key, [getattr(self, key)]

    def write(self, theta0, a, b, rates):
        self.start(theta0)
        lines = [line(key, values) for key, values in self.header()]
        births = deaths = 0
        for t in range(STEPS):
            born, died = self.step(t, self.level(t), a * self.theta + b[t], rates[t])
            births, deaths = births + born, deaths + died
            assert self.theta.dtype == self.v.dtype == self.lam.dtype == np.float32
            lines.append(line("step", [t, self.level(t)]))
            lines.append(line("lambda", [self.lam]))
            lines.append(line("support", np.flatnonzero(self.support)))
            lines.append(line("births", [born]))
            lines.append(line("deaths", [died]))
            if self.rule != "proxsgd":
                lines.append(line("dual", self.v))
            lines.append(line("theta", self.theta[self.support]))
        assert births > 0 and deaths > 0, f"{self.name}: {births} births, {deaths} deaths"
        assert self.density[0] != "adaptive" or self.turns > 0, f"{self.name}: lambda never turned"
        assert self.near == 0 or self.woken > 0, f"{self.name}: nothing was near"
        (HERE / "cases" / f"{self.name}.txt").write_text("\n".join(lines) + "\n")
        print(f"{self.name}: {births} births, {deaths} deaths, {self.turns} turns, density "
              f"{(self.support & self.masked).sum() / self.masked.sum():.2f}, lambda {self.lam}")


def line(key, values):
    """Shortest decimals that give a float32 back."""
    return " ".join([key, *(str(x) for x in values)])


CASES = [
    Case("linbreg", "linbreg"),
    Case("linbreg-momentum", "linbreg", momentum=0.6),
    Case("linbreg-decay", "linbreg", decay=0.05),
    Case("linbreg-delta", "linbreg", delta=0.5),
    Case("linbreg-rows", "linbreg", "rows", ("fixed", 0.9)),
    Case("linbreg-sparse-rows", "linbreg", "sparse-rows", ("fixed", 0.6)),
    Case("linbreg-penalties", "linbreg", penalties=(0.75, 1.5)),
    Case("linbreg-free-block", "linbreg", decay=0.05, penalties=(1, 0)),
    Case("linbreg-ramp", "linbreg", density=("fixed", 0.5), ramp=(0.25, 0.1, 0.7)),
    Case("linbreg-quantile", "linbreg", density=("quantile", 0.3)),
    Case("linbreg-quantile-ramp", "linbreg", density=("quantile", 0.3), ramp=(2.4, 0.05, 0.9)),
    Case("linbreg-adaptive", "linbreg", density=("adaptive", 0.4, 0.4, 1.5)),
    Case("linbreg-adaptive-ramp", "linbreg", density=("adaptive", 0.3, 0.4, 2), ramp=(2, 0, 0.75)),
    Case("linbreg-middle", "linbreg", near=0.6),
    Case("linbreg-everything", "linbreg", "sparse-rows", ("quantile", 0.4), delta=0.8, momentum=0.5,
         decay=0.03, mix=0.3, penalties=(1, 0.7), ramp=(1.6, 0, 0.6), near=0.5),
    Case("adabreg", "adabreg", density=("fixed", 0.8)),
    Case("adabreg-decay", "adabreg", "sparse-rows", ("quantile", 0.4), delta=0.7, decay=0.05, b1=0.8),
    Case("adabreg-rows-adaptive", "adabreg", "rows", ("adaptive", 0.45, 0.8, 1), b2=0.9, eps=1e-2),
    Case("adabreg-middle", "adabreg", "sparse-rows", ("fixed", 0.8), near=0.6),
    Case("proxsgd", "proxsgd", density=("fixed", 0.5)),
    Case("proxsgd-momentum", "proxsgd", "rows", ("quantile", 0.4), momentum=0.6, decay=0.05),
    Case("proxsgd-adaptive", "proxsgd", density=("adaptive", 0.4, 0.4, 1.5), penalties=(1, 0.8)),
]


def main():
    theta0, a, b, rates = problem()
    (HERE / "cases").mkdir(exist_ok=True)
    lines = [line("block", block) for block in BLOCKS]
    lines += [line("theta0", theta0), line("rates", rates), line("a", a)]
    lines += [line("b", b[t]) for t in range(STEPS)]
    (HERE / "problem.txt").write_text("\n".join(lines) + "\n")
    for case in CASES:
        case.write(theta0, a, b, rates)


if __name__ == "__main__":
    main()
