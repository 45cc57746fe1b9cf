"""The `rembuk` command. Each sub-command is a few lines here and a module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import Any

import django
from django.core.management import execute_from_command_line
from django.utils import translation

from . import say

MANAGE = "manage"
# These read their words themselves.
TAKE_WORDS = {MANAGE, "import-story", "import-comments", "export-comments", "statements", "civility"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rembuk",
        description="The conversation between a newsroom and its readers.",
        epilog="`rembuk COMMAND --help` tells more about one of them.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    demo = commands.add_parser("demo", help="the sample newsroom, with everything running")
    demo.add_argument("--port", type=int, default=8000, help="port of the site (the fake Telegram takes the next one)")
    demo.add_argument("--reset", action="store_true", help="throw the sample newsroom away first")
    demo.add_argument("--once", action="store_true", help="walk the whole loop in a throw-away newsroom, print a table")

    serve = commands.add_parser("serve", help="the site")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--processes", type=int, default=1, help="more than one needs PostgreSQL (1)")

    commands.add_parser("worker", help="what runs beside the site: deliveries, mails, scheduled publishing")
    commands.add_parser("prepare", help="make or bring up to date: keys, database, cache table")
    commands.add_parser("doctor", help="say what is wrong with this installation, and what to do")
    commands.add_parser("import-story", help="turn a pasted story text into a draft", add_help=False)
    commands.add_parser("import-comments", help="bring comments in from another system", add_help=False)
    commands.add_parser("export-comments", help="write every comment in the plain format", add_help=False)
    commands.add_parser("statements", help="write a statement of reasons for each decision", add_help=False)
    commands.add_parser("civility", help="judge, explain, evaluate and train, without a site", add_help=False)
    commands.add_parser(MANAGE, help="Django's own commands", add_help=False)
    return parser


def main() -> None:
    """Entry point of the installed command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    options, rest = _parser().parse_known_args()
    if rest and options.command not in TAKE_WORDS:
        say.stop(f"“{' '.join(rest)}” is not understood; try `rembuk {options.command} --help`.")
    try:
        sys.exit(_run(options, rest))
    except KeyboardInterrupt:
        sys.exit(130)


def _run(options: argparse.Namespace, rest: list[str]) -> int:
    match options.command:
        case "demo":
            demo = _module("demo.run")
            return int(demo.once() if options.once else demo.demo(options.port, options.reset))
        case "serve":
            return int(_module("serve").serve(options.host, options.port, options.processes))
        case "worker" | "prepare" | "doctor" as name:
            django.setup()
            return int(_module(name).run())
        case "import-comments" | "export-comments" as name:
            django.setup()
            return int(_module("comments").run(name, rest))
        case "statements":
            django.setup()
            return int(_module("statements").run(rest))
        case "civility":
            return int(import_module("rembuk.civility.commands").run(rest))
        case "import-story":
            with translation.override(say.LANGUAGE):
                return _manage(["import_story", *rest])
        case _:
            return _manage(rest)


def _module(name: str) -> Any:
    """A command's module, loaded late: models need Django set up, and the demo sets its own settings first."""
    return import_module(f"rembuk.site.{name}")


def _manage(words: list[str]) -> int:
    execute_from_command_line(["rembuk manage", *words])
    return 0


if __name__ == "__main__":
    main()
