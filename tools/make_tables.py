#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of the presets circles, moons and spirals into resources/data.

They are part of the program and do not change: this says where they come from. 1,000 rows each, of two classes in
random order; the presets train on the first 500 and hold the others out. Run it again and nothing differs.
"""
import math
import pathlib
import random

ROWS = 1000
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "resources" / "data"


def circles(rng, label):
    """The unit circle (class 0) and one of half its radius (class 1), with noise of 0.08."""
    radius = 0.5 if label else 1.0
    angle = rng.uniform(0, 2 * math.pi)
    return [radius * math.cos(angle) + rng.gauss(0, 0.08), radius * math.sin(angle) + rng.gauss(0, 0.08)]


def moons(rng, label):
    """Two interleaved half circles, with noise of 0.15."""
    angle = rng.uniform(0, math.pi)
    x, y = math.cos(angle), math.sin(angle)
    if label:
        x, y = 1 - x, 0.5 - y
    return [x + rng.gauss(0, 0.15), y + rng.gauss(0, 0.15)]


def spirals(rng, label):
    """One turn from near the centre to radius 1, and its mirror image, with noise of 0.03."""
    radius = math.sqrt(rng.uniform(0.02, 1))
    angle = 2 * math.pi * radius
    sign = -1 if label else 1
    return [sign * radius * math.cos(angle) + rng.gauss(0, 0.03), sign * radius * math.sin(angle) + rng.gauss(0, 0.03)]


def centred(points):
    """Each column less its mean, divided by its largest magnitude."""
    columns = list(zip(*points))
    means = [math.fsum(column) / len(column) for column in columns]
    largest = [max(abs(x - mean) for x in column) for column, mean in zip(columns, means)]
    return [[(x - mean) / most for x, mean, most in zip(point, means, largest)] for point in points]


def write(name, make, seed, scale=lambda points: points):
    rng = random.Random(seed)
    labels = [0] * (ROWS // 2) + [1] * (ROWS // 2)
    rng.shuffle(labels)
    points = scale([make(rng, label) for label in labels])
    lines = ["x1,x2,label"] + [f"{x:.6f},{y:.6f},{label}" for (x, y), label in zip(points, labels)]
    (FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n")


write("circles", circles, 1)
write("moons", moons, 1, centred)
write("spirals", spirals, 1)
