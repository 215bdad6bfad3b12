"""The ``hotline`` command."""

import os

import typer

from bot.commands import (
    backup,
    calibrate,
    cases,
    demo,
    doctor,
    people,
    report,
    service,
    sweep,
    testing,
)

app = typer.Typer(
    name="hotline",
    help="Методическая горячая линия для учителей региона.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(service.run_)
app.command("demo")(demo.demo)
app.command(
    "test",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)(testing.test)
app.command("doctor")(doctor.doctor)
app.command("migrate")(service.migrate)
app.command("sweep")(sweep.sweep)
app.command("report")(report.report)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
cases.app.command("calibrate")(calibrate.calibrate)
app.add_typer(cases.app, name="cases")
app.add_typer(people.app, name="people")


def main() -> None:
    # Where a shell says nothing of UTF-8, Russian words must not end a command.
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    app()
