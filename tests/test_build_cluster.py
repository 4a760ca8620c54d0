"""Builds on a Dask cluster: two worker processes give the bytes that one process gives, also where one of them dies."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from distributed import Client, LocalCluster

from analysis.build import BuildError, build
from analysis.cli import main

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
PAGES = sorted(SAMPLE.rglob("*.txt"))[::8]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    for page in PAGES:
        shutil.copy(page, folder)
    # copies, so that there is something to compare, and a list, which is read by this process
    for page in PAGES[:3]:
        text = page.read_text("utf-8")
        (folder / f"again-{page.name}").write_text(f"{text}\n\nФото: архив.", "utf-8")
    (folder / "list.jsonl").write_text('{"title": "Порт", "body": "Порт открыт вчера."}\n' * 40, "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(raw, tmp_path_factory):
    out = tmp_path_factory.mktemp("alone") / "out"
    manifest = build([raw], out)
    assert manifest["counts"]["duplicates"] > 3 and manifest["counts"]["visits"]
    return contents(out)


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_cluster_gives_the_bytes_of_one_machine(raw, alone, cluster, tmp_path, monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster)
    result = CliRunner().invoke(main, ["build", str(raw), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert contents(tmp_path / "out") == alone
    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2)
        took_part = client.run(lambda: "analysis.steps" in sys.modules)
    assert len(took_part) == 2 and any(took_part.values())


@pytest.mark.parametrize("step", ["reading", "comparing", "extracting", "merging"])
def test_a_worker_may_die_in_the_middle(raw, alone, cluster, tmp_path, step):
    killed = []

    def progress(name, total, unit):
        def done(number):
            if name == step and not killed:
                with Client(cluster, set_as_default=False) as client:
                    # the one that died in the test before may still be coming back
                    client.wait_for_workers(2)
                    killed.extend(client.run(os.getpid).values())
                os.kill(killed[0], signal.SIGKILL)

        return done

    build([raw], tmp_path / "out", cluster=cluster, progress=progress)
    assert len(killed) == 2
    assert contents(tmp_path / "out") == alone


def test_a_cluster_that_does_not_answer_is_one_line(raw, tmp_path):
    with pytest.raises(BuildError, match=r"127\.0\.0\.1:9: no Dask scheduler with a worker answers there"):
        build([raw], tmp_path / "out", cluster="tcp://127.0.0.1:9")
    with pytest.raises(BuildError, match="no Dask scheduler with a worker answers there"):
        build([raw], tmp_path / "out", cluster="nonsense://")
