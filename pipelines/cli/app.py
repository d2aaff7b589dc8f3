"""The commands themselves: each parses, calls a room, and says the answer. The main job stands in ``run.py``.

Exit status: 0 done, 1 the answer is no, 2 wrong use, 3 the software failed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.exceptions import TyperException

from pipelines.cli import tables
from pipelines.cli.aside import aside
from pipelines.cli.endings import Failed, No
from pipelines.settings import Quarter, SettingsError, Site, find_site

app = typer.Typer(
    name="samepage",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From the spreadsheets of agencies to the workbooks a Blueprint for Safety coordinator opens.",
)
layout_app = typer.Typer(no_args_is_help=True, help="Layouts of new exports.")
app.add_typer(layout_app, name="layout")
DONE, NO, WRONG_USE, FAILED = 0, 1, 2, 3
out = Console(soft_wrap=False, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of sentences.")]


def place() -> Site:
    """The site that ``--site`` or SAMEPAGE_SITE names."""
    return find_site(os.environ.get("SAMEPAGE_SITE") or None)


@app.callback()
def start(
    site: Annotated[
        Path | None, typer.Option(help="The site's folder. Default: SAMEPAGE_SITE, else this project.")
    ] = None,
) -> None:
    """Name the site for every command, and for the processes it starts."""
    if site is not None:
        os.environ["SAMEPAGE_SITE"] = str(site.resolve())


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write an empty site with commented settings."""
    from pipelines.cli.init import write_empty_site

    write_empty_site(folder)
    out.print(f"An empty site stands in {folder}. Open inputs/site/site.yaml there and name your agencies.")


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    population: Annotated[
        int, typer.Option(min=5_000, max=5_000_000, help="Residents of the county.")
    ] = 150_000,
    months: Annotated[int, typer.Option(min=2, max=60, help="Months of data.")] = 15,
    seed: Annotated[int, typer.Option(help="Another number makes another county.")] = 2026,
    quarterly: Annotated[
        bool, typer.Option("--quarterly", help="Files of quarters, where agencies send one for each month.")
    ] = False,
) -> None:
    """Write a made-up site: real-looking exports of every agency, and truth.json with what they hold."""
    from pipelines.cli.init import refuse_used_folder
    from pipelines.sample import WorldOptions, write_sample

    refuse_used_folder(folder)
    with out.status("Making up a county ...") as status:
        summary = write_sample(
            folder,
            WorldOptions(population=population, months=months, seed=seed, by_quarter=quarterly),
            lambda text: status.update(text),
        )
    out.print(tables.sample_words(folder, summary))


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="A site that `samepage sample` made up.")],
    links: Annotated[
        bool, typer.Option("--links", help="Score the links of its warehouse, rule by rule, instead.")
    ] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="Compare every figure of its warehouse with the truth instead.")
    ] = False,
) -> None:
    """Judge a made-up site and count how many planted problems are found, and how many invented."""
    from pipelines.sample import TRUTH_FILE
    from pipelines.sample.score import score_site

    if not (folder / TRUTH_FILE).exists():
        raise SettingsError(
            f"{folder} is no made-up site: it has no {TRUTH_FILE}. `samepage sample` makes one."
        )
    if links:
        from pipelines.cli.queries import open_published
        from pipelines.sample.link_score import score_links

        with open_published(Site(folder.resolve())) as warehouse:
            tables.print_link_scores(out, score_links(Site(folder.resolve()), warehouse))
        return
    if measures:
        from pipelines.cli.queries import open_published
        from pipelines.sample.measure_score import score_measures

        with open_published(Site(folder.resolve())) as warehouse:
            figures = score_measures(Site(folder.resolve()), warehouse)
        out.print(tables.measure_score_words(figures))
        if not figures.is_right:
            raise typer.Exit(NO)
        return
    with out.status("Judging every file ...") as status:
        scored = score_site(folder, lambda name: status.update(f"Judging {name}"))
    out.print(tables.score_words(scored))
    if scored.missed or scored.invented:
        raise typer.Exit(NO)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files to judge, or folders of them.")],
    agency: Annotated[
        str | None, typer.Option(help="The agency's code. Default: the name of the file's folder.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Judge as this dataset only.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Judge files without loading them."""
    from pipelines.cli.check import judge_files

    answers = judge_files(place(), files, agency, dataset)
    if as_json:
        print(json.dumps(answers[0] if len(answers) == 1 else answers, indent=1))
    else:
        tables.print_check(out, answers)
    if any(answer["status"] in ("not_accepted", "refused") for answer in answers):
        raise typer.Exit(NO)


@app.command()
def run(as_json: JsonFlag = False) -> None:
    """Take in every new drop, rebuild the warehouse, write every workbook: the main job."""
    from pipelines.cli.run import main_job

    with aside(as_json):
        summary = main_job(place(), None if as_json else out)
    if as_json:
        print(json.dumps(summary, indent=1))
    else:
        tables.print_run(out, summary)
    if failed := [told for told in summary["failures"] if told["failed"]]:
        raise Failed(f"The software failed at {len(failed):,} of the files; the others were taken in.")
    is_out = any(s["new"] and s["status"] in ("not_accepted", "refused") for s in summary["submissions"])
    if summary["failures"] or summary["refused_rows"] or is_out:
        raise typer.Exit(NO)


@app.command()
def status(as_json: JsonFlag = False) -> None:
    """What each agency has sent, month by month: received, needs fixing, late, nothing to report, not due."""
    from pipelines.cli.queries import status_rows, withdrawn_words

    rows = status_rows(place())
    if as_json:
        print(json.dumps(rows, indent=1, default=str))
    else:
        tables.print_status(out, rows)
        for words in withdrawn_words(place()):
            out.print(words, markup=False)


SubmissionArgument = Annotated[
    str | None, typer.Argument(help="The submission: the receipt number on its receipt.", show_default=False)
]
ReasonOption = Annotated[
    str, typer.Option(help="Why. It is shown in the coordinator's workbook; name nobody.")
]
CaseOption = Annotated[
    str | None,
    typer.Option(
        help="A case's number in place of a submission; - asks for it, so that no history keeps it."
    ),
]
KindOption = Annotated[
    str | None, typer.Option(help="The kind of the case's number, for example court_case.")
]
IssuerOption = Annotated[str | None, typer.Option(help="The agency that issued the case's number.")]


@app.command()
def withdraw(
    submission: SubmissionArgument = None,
    reason: ReasonOption = "",
    case: CaseOption = None,
    kind: KindOption = None,
    agency: IssuerOption = None,
) -> None:
    """Take a file, or a single case, out of every figure. What came before it counts again; nothing is deleted."""
    _decide("withdraw", submission, reason, case, kind, agency)


@app.command()
def restore(
    submission: SubmissionArgument = None,
    reason: ReasonOption = "",
    case: CaseOption = None,
    kind: KindOption = None,
    agency: IssuerOption = None,
) -> None:
    """Put a withdrawn file or case back."""
    _decide("restore", submission, reason, case, kind, agency)


def _decide(
    action: str, submission: str | None, reason: str, case: str | None, kind: str | None, agency: str | None
) -> None:
    from pipelines.cli.withdraw import CaseName, checked_reason, decide_case, decide_submission
    from pipelines.submissions.register import Action

    if (submission is None) == (case is None):
        raise typer.BadParameter("Name one submission, or one case with --case, --kind and --agency.")
    site = place()
    site.settings  # noqa: B018 - a folder without settings is no site, and that is the first thing to say
    checked_reason(reason)
    if submission is not None:
        told = decide_submission(site, Action(action), submission, reason)
    else:
        if not kind or not agency:
            raise typer.BadParameter(
                "A case needs --kind and --agency, for example --kind court_case --agency court."
            )
        number = case or ""
        if number == "-":
            number = typer.prompt("Number", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
        told = decide_case(site, Action(action), CaseName(number, kind, agency), reason)
    for sentence in told:
        out.print(sentence, markup=False)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT on the warehouse: core, mart, pub, ops.")],
    output: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """Ask the warehouse a question in SQL. Nothing can be changed this way."""
    from pipelines.cli.queries import run_query

    if output not in ("table", "csv", "json"):
        raise typer.BadParameter("--format is table, csv or json.")
    run_query(place(), sql, output, out)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="The port of the web page.")] = 3000,
    host: Annotated[
        str, typer.Option(help="The address to listen on; this machine only by default.")
    ] = "127.0.0.1",
) -> None:
    """Open the web page of the pipelines, with its sensors and schedules, on this machine."""
    from pipelines.cli.up import serve

    raise typer.Exit(serve(place(), host, port))


@app.command()
def templates(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where to write them. Default: outputs/templates.", show_default=False),
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Only the template of this dataset.")] = None,
    agency: Annotated[str | None, typer.Option(help="Only the checklists of this agency.")] = None,
) -> None:
    """Write the blank templates: a workbook for each register, and a checklist for each agency."""
    from pipelines.cli.templates import write_templates

    target, written = write_templates(place(), folder, dataset, agency)
    stand = "1 template stands" if len(written) == 1 else f"{len(written)} templates stand"
    out.print(f"{stand} in {target}. Each says on its second sheet how to fill it in.")


@app.command()
def review(
    quarter: Annotated[
        str | None,
        typer.Argument(help="For example 2026-Q1. Default: the last that has ended.", show_default=False),
    ] = None,
    agency: Annotated[str | None, typer.Option(help="Only the list of this agency.")] = None,
) -> None:
    """Draw the records to read in case review: a list for each agency by row of its own files, and a tally."""
    from pipelines.cli.review import write_review

    chosen, written = write_review(place(), quarter, agency)
    out.print(
        f"{len(written)} workbooks for {chosen} stand in {place().review_lists}. Each list is for its agency alone."
    )


@app.command()
def edition(
    quarter: Annotated[str, typer.Argument(help="For example 2026-Q1.")],
    release: Annotated[
        bool, typer.Option("--release", help="Freeze and release the draft that was reviewed.")
    ] = False,
    again: Annotated[
        Path | None,
        typer.Option(
            "--again",
            help="Write a released edition again into this folder, and compare.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Build the draft of a quarter for directors and the public; --release freezes what was approved."""
    from pipelines.cli import edition as editions
    from pipelines.cli.run import alone

    if release and again is not None:
        raise typer.BadParameter("--release and --again do not go together.")
    site, named = place(), Quarter.parse(quarter)
    console = Console(quiet=True) if as_json else out
    with aside(as_json), alone(site):
        if again is not None:
            answer = editions.make_again(site, named, again, console)
        elif release:
            answer = editions.make_release(site, named, console)
        else:
            answer = editions.make_draft(site, named, console)
    if as_json:
        print(json.dumps(answer, indent=1))
    else:
        editions.print_answer(out, answer)
    if answer["status"] == "refused":
        raise typer.Exit(NO)


@app.command()
def trace(
    measure: Annotated[str | None, typer.Argument(help="For example M036.", show_default=False)] = None,
    agency: Annotated[str, typer.Option(help="The agency's code; all for the whole site.")] = "all",
    period: Annotated[
        str | None, typer.Option(help="2026-03, 2026-Q1, 2026, or 12m-2026-03 for 12 months.")
    ] = None,
    breakdown: Annotated[str | None, typer.Option(help="A part, for example release_type=ror.")] = None,
    row: Annotated[
        str | None, typer.Option(help="The other way: the figures that use FILE:SHEET:ROW.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--out", help="Write all rows to an .xlsx or .csv file.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Walk a number back to the rows behind it, or a row to the figures that use it. For the coordinator only."""
    from pipelines.cli import trace as tracing

    if (measure is None) == (row is None) or (measure is not None and period is None):
        raise typer.BadParameter("Name a measure with --period, or a row with --row FILE:SHEET:ROW.")
    if row is not None:
        found, uses = tracing.trace_row(place(), row)
        if as_json:
            print(tracing.answer_json(found, uses))
        else:
            tracing.print_uses(out, found, uses)
        return
    figure, rows = tracing.trace_figure(place(), measure or "", agency, period or "", breakdown)
    if output is not None:
        tracing.write_rows(place(), output, figure, rows)
        out.print(f"{len(rows):,} rows stand in {output}. {tracing.FOR_WHOM}", markup=False)
    elif as_json:
        print(tracing.answer_json(tracing.figure_head(figure), rows))
    else:
        tracing.print_figure(out, figure, rows)


@layout_app.command("draft")
def draft(file: Path, agency: Annotated[str | None, typer.Option()] = None) -> None:
    """Propose a layout for a new export (not available yet)."""
    raise No(
        "Drafting layouts is not available in this version. Copy a layout from docs/example-sites and change it."
    )


def main() -> None:
    """Run the command; every ending is a sentence and a status, never a stack trace."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    from pipelines.checks.catalogue import CatalogueError
    from pipelines.storage import StorageError

    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    try:
        result: Any = app(arguments, prog_name="samepage", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except typer.Exit as ending:
        return ending.exit_code
    except TyperException as error:
        told = error.format_message() if hasattr(error, "format_message") else str(error)
        if told:  # without a command the help has been printed already
            err.print(f"{told} (see `samepage --help`)", markup=False)
        return WRONG_USE
    except (typer.Abort, KeyboardInterrupt):
        err.print("Stopped. What was taken in so far is safe; run it again to go on.")
        return NO
    except SettingsError as error:
        err.print(str(error), markup=False)
        return WRONG_USE
    except (No, StorageError) as answer:
        err.print(str(answer), markup=False)
        return NO
    except (CatalogueError, Failed) as error:
        err.print(str(error), markup=False)
        return FAILED
    except Exception as error:
        if os.environ.get("SAMEPAGE_DEBUG"):
            raise
        err.print(
            f"Samepage failed ({type(error).__name__}). What was taken in so far is safe. Run it again; if it fails "
            "again, set SAMEPAGE_DEBUG=1 for the details and tell whoever keeps Samepage.",
            markup=False,
        )
        return FAILED
