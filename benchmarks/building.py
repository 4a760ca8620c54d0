"""Speed and memory of a whole build on generated pages, against the plain stack on the same articles: razdel, and
slovnet's names, morphology and syntax on every sentence, in one process.

    python benchmarks/building.py [PAGES] [--jobs N] [--plain ARTICLES]
    python benchmarks/building.py --memory PAGES [PAGES ...] [--jobs N]

Prints what a first build does a second, the seconds of a second build and of one with 20 pages more, and the most
memory that the process of the build took, and each of its helpers. With ``--memory`` only how memory and the time of
the process of the build grow with the number of pages: everything is done but the extraction, whose place takes a list
of what it found in the sample's articles, by their headlines.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# One core each: numpy would take all for its products of matrices. It reads this once, when it is imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from pages import Borrowed, write_known, write_pages


def build(raw: str, out: str, jobs: int, records: str) -> None:
    """A build in this process; prints what it took as JSON."""
    begun = time.perf_counter()
    from analysis import build as building
    from analysis.cache import Step

    if records:
        building.EXTRACT = Step("extract", Borrowed(records), (), 64)  # type: ignore[attr-defined]
    ends: list[tuple[str, float]] = []

    def progress(step: str, total: int | None, unit: str) -> Any:
        ends.append((step, time.perf_counter()))
        return lambda done: None

    manifest = building.build([raw], out, jobs=jobs, progress=progress)
    times = [*(end for _, end in ends[1:]), time.perf_counter()]
    mine, helpers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    measured = {
        "seconds": time.perf_counter() - begun,
        "steps": {step: round(end - start, 1) for (step, start), end in zip(ends, times, strict=True)},
        # what getrusage tells begins with the memory of the process that started this one
        "memory": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,  # type: ignore[index]
        "helper": helpers.ru_maxrss / 1024,
        "busy": mine.ru_utime + mine.ru_stime,
        "helpers busy": helpers.ru_utime + helpers.ru_stime,
        "counts": manifest["counts"],
    }
    print(json.dumps(measured))


def run(raw: Path, out: Path, jobs: int, records: str = "") -> dict[str, Any]:
    """A build in a process of its own."""
    command = [sys.executable, __file__, "--build", str(raw), str(out), str(jobs), records]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def plain(raw: Path, number: int) -> tuple[float, float]:
    """Seconds an article of the plain stack, on the clock and of the processor; the loading of models left out."""
    import razdel
    from navec import Navec
    from slovnet import NER, Morph, Syntax

    from analysis.corpus.page import read_page
    from analysis.corpus.readers import read_pages
    from analysis.russian.models import folder

    navec = Navec.load(str(folder() / "emb" / "navec_news_v1_1B_250K_300d_100q.tar"))
    names, morphology, syntax = (
        kind.load(str(folder() / "model" / f"slovnet_{name}_news_v1.tar")).navec(navec)
        for kind, name in ((NER, "ner"), (Morph, "morph"), (Syntax, "syntax"))
    )
    bodies = []
    for page in read_pages([raw]):
        bodies.append(read_page(page)[0]["body"])
        if len(bodies) == number:
            break
    begun, busy = time.perf_counter(), time.process_time()
    for body in bodies:
        words = [[token.text for token in razdel.tokenize(s.text)] for s in razdel.sentenize(body)]
        list(names.map([" ".join(sentence) for sentence in words]))
        list(morphology.map(words))
        list(syntax.map(words))
    return (time.perf_counter() - begun) / len(bodies), (time.process_time() - busy) / len(bodies)


def memory(folder: Path, numbers: Iterable[int], jobs: int) -> None:
    """How memory and time grow with the number of pages."""
    write_known(folder / "known.json")
    for number in numbers:
        write_pages(number, folder / f"{number}")
        took = run(folder / f"{number}", folder / f"{number}-out", jobs, str(folder / "known.json"))
        print(f"{number:,} pages: {found(took)}")
        print(f"most memory: the build {took['memory']:,.0f} MiB, the largest helper {took['helper']:,.0f} MiB")
        print(f"milliseconds of a processor a page: the build {1000 * took['busy'] / number:.2f}", end=", ")
        print(f"its helpers {1000 * took['helpers busy'] / number:.2f}")
        print(f"seconds of each step: {listed(took['steps'])}", flush=True)


def listed(steps: dict[str, float]) -> str:
    """The seconds of each step."""
    return ", ".join(f"{step} {seconds}" for step, seconds in steps.items())


def found(took: dict[str, Any]) -> str:
    """What the tables hold."""
    return ", ".join(f"{took['counts'][n]:,} {n}" for n in ("articles", "duplicates", "visits", "meetings"))


def main() -> None:
    if sys.argv[1:2] == ["--build"]:
        raw, out, jobs, records = sys.argv[2:]
        return build(raw, out, int(jobs), records)
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="?", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--plain", type=int, default=100)
    parser.add_argument("--memory", type=int, nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.memory:
            return memory(Path(folder), options.memory, options.jobs)
        raw, out = Path(folder, "raw"), Path(folder, "out")
        write_pages(options.pages, raw)
        first = run(raw, out, options.jobs)
        rate = options.pages / first["seconds"]
        print(f"{options.pages:,} pages, {options.jobs} jobs: {first['seconds']:.1f} s, {rate:.1f} pages/s")
        print(f"seconds of each step: {listed(first['steps'])}")
        busy = first["busy"] + first["helpers busy"]
        print(
            f"seconds of the processors: the build {first['busy']:.1f}, its helpers {first['helpers busy']:.1f};",
            end=" ",
        )
        print(f"{options.pages * options.jobs / busy:.1f} pages/s if nothing else runs on {options.jobs} cores")
        print(f"most memory: the build {first['memory']:,.0f} MiB, the largest helper {first['helper']:,.0f} MiB")
        print(f"found: {found(first)}")
        print(f"again, nothing new: {run(raw, out, options.jobs)['seconds']:.1f} s")
        write_pages(20, raw / "more", 1234)
        print(f"again, 20 pages new: {run(raw, out, options.jobs)['seconds']:.1f} s")
        if options.plain:
            clock, processor = plain(raw, options.plain)
            print(f"plain stack, one process: {1 / clock:.1f} articles/s; ratio {rate * clock:.1f}", end="; ")
            print(f"by seconds of processors, of which the build can use {options.jobs} at once:", end=" ")
            print(f"{1 / processor:.1f} articles/s; ratio {options.pages * options.jobs / busy * processor:.1f}")
    return None


if __name__ == "__main__":
    main()
