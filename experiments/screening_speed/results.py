"""The benchmark's results as a CSV of every run and as a table for the README."""

import csv
import os
import platform
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

MARKERS = ("<!-- results -->", "<!-- end of results -->")

THEIR_VERSIONS = "from importlib.metadata import version as v; print('chemprop', v('chemprop'), 'on torch', v('torch'))"


def write_runs(path: Path, molecules: int, seconds: Mapping[str, Sequence[float]]) -> None:
    """One line a run."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["program", "run", "molecules", "seconds"])
        for program, taken in seconds.items():
            writer.writerows([program, run, molecules, f"{time:.2f}"] for run, time in enumerate(taken, start=1))


def table(seconds: Mapping[str, Sequence[float]], reference: str, molecules: int) -> str:
    """Markdown table of medians and ranges, each median beside that of the reference program."""
    lines = [f"| program | median, s | range, s | molecules/s | speed, {reference} = 1 |", "|---|---|---|---|---|"]
    for program, taken in seconds.items():
        median = statistics.median(taken)
        ratio = statistics.median(seconds[reference]) / median
        span = f"{min(taken):.1f} to {max(taken):.1f}"
        lines.append(f"| {program} | {median:.1f} | {span} | {molecules / median:,.0f} | {ratio:.2f} |")
    return "\n".join(lines)


def machine(interpreter: Path) -> str:
    """Processor and versions; chemprop's are asked of the Python of its environment."""
    ours = ", ".join(f"{name} {version(name)}" for name in ("rdkit", "torch", "cuik_molmaker_pin"))
    theirs = subprocess.run([interpreter, "-c", THEIR_VERSIONS], check=True, capture_output=True, text=True)
    return f"{processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {ours}; {theirs.stdout.strip()}"


def publish(readme: Path, results: Sequence[str]) -> None:
    """Put the results between the markers in a README."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(MARKERS[0])
    after = rest.partition(MARKERS[1])[2]
    text = "\n\n".join(results)
    readme.write_text(f"{before}{MARKERS[0]}\n{text}\n{MARKERS[1]}{after}", encoding="utf-8")


def processor() -> str:
    """What the machine calls its processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
