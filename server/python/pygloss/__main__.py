"""Starts the program that was installed with this package: `python -m pygloss`.

Owns where an installation puts programs. Must not know what the program does.
"""

import os
import subprocess
import sys
import sysconfig

NAME = "pygloss.exe" if os.name == "nt" else "pygloss"


def program():
    """The path of the program; FileNotFoundError with the folders that were searched."""
    here = os.path.dirname(os.path.abspath(__file__))
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else os.name + "_user"
    folders = [
        # Of the environment, and of an installation with --user.
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=user),
        # With --target the program lies in a folder beside the package.
        os.path.join(os.path.dirname(here), "bin"),
        # With --prefix, and in the environment in which pip builds.
        os.path.join(os.path.dirname(here), "..", "..", "..", "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return os.path.normpath(path)
    raise FileNotFoundError(NAME + " is not in " + ", ".join(folders) + "; install it: pip install --force-reinstall pygloss")


def main():
    """Runs the program with this process's arguments and gives back its exit status."""
    try:
        path = program()
    except FileNotFoundError as error:
        print("error: " + str(error), file=sys.stderr)
        return 2
    if os.name != "nt":
        # The program takes this process's place, and so its signals.
        os.execv(path, [path, *sys.argv[1:]])
    try:
        return subprocess.run([path, *sys.argv[1:]], check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
