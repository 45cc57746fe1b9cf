"""What the commands that read rows share; scoring does not import it."""

from __future__ import annotations

import argparse

from rembuk.civility.training.rows import Source


def source_of(options: argparse.Namespace) -> Source:
    """Where a file of rows has what, as far as it was said."""
    return Source(options.text, options.label, options.positive, options.delimiter)
