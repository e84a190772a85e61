"""Starts the command of one workload and stays with it until it has ended. It outlives the worker that asked for it.

    guardian.py RUN_FOLDER NAME=VALUE... -- COMMAND ARGUMENT...

Its environment and working directory are the command's. What it leaves in the run folder:

    guardian   its process id; locked (fcntl) for as long as it lives, so that "is it alive" has an exact answer
    started    made exclusively before the command is: a workload's command is started at most once
    log        what the command writes to standard output and standard error
    exit.json  how the command ended; made in one step, after nothing of the command is left

Values: deadline (seconds, 0 for none), grace (seconds from SIGTERM to SIGKILL), memory, log-limit, output-limit and
folder-limit, which is for all that it writes (bytes, 0 for none). A file named "cancel" in the run folder and a SIGTERM ask for the command's end; a SIGTERM alone
means that the whole place is shut down.

Python 3.8 and its standard library only; little is imported, for this file's start is a part of every stage's time.
"""

import errno
import fcntl
import os
import resource
import select
import sys
import time

try:
    import _signal as signal  # what "signal" wraps in enumerations, which take longer to make than all the rest
except ImportError:
    import signal

CHUNK = 65536
TICK = 1.0


def main():
    folder, values, command = arguments(sys.argv[1:])
    wakeup = catch_signals()
    if not claim(folder):
        return
    say("started")
    try:
        os.setsid()
    except OSError:
        pass  # a session of its own already
    Guarded(folder, values, command, wakeup).until_its_end()


def arguments(given):
    split = given.index("--")
    pairs = [pair.split("=", 1) for pair in given[1:split]]
    return given[0], {name: float(value) for name, value in pairs}, given[split + 1:]


def catch_signals():
    """Signals become bytes that can be waited for together with everything else."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    return reader


def claim(folder):
    """Whether this process is the one that starts the command. Of two, one; after one, none."""
    marker = os.path.join(folder, "started")
    lock = os.open(os.path.join(folder, "guardian"), os.O_RDWR | os.O_CREAT, 0o600)
    while True:
        if os.path.exists(marker):
            return False
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            time.sleep(0.005)  # another guardian, about to make the marker
    os.ftruncate(lock, 0)
    os.write(lock, b"%d\n" % os.getpid())
    try:
        os.close(os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True  # "lock" stays open until this process ends


def say(word):
    """Tells the worker that waits, if it still does, and lets go of it."""
    try:
        os.write(1, word.encode() + b"\n")
    except OSError:
        pass
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


class Guarded:
    def __init__(self, folder, values, command, wakeup):
        self.folder = folder
        self.values = values
        self.command = command
        self.wakeup = wakeup
        self.log = os.open(self.file("log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.logged = 0
        self.pid = 0
        self.status = None  # of the command, once it has ended
        self.reason = None  # why it is being ended, once it is
        self.kill_at = None
        self.deadline = time.monotonic() + values["deadline"] if values["deadline"] else None
        self.tick_at = time.monotonic() + TICK
        self.before = 0  # what the run folder held when the command started
        self.libc = c_library()

    def file(self, name):
        return os.path.join(self.folder, name)

    # -- the life of the command

    def until_its_end(self):
        if os.path.exists(self.file("cancel")):
            self.leave('{"end": "cancelled"}')
            return
        # Before the command starts: what it writes at once counts, too.
        self.before = size(self.folder)
        program, problem = find(self.command[0])
        pipe = None
        if not problem:
            pipe, problem = self.start(program)
        if problem:
            self.leave('{"end": "not-started", "reason": %s}' % quoted(problem))
            return
        try:
            self.watch(pipe)
        finally:
            self.end_all()
        self.drain(pipe)
        self.leave(self.how_it_ended())

    def start(self, program):
        """The reading end of the command's output, or why there is no command."""
        if self.libc:
            self.libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans of the command become our children
        output, input_of_log = os.pipe()
        failure, report = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.become(program, input_of_log, report)
        os.close(input_of_log)
        os.close(report)
        with os.fdopen(failure, "rb") as failed:
            code = failed.read()
        if not code:
            return output, None
        os.waitpid(self.pid, 0)
        return None, exec_problem(program, int(code))

    def become(self, program, log, report):
        """In the child: turns into the command, or tells the error number and dies."""
        try:
            os.setpgid(0, 0)
            if self.libc:
                self.libc.prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG: not without its guardian
            signal.set_wakeup_fd(-1)
            for name in ("SIGCHLD", "SIGTERM", "SIGINT", "SIGHUP", "SIGPIPE", "SIGXFSZ"):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            self.limit()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.execv(program, self.command)
        except OSError as e:
            os.write(report, b"%d" % e.errno)
        finally:
            os._exit(127)

    def limit(self):
        restrict(resource.RLIMIT_CORE, 0)
        if self.values["output-limit"]:
            # One byte more than the folder may hold: a file that reaches it is found to exceed the quota.
            restrict(resource.RLIMIT_FSIZE, int(self.values["output-limit"]) + 1)
        if self.values["memory"]:
            restrict(resource.RLIMIT_DATA, int(self.values["memory"]))

    def watch(self, pipe):
        waiting = select.poll()
        waiting.register(self.wakeup, select.POLLIN)
        waiting.register(pipe, select.POLLIN)
        while self.status is None:
            for ready, _ in waiting.poll(self.milliseconds()):
                if ready == self.wakeup:
                    self.on_signals(os.read(self.wakeup, 512))
                elif not self.copy(pipe):
                    waiting.unregister(pipe)
            self.on_time(time.monotonic())

    def milliseconds(self):
        times = [self.tick_at, self.kill_at if self.reason else self.deadline]
        left = min(at for at in times if at is not None) - time.monotonic()
        return max(0, int(left * 1000) + 1)

    def on_signals(self, numbers):
        if int(signal.SIGTERM) in numbers:
            self.end("cancelled" if os.path.exists(self.file("cancel")) else "stopped")
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.pid:
                self.status = status

    def on_time(self, now):
        if self.status is not None:
            return
        if self.kill_at is not None and now >= self.kill_at:
            self.kill_at = None
            self.signal_group(signal.SIGKILL)
        if self.reason is None and self.deadline is not None and now >= self.deadline:
            self.end("deadline")
        if now >= self.tick_at:
            self.on_tick()
            # Looking at a large folder takes time: at most a fiftieth of ours.
            self.tick_at = time.monotonic() + max(TICK, 50 * (time.monotonic() - now))

    def on_tick(self):
        if self.output_is_too_large():
            self.end("quota-output")
        elif self.folder_is_too_large():
            self.end("quota-folder")
        if os.path.exists(self.file("cancel")):
            self.end("cancelled")

    def end(self, reason):
        """Asks the command to end; the first reason stays."""
        if self.reason is None and self.status is None:
            self.reason = reason
            self.kill_at = time.monotonic() + self.values["grace"]
            self.signal_group(signal.SIGTERM)

    def signal_group(self, number):
        for send, target in ((os.killpg, self.pid), (os.kill, self.pid)):
            try:
                send(target, number)
            except OSError:
                pass  # gone already

    def end_all(self):
        """Ends what the command left behind. Orphans come to us, so nothing is left when no child is."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except OSError:
            pass
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    for pid in children():
                        os.kill(pid, signal.SIGKILL)
                    os.waitpid(-1, 0)
            except ProcessLookupError:
                pass
            except ChildProcessError:
                return

    # -- what it writes

    def copy(self, pipe):
        """Whether there may be more to come."""
        data = os.read(pipe, CHUNK)
        limit = int(self.values["log-limit"])
        kept = data[:limit - self.logged] if limit else data
        self.logged += len(kept)
        exceeded = len(kept) < len(data)
        while kept:
            kept = kept[os.write(self.log, kept):]
        if exceeded:
            self.end("quota-log")
        return len(data) > 0

    def drain(self, pipe):
        """The last words; nobody is left who could write more, or nobody whom we may wait for."""
        os.set_blocking(pipe, False)
        try:
            while self.copy(pipe):
                pass
        except BlockingIOError:
            pass

    def output_is_too_large(self):
        limit = self.values["output-limit"]
        return bool(limit) and size(self.file("output")) > limit

    def folder_is_too_large(self):
        limit = self.values["folder-limit"]
        return bool(limit) and size(self.folder) - self.before > limit

    # -- how it ended

    def how_it_ended(self):
        if self.reason is None and self.output_is_too_large():
            self.reason = "quota-output"
        if self.reason == "quota-log":
            return '{"end": "quota", "what": "log", "limit": %d}' % self.values["log-limit"]
        if self.reason == "quota-output":
            return '{"end": "quota", "what": "output folder", "limit": %d}' % self.values["output-limit"]
        if self.reason == "quota-folder":
            return '{"end": "quota", "what": "folders", "limit": %d}' % self.values["folder-limit"]
        if self.reason is not None:
            return '{"end": "%s"}' % self.reason
        if os.WIFSIGNALED(self.status):
            return '{"end": "killed", "signal": %d}' % os.WTERMSIG(self.status)
        return '{"end": "exited", "code": %d}' % os.WEXITSTATUS(self.status)

    def leave(self, text):
        with open(self.file("exit.json.new"), "w") as file:
            file.write(text)
        os.rename(self.file("exit.json.new"), self.file("exit.json"))


def c_library():
    """For what Linux offers and Python does not; elsewhere nothing, then a process group must do."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes
        return ctypes.CDLL(None)
    except (ImportError, OSError):
        return None


def find(name):
    """Where a program is, or why it cannot be run."""
    if "/" in name:
        return (name, None) if os.path.exists(name) else (None, "%s is not in the image" % name)
    path = os.environ.get("PATH", "")
    for place in path.split(os.pathsep):
        program = os.path.join(place, name)
        if os.path.isfile(program) and os.access(program, os.X_OK):
            return program, None
    here = "; there is a file of that name in the working directory: write ./%s" % name if os.path.isfile(name) else ""
    return None, "%s is not on the PATH %s%s" % (name, path, here)


def exec_problem(program, code):
    if code == errno.ENOENT:
        return "%s names an interpreter in its first line that is not there" % program
    if code == errno.EACCES:
        return "%s is not executable" % program
    if code == errno.ENOEXEC:
        return "%s is neither a program for this machine nor a script whose first line begins with #!" % program
    return "%s: %s" % (program, os.strerror(code))


def restrict(what, limit):
    """Lowers a limit; where the system knows no such limit or has a lower one, that stands."""
    try:
        hard = resource.getrlimit(what)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (limit, limit))
    except (ValueError, OSError):
        pass


def size(folder):
    total = 0
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            pass  # removed while we looked
    return total


def children():
    """Process ids of our children, where the system tells."""
    me = os.getpid()
    found = []
    try:
        pids = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return found
    for pid in pids:
        try:
            with open("/proc/%s/stat" % pid, "rb") as stat:
                # The second field is the command's name in brackets and may hold anything.
                if int(stat.read().rpartition(b")")[2].split()[1]) == me:
                    found.append(int(pid))
        except OSError:
            pass
    return found


def quoted(text):
    safe = (c if " " <= c <= "~" and c not in '"\\' else "\\u%04x" % min(ord(c), 0xfffd) for c in text)
    return '"' + "".join(safe) + '"'


main()
os._exit(0)  # nothing is left to tidy up, so not even Python does
