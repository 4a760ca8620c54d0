"""Kernels for the notebooks of a plan: of the running interpreter, and quick to start.

A kernel is a process of its own, wherever the interpreter lies and whatever kernels the machine has installed. Where
the system can fork, each is forked from one process that has loaded the libraries of the notebooks, but done nothing.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

OPTIONS = ("--HistoryManager.enabled=False", "--log-level=CRITICAL")
"""No history file, as several kernels would wait for each other."""

SETTINGS = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),  # as several run at once
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

LOADED = (
    *("ipykernel.kernelapp", "matplotlib_inline.backend_inline", "matplotlib.pyplot", "sklearn.decomposition"),
    *("analysis.findings", "analysis.summaries", "analysis.topics", "analysis.notebook"),
)
"""What the process from which kernels are forked has loaded; it must start neither threads nor contexts of ZeroMQ."""

FORKS = "forkserver" in multiprocessing.get_all_start_methods()


class _ForkedKernel:
    """A forked kernel with the methods of ``subprocess.Popen`` that a provisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, connection_file: str) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LOADED))
        self._process: BaseProcess = context.Process(target=_serve, args=(connection_file, Path.cwd()), daemon=True)
        with _environment(SETTINGS):  # the first kernel starts the process that is forked
            self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Exit status; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for its end."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None and self.pid:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    """Variables of the environment as children shall find them."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _serve(connection_file: str, folder: Path) -> None:
    """Be a kernel, in a process that was just forked."""
    from ipykernel.kernelapp import IPKernelApp

    gc.freeze()  # what was loaded before need not be looked through again and again
    os.chdir(folder)
    os.environ.update(SETTINGS, JPY_PARENT_PID=str(os.getppid()))  # it ends with the process that it was forked from
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    # pyplot is there before the shell, which otherwise would make it show its pictures
    IPKernelApp.launch_instance(argv=["-f", connection_file, *OPTIONS, "--InteractiveShellApp.matplotlib=inline"])


class _Forking(LocalProvisioner):
    """Starts kernels by forking."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start one that listens as its manager wrote into the connection file; unforked where that is refused."""
        try:
            kernel = _ForkedKernel(self.parent.connection_file)  # type: ignore[union-attr]
        except OSError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid = kernel, kernel.pid  # type: ignore[assignment]
        return self.connection_info


class OwnKernelManager(AsyncKernelManager):
    """Starts the kernel of the running interpreter; no kernel has to be installed, and none is searched for.

    Examples
    --------
    >>> OwnKernelManager().kernel_name
    'python3'
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        """Forked or not, it runs with the same settings.

        Examples
        --------
        >>> OwnKernelManager().kernel_spec.argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]
        True
        """
        command = [sys.executable, "-m", "ipykernel_launcher", *OPTIONS, "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python", env=dict(SETTINGS))

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if FORKS:
            self.provisioner = _Forking(kernel_id="", kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        # What the process itself prints, such as the stack of a crash, is no message for a user.
        await super()._async_start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)
        started.add(self)

    start_kernel = _async_start_kernel


started: weakref.WeakSet[OwnKernelManager] = weakref.WeakSet()
"""Managers of the kernels that this process started."""


def kill_kernels() -> None:
    """End every kernel that still runs, whatever it is doing.

    Examples
    --------
    >>> kill_kernels()  # as run_plan does on Ctrl-C; those that have ended are left alone
    """
    for manager in list(started):
        process = getattr(manager.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
