"""Speed and memory of a whole build on generated pages, against the plain stack on the same articles: razdel, and
slovnet's names, morphology and syntax on every sentence, in one process.

    python benchmarks/building.py [PAGES] [--jobs N] [--plain ARTICLES]

Prints what a first build does a second, the seconds of a second build and of one with 20 pages more, and the most
memory that the process of the build took, and each of its helpers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# One core each: numpy would take all for its products of matrices. It reads this once, when it is imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from pages import write_pages

BUILD = """
import json, sys, time, resource
from analysis.build import build
begun, steps = time.perf_counter(), []
def progress(step, total, unit):
    steps.append((step, time.perf_counter()))
    return lambda done: None
manifest = build([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), progress=progress)
ends = [*(time for _, time in steps[1:]), time.perf_counter()]
print(json.dumps({
    "seconds": time.perf_counter() - begun,
    "steps": {step: round(end - start, 1) for (step, start), end in zip(steps, ends)},
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "helper": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    "counts": manifest["counts"],
}))
"""


def run(raw: Path, out: Path, jobs: int) -> dict:
    """A build in a process of its own."""
    command = [sys.executable, "-c", BUILD, str(raw), str(out), str(jobs)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def plain(raw: Path, number: int) -> float:
    """Articles a second of the plain stack; the loading of models left out."""
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
    begun = time.perf_counter()
    for body in bodies:
        words = [[token.text for token in razdel.tokenize(s.text)] for s in razdel.sentenize(body)]
        list(names.map([" ".join(sentence) for sentence in words]))
        list(morphology.map(words))
        list(syntax.map(words))
    return len(bodies) / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="?", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--plain", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        write_pages(options.pages, raw)
        first = run(raw, out, options.jobs)
        rate = options.pages / first["seconds"]
        print(f"{options.pages:,} pages, {options.jobs} jobs: {first['seconds']:.1f} s, {rate:.1f} pages/s")
        print("seconds of each step:", ", ".join(f"{step} {s}" for step, s in first["steps"].items()))
        print(f"most memory: the build {first['memory']:,.0f} MiB, the largest helper {first['helper']:,.0f} MiB")
        print(
            "found:", ", ".join(f"{first['counts'][n]:,} {n}" for n in ("articles", "duplicates", "visits", "meetings"))
        )
        print(f"again, nothing new: {run(raw, out, options.jobs)['seconds']:.1f} s")
        write_pages(20, raw / "more", 1234)
        print(f"again, 20 pages new: {run(raw, out, options.jobs)['seconds']:.1f} s")
        if options.plain:
            peer = plain(raw, options.plain)
            print(f"plain stack, one process: {peer:.1f} articles/s; ratio {rate / peer:.1f}")


if __name__ == "__main__":
    main()
