"""The command line: every command, by what it serves.

Its exit codes are those of `outcomes`. A command imports for itself what others do without: nobody
who checks waits for the site engine.
"""

from generator import console
from generator.cli_ask import due, schedule
from generator.cli_begin import init, new, write_sample, write_schema
from generator.cli_check import check, explain
from generator.cli_make import build, export, print_documents, serve
from generator.cli_review import codeowners, confirm, diff, release

COMMANDS = (
    *(build, serve, print_documents, export),
    *(check, explain),
    *(diff, confirm, codeowners, release),
    *(schedule, due),
    *(new, init, write_sample, write_schema),
)


@console.commands
def main() -> None:
    """Make guides from approval packages."""


for command in COMMANDS:
    main.add_command(command)
