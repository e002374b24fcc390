#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repeats the figures of the command line that docs/performance.md and docs/training.md state.

Each figure is measured through `ciphergrad-cli … --json` and compared with its target. Exit status 0: all targets are
reached; 1: one is missed; 2: wrong arguments, or a program that does not do what it should. Times depend on what else
the machine does: a warning on stderr says when it is not quiet.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1e6
LEARNT = 0.01  # mean squared error
# An opened loss carries noise of either sign: one below this is no loss of zero but a wrong number.
LEAST_LOSS = -1e-3
NOISE_OR_DIVERGED = 4  # exit status of a run that ended so; it prints its report all the same
TUTORIAL_STEP = 0.19  # CPU seconds an iteration of the four rows of XOR takes in the tutorial's own code, at best
QUIET = 1.0  # load average


@dataclass
class Figure:
    """One line of the table: what was measured, what came out, and whether that reaches the target."""

    name: str
    what: str
    measured: str
    target: str
    ok: bool
    values: object = None


class Cli:
    """The command line under test."""

    def __init__(self, folder):
        self.program = folder / "ciphergrad-cli"

    def train(self, *arguments):
        """The report of one `train`, with `wall` and `cpu`: seconds from its start to its end, its key holder's too."""
        command = [str(self.program), "train", *map(str, arguments), "--json"]
        cpu = cpu_of_children()
        begin = time.perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        wall = time.perf_counter() - begin
        if done.returncode not in (0, NOISE_OR_DIVERGED):
            sys.exit(f"figures.py: {' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
        report = json.loads(done.stdout)
        return report | {"wall": wall, "cpu": cpu_of_children() - cpu}


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def learning(cli, options):
    """How many starts end with a loss below 0.01 under VHE, each with a start and a key of its own."""
    for preset in ("xor", "xor-sigmoid"):
        learnt = overflown = diverged = 0
        losses = []
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            key = () if options.session_keys else ("--seed", seed, "--demo-key", seed)
            report = cli.train("--preset", preset, *key)
            loss = report["final_loss"]
            learnt += loss is not None and LEAST_LOSS < loss < LEARNT
            overflown += report["stopped_by"] == "noise"
            diverged += report["stopped_by"] == "diverged"
            losses.append(loss)
        yield Figure("learning", f"{preset} under VHE: loss below {LEARNT}",
                     f"{learnt} of {options.seeds}; {overflown} overflow, {diverged} diverge",
                     f"{options.seeds} of {options.seeds}", learnt == options.seeds, losses)


def speed(cli, options):
    """Steps a second, ledger and loss history on, and the time of the tutorial's step over that of ours."""
    least_rate, least_ratio = 4000, 400
    reports = [cli.train("--preset", "xor", "--steps", options.steps) for _ in range(5)]
    rates = [report["steps_per_second"] for report in reports]
    rate = statistics.median(rates)
    yield Figure("speed", f"xor under VHE, {options.steps:,} steps, median of {len(rates)}", f"{rate:,.0f} steps/s",
                 f">= {least_rate:,} steps/s", rate >= least_rate, rates)
    # Of the whole program and its key holder, keys and opening among it.
    costs = [report["cpu"] / options.steps for report in reports]
    cost = statistics.median(costs)
    yield Figure("speed", f"the same in CPU time; the tutorial: {TUTORIAL_STEP} s a step",
                 f"{cost * 1e3:.3f} ms a step, {TUTORIAL_STEP / cost:,.0f} times as fast",
                 f">= {least_ratio:,} times", TUTORIAL_STEP / cost >= least_ratio, costs)


def memory(cli, _options):
    """Largest resident memory of the program and of its key holder after more and more steps."""
    most, growth = 150 * MEGABYTE, 1.1
    lengths = (1_000, 20_000, 100_000)
    reports = [cli.train("--preset", "xor", "--steps", length) for length in lengths]
    for field, who in (("peak_rss_bytes", "program"), ("key_holder_peak_rss_bytes", "key holder")):
        peaks = [report[field] for report in reports]
        # The loss history is full at 20,000 steps: from there on nothing may grow.
        is_flat = peaks[2] <= growth * peaks[1]
        yield Figure("memory", f"{who}, peak after " + " / ".join(f"{length:,}" for length in lengths) + " steps",
                     " / ".join(f"{peak / MEGABYTE:.1f}" for peak in peaks) + " MB",
                     f"< {most / MEGABYTE:.0f} MB, last <= {growth} x middle", is_flat and max(peaks) < most, peaks)


def start(cli, _options):
    """From the start of the command to its end, the loss opened: key holder, session key, sealed start, 150 steps."""
    most, runs = 1.0, 10
    walls = []
    for _ in range(runs):
        report = cli.train("--preset", "xor")
        if report["final_loss"] is None:
            sys.exit("figures.py: a run with a session key must open its loss, and did not")
        walls.append(report["wall"])
    wall = statistics.median(walls)
    yield Figure("start", f"from the prompt to the opened loss of xor, session key, median of {runs}",
                 f"{wall:.2f} s", f"< {most:.0f} s", wall < most, walls)


FIGURES = {function.__name__: function for function in (learning, speed, memory, start)}


def table(figures):
    """The figures as text in aligned columns."""
    rows = [("figure", "what", "measured", "target", "")]
    rows += [(f.name, f.what, f.measured, f.target, "ok" if f.ok else "missed") for f in figures]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=ROOT / "build/release/bin", help="folder of the programs")
    parser.add_argument("--only", choices=FIGURES, action="append", help="measure this figure; may be repeated")
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="starts a preset (default 100)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="N", help="seed of the first start (default 1)")
    parser.add_argument("--session-keys", action="store_true",
                        help="random keys and sealed starts in place of seeds and demo keys; does not repeat exactly")
    parser.add_argument("--steps", type=int, default=20_000, metavar="N", help="steps to time (default 20,000)")
    parser.add_argument("--json", action="store_true", help="one JSON object, all single values among it")
    options = parser.parse_args(arguments)
    if options.seeds < 1 or options.first_seed < 0 or options.steps < 1:
        parser.error("--seeds and --steps are at least 1, and --first-seed is at least 0")
    if not (options.bin / "ciphergrad-cli").is_file():
        parser.error(f"--bin must name the folder of ciphergrad-cli, and {options.bin} has none")
    return options


def main(arguments):
    options = parsed(arguments)
    load = os.getloadavg()[0]
    if load > QUIET:
        print(f"figures.py: the load average is {load:.1f}; times are too long, because others compute here too",
              file=sys.stderr)
    cli = Cli(options.bin)
    figures = [figure for name in options.only or FIGURES for figure in FIGURES[name](cli, options)]
    if options.json:
        print(json.dumps({"load": load, "figures": [asdict(figure) for figure in figures]}))
    else:
        print(table(figures))
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
