"""`python -m generator.cli` is `dragoman`."""

from generator.cli import main

main(prog_name="dragoman")
