"""Compiles a typst file with these fonts alone: arguments input, output, font folders."""

import sys

import typst

typst.compile(sys.argv[1], output=sys.argv[2], font_paths=sys.argv[3:], ignore_system_fonts=True)
