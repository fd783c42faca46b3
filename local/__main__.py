"""`python -m local up | install-jars`: see --help."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from local.databases.binaries import install_postgres
from local.jars import InstallError, install_jars
from local.launcher import StartError, up
from local.patching import PatchError


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("up", help="serve the local AWS in the foreground")
    serve.add_argument("--port", type=int, default=4566, help="port on 127.0.0.1 (default 4566)")
    serve.add_argument("--memory", type=Path, help="a folder that keeps everything from one start to the next")
    serve.add_argument("--connections", type=Path, help="a folder with the SQL of sample databases")
    jars = commands.add_parser(
        "install-jars", help="download the pinned jars of Spark, and PostgreSQL for the sample database"
    )
    for command in (serve, jars):
        command.add_argument("--state-dir", type=Path, default=Path(".sluice"), help="default .sluice")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    try:
        if options.command == "up":
            up(options.port, options.state_dir, options.memory, options.connections)
        else:
            install_jars(options.state_dir / "jars")
            install_postgres(options.state_dir / "jars")
    except (StartError, PatchError, InstallError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
