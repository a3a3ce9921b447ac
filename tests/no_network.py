"""Runs a program that the kernel lets open no socket to other machines, and counts what it tries.

A seccomp filter holds for all threads and children of the program, native code too, needs no rights, and
cannot be put off. Each attempt waits until it is noted here, then fails as without a network. Refused are all
sockets but those to programs on this machine (AF_UNIX): IPv4, IPv6, packets, and netlink, by which the C
library looks at the network's devices before it resolves a name; and io_uring, which could open sockets
unseen by a filter.
"""

import array
import ctypes
import errno
import fcntl
import os
import platform
import select
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# of each kind of processor: its name in a filter, the numbers of socket(2) and of seccomp(2)
_SYSTEMS = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
_IO_URING_SETUP = 425  # everywhere
_OTHER_INTERFACES = 0x40000000  # numbers from here on are of the x32 system calls
_ALLOW, _NOTIFY, _KILL = 0x7FFF0000, 0x7FC00000, 0x80000000
_NO_NEW_PRIVILEGES, _SET_FILTER, _NEW_LISTENER = 38, 1, 8
_RECEIVE, _SEND = 0xC0502100, 0xC0182101


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a program.

    Attributes:
        status: its exit status.
        output: all that it and its children wrote.
        attempts: to reach other machines: what was tried and by which program, one line each.
    """

    status: int
    output: str
    attempts: list[str]


def supported() -> bool:
    """Whether this system can do it: Linux from 5.8 on."""
    version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
    return sys.platform == "linux" and platform.machine() in _SYSTEMS and version >= (5, 8)


def run(
    command: list[str],
    output: Path,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    note: Path | None = None,
) -> Run:
    """Run a program until it and all of its children have ended.

    Args:
        command: the program and its arguments.
        output: a file for what it writes.
        cwd: the folder to run it in.
        env: its environment.
        note: a file in which the program says what it is doing now.

    Raises:
        OSError: the system does not let it be watched.
    """
    ours, theirs = socket.socketpair()
    with ours, output.open("wb") as out:
        launch = [sys.executable, "-I", __file__, str(theirs.fileno()), *command]
        process = subprocess.Popen(
            launch,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        _, fds, *_ = socket.recv_fds(ours, 1, 1)
        if not fds:
            process.wait()
            raise OSError(output.read_text("utf-8", "replace"))
        attempts: list[str] = []
        watching = threading.Thread(target=_watch, args=(fds[0], attempts, note))
        watching.start()
        status = process.wait()
        watching.join()
        os.close(fds[0])
    return Run(status, output.read_text("utf-8", "replace"), attempts)


def _watch(listener: int, attempts: list[str], note: Path | None) -> None:
    """Refuse and note all attempts, until nobody is left who could make one."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    while all(not event & select.POLLHUP for _, event in poll.poll()):
        notice = bytearray(80)
        with suppress(OSError):  # it was killed meanwhile
            fcntl.ioctl(listener, _RECEIVE, notice)
            number, pid, _, call, _, _, first, second = struct.unpack_from("<QIIiIQQQ", notice)
            doing = f", doing this: {note.read_text()}" if note and note.exists() else ""
            attempts.append(f"{_told(call, first, second)} by {_program(pid)}{doing}")
            answer = bytearray(struct.pack("<QqiI", number, 0, -errno.EACCES, 0))
            fcntl.ioctl(listener, _SEND, answer)


def _told(call: int, family: int, kind: int) -> str:
    if call == _IO_URING_SETUP:
        return "io_uring_setup"
    with suppress(ValueError):
        return f"socket({socket.AddressFamily(family).name}, {kind})"
    return f"socket({family}, {kind})"


def _program(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[:200]
    return str(pid)


def _filter() -> bytes:
    """A program for the kernel, which it runs at every system call."""
    architecture, socket_, _ = _SYSTEMS[platform.machine()]
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    steps = [
        (load, 0, 0, 4),
        (equal, 0, 6, architecture),
        (load, 0, 0, 0),
        (at_least, 4, 0, _OTHER_INTERFACES),
        (equal, 4, 0, _IO_URING_SETUP),
        (equal, 0, 4, socket_),
        (load, 0, 0, 16),  # the first argument
        (equal, 2, 1, socket.AF_UNIX),
        (give, 0, 0, _KILL),
        (give, 0, 0, _NOTIFY),
        (give, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _main(channel: int, command: list[str]) -> None:
    """Put the filter on this process, give its other end to the one that started it, become the program."""
    system = ctypes.CDLL(None, use_errno=True)
    steps = ctypes.create_string_buffer(_filter())
    program = struct.pack("HxxxxxxP", len(_filter()) // 8, ctypes.addressof(steps))
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = system.syscall(_SYSTEMS[platform.machine()][2], _SET_FILTER, _NEW_LISTENER, program)
    if listener < 0:
        sys.exit(f"no filter: {os.strerror(ctypes.get_errno())}")
    with socket.socket(fileno=channel) as parent:
        parent.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
    os.close(listener)
    os.execvp(command[0], command)  # noqa: S606 - the caller's program


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2:])
