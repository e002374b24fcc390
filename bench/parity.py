#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains each preset in the clear and under CKKS from the same starts and compares the accuracies.

usage: bench/parity.py [--bin FOLDER] [--seeds N] [PRESET …]

The exit status is 1 where the accuracy under CKKS differs by more than half a percentage point from that in the clear, for any preset
on the mean of its seeds.
"""
import argparse
import json
import pathlib
import subprocess
import sys

PRESETS = ["xor", "and", "or", "circles", "moons", "spirals", "xor-sigmoid"]
MOST_DIFFERENCE = 0.005


def accuracy(program, preset, scheme, seed):
    """The accuracy after the preset's number of steps."""
    command = [program, "train", "--preset", preset, "--scheme", scheme, "--seed", str(seed), "--json"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {finished.stderr.strip()}")
    return json.loads(finished.stdout)["accuracy"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/release/bin"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("presets", nargs="*", default=PRESETS, metavar="PRESET")
    options = parser.parse_args()
    program = options.bin / "ciphergrad-cli"
    is_missed = False
    print(f"{'preset':12} {'in the clear':>13} {'under CKKS':>11} {'difference':>11}")
    for preset in options.presets:
        seeds = range(1, options.seeds + 1)
        plain = sum(accuracy(program, preset, "plain", seed) for seed in seeds) / options.seeds
        ckks = sum(accuracy(program, preset, "ckks", seed) for seed in seeds) / options.seeds
        is_missed = is_missed or abs(ckks - plain) > MOST_DIFFERENCE
        print(f"{preset:12} {plain:13.4f} {ckks:11.4f} {ckks - plain:11.4f}", flush=True)
    sys.exit(1 if is_missed else 0)


if __name__ == "__main__":
    main()
