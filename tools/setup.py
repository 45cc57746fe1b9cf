"""Make the environment in .venv from the lock files. Only the standard library, and able to speak on an old Python.

    python3 tools/setup.py          what runs Rembuk      (requirements.lock)
    python3 tools/setup.py dev      and what checks it    (requirements-dev.lock)

A second run finds its stamp and returns at once. There are no annotations here: Python 3.6 must get as far as the
sentence that says it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
NEEDED = (3, 11)


def stop(sentence):
    """End with one clear sentence."""
    sys.exit("rembuk: " + sentence)


def newer_python():
    """The newest suitable Python on the PATH, when this one is too old."""
    for minor in (14, 13, 12, 11):
        found = shutil.which("python3.%d" % minor)  # also spoken by old Pythons
        if found:
            return found
    return None


def check_machine():
    """Say in one sentence what is missing, before anything is written."""
    if sys.version_info < NEEDED:
        found = newer_python()
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606  # the same script with a Python that is new enough
        have = ".".join(str(part) for part in sys.version_info[:2])
        stop("Python 3.11 or newer is needed and this is " + have + "; install one and run make again.")
    if not os.access(ROOT, os.W_OK):
        stop("this folder cannot be written (" + ROOT + "); copy it to one of your own and run make there.")
    try:
        import ensurepip  # noqa: F401  # Debian packs it apart
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv.")


def stamp_of(lock):
    """What the environment must have been made from to be used as it is."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (lock, "pyproject.toml", "tools/compile_messages_hook.py"):
        with open(os.path.join(ROOT, name), "rb") as source:
            digest.update(source.read())
    return digest.hexdigest()


def install(python, lock):
    """Install what the lock names, hashes checked, and count along."""
    with open(os.path.join(ROOT, lock)) as source:
        total = sum(1 for line in source if "==" in line and not line.startswith((" ", "#")))
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    done, tail = 0, []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None  # noqa: S101  # asked for one line above
        for line in pip.stdout:
            tail = [*tail[-20:], line]
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                done += 1
                note = "\rGetting packages: %3d of %d " % (min(done, total), total)
                sys.stdout.write(note if sys.stdout.isatty() else "")
            elif line.startswith("Installing collected"):
                sys.stdout.write(("\r" if sys.stdout.isatty() else "") + "Installing %d packages …   \n" % total)
            sys.stdout.flush()
    if pip.returncode:
        stop("the packages could not be installed:\n" + "".join(tail))


def changed_messages():
    """Translations that are not compiled as they stand, say after a `git pull`."""
    found = []
    for folder, _folders, names in os.walk(os.path.join(ROOT, "src", "rembuk")):
        for name in names if os.path.basename(folder) == "LC_MESSAGES" else ():
            po, mo = os.path.join(folder, name), os.path.join(folder, name[:-3] + ".mo")
            if name.endswith(".po") and not (os.path.exists(mo) and os.path.getmtime(mo) >= os.path.getmtime(po)):
                found.append(po)
    return found


def compile_messages(python):
    """Compile the translations when some are newer than what was made of them."""
    changed = changed_messages()
    if changed:
        print("Compiling the translations: %d changed." % len(changed), flush=True)
        code = "from compile_messages_hook import compile_messages; compile_messages(Path('src'))"
        code = "import sys; from pathlib import Path; sys.path.insert(0, 'tools'); " + code
        subprocess.run([python, "-c", code], cwd=ROOT, check=True)


def main():
    """Make the environment, or find that it stands."""
    check_machine()
    dev = sys.argv[1:] == ["dev"]
    lock = "requirements-dev.lock" if dev else "requirements.lock"
    stamp_file = os.path.join(VENV, "stamp-dev" if dev else "stamp")
    wanted = stamp_of(lock)
    if os.path.exists(stamp_file):
        with open(stamp_file) as kept:
            if kept.read() == wanted:
                compile_messages(os.path.join(VENV, "bin", "python"))
                return
    python = os.path.join(VENV, "bin", "python")
    if not os.path.exists(python):
        print("Making the environment in .venv (the first time takes about a minute) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    install(python, lock)
    quiet = ["-q", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *quiet, "-e", "."], cwd=ROOT, check=True)
    with open(stamp_file, "w") as kept:
        kept.write(wanted)


if __name__ == "__main__":
    main()
