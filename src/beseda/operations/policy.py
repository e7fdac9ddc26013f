"""What a server's facts mean: pure judgements, one per part of the house."""

from collections.abc import Collection

from beseda.operations.component import Component, degraded, down, fine, say
from beseda.operations.queries import Backlog, Post, ServerFacts
from beseda.settings import INSECURE_SECRET, Settings

OLDEST_POSTGRES = 15
SLOW_MILLISECONDS = 250
LATE_SECONDS = 60
LATE_MAIL_SECONDS = 600
CLOCK_SECONDS, CLOCK_BROKEN_SECONDS = 2.0, 30.0
GIGABYTE = 1024**3
DISK_TIGHT, DISK_FULL = 2 * GIGABYTE, GIGABYTE // 4
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
FEW_FILES = 4096
_LOSES_COMMITS = frozenset({"off"})


def judge_configuration(settings: Settings) -> Component:
    """Judge the settings that make the program unsafe; prod refuses the worst of them at start."""
    findings = []
    if settings.is_prod:
        if settings.debug:
            findings.append(say("DEBUG is on: unset it, logs hold too much."))
        if not settings.public_url:
            findings.append(say("Set PUBLIC_URL to the address people use, so that links in letters work."))
    else:
        exposed = settings.host not in LOOPBACK
        if exposed and settings.secret in {INSECURE_SECRET, ""}:
            findings.append(say("Set SECRET_KEY: with the default one anybody who reaches this can sign in."))
        if exposed:
            findings.append(say("Set ENV=prod before others use it."))
    if not settings.rate_limits:
        findings.append(say("RATE_LIMITS is off: turn it on, it is for load tests alone."))
    detail = say("environment: {env}", env=settings.env.value)
    return (
        degraded("configuration", detail, " ".join(findings)) if findings else fine("configuration", detail)
    )


def judge_database(facts: ServerFacts) -> Component:
    """Judge the server's version and how fast it answers."""
    detail = say(
        "PostgreSQL {version}, {milliseconds} ms",
        version=facts.version_text.split()[0],
        milliseconds=f"{facts.milliseconds:.1f}",
    )
    if facts.major < OLDEST_POSTGRES:
        return down("database", detail, say("Move to PostgreSQL 15 or newer."))
    if facts.milliseconds > SLOW_MILLISECONDS:
        return degraded(
            "database", detail, say("It answers slowly: look at its load and its distance from here.")
        )
    return fine("database", detail)


def judge_migrations(facts: ServerFacts, heads: Collection[str] | None) -> Component:
    """Judge whether the tables are those this version needs; no heads means that they could not be read."""
    if heads is None:
        return degraded(
            "migrations",
            say("their folder is not here"),
            say("Install the program whole: migrations are part."),
        )
    if facts.revisions == frozenset(heads):
        return fine("migrations", say("up to date"))
    if not facts.revisions:
        return down("migrations", say("the database is empty"), say("Run: beseda db upgrade"))
    return down(
        "migrations",
        say("the database is at {current}, this version needs {wanted}")
        .replace("{current}", ", ".join(sorted(facts.revisions)))
        .replace("{wanted}", ", ".join(sorted(heads))),
        say("Run: beseda db upgrade. If the database is newer, install the version it was made by."),
    )


def judge_durability(facts: ServerFacts) -> Component:
    """Judge whether what was acknowledged survives a crash of the machine."""
    broken = [
        name
        for name, holds in (
            ("fsync", facts.fsync == "on"),
            ("full_page_writes", facts.full_page_writes == "on"),
            ("synchronous_commit", facts.synchronous_commit not in _LOSES_COMMITS),
        )
        if not holds
    ]
    if not broken:
        return fine("durability", say("what is acknowledged is on disk"))
    return down(
        "durability",
        say("off: {names}", names=", ".join(broken)),
        say("Turn it on in the server's settings and reload: a crash would lose acknowledged messages."),
    )


def judge_clock(facts: ServerFacts) -> Component:
    """Judge how far this machine's clock is from the database's, by which leases run."""
    apart = abs(facts.now.timestamp() - (facts.asked + facts.answered) / 2)
    detail = say("{seconds} s from the database's", seconds=f"{apart:.1f}")
    if apart <= CLOCK_SECONDS:
        return fine("clock", detail)
    advice = say("Set both machines' clocks by NTP.")
    return (down if apart > CLOCK_BROKEN_SECONDS else degraded)("clock", detail, advice)


def judge_vectors(facts: ServerFacts) -> Component:
    """Report whether the server can search by meaning; all else works without."""
    if facts.vector_installed:
        return fine("vectors", say("pgvector {version}", version=facts.vector_installed))
    if facts.vector_available:
        return fine("vectors", say("pgvector {version} can be switched on", version=facts.vector_available))
    return fine(
        "vectors",
        say("the server has no pgvector"),
        say("Nothing to do, unless you want search by meaning: then install pgvector."),
    )


def judge_backlog(work: Backlog | None) -> Component:
    """Judge whether jobs are being done: what is due and not taken for a minute means that no worker runs."""
    if work is None:
        return degraded("jobs", say("their tables are not there"), say("Run: beseda db upgrade"))
    detail = say(
        "{count} waiting, the oldest for {seconds} s", count=work.jobs, seconds=round(work.oldest_seconds)
    )
    if work.oldest_seconds <= LATE_SECONDS:
        return fine("jobs", detail)
    return degraded("jobs", detail, say("Start a worker (beseda worker), or more of them."))


def judge_mail(settings: Settings, post: Post | None) -> Component:
    """Judge how mail leaves, and whether it does."""
    way = say("by SMTP") if settings.mails_by_smtp else say("into the folder mail of the data")
    if post is None:
        return degraded("mail", say("its table is not there"), say("Run: beseda db upgrade"))
    detail = say(
        "{way}, {waiting} waiting, {failed} undelivered in a day",
        way=way,
        waiting=post.waiting,
        failed=post.failed,
    )
    if post.oldest_seconds > LATE_MAIL_SECONDS:
        return degraded(
            "mail", detail, say("Run beseda doctor to try the mail server, and see that a worker runs.")
        )
    if not settings.mails_by_smtp:
        return fine(
            "mail", detail, say("Set SMTP_URL so that letters reach people.") if settings.is_prod else ""
        )
    if not settings.mail_from:
        return degraded("mail", detail, say("Set MAIL_FROM to a mailbox that this server may send for."))
    return fine("mail", detail)


def judge_disk(free: int, total: int) -> Component:
    """Judge the space left where the data lies, in bytes."""
    detail = say(
        "{gigabytes} GB free of {total}", gigabytes=f"{free / GIGABYTE:.1f}", total=f"{total / GIGABYTE:.0f}"
    )
    advice = say("Make room where the data folder lies.")
    if free < DISK_FULL:
        return down("disk", detail, advice)
    return degraded("disk", detail, advice) if free < DISK_TIGHT else fine("disk", detail)


def judge_confinement(steps: Collection[str], error: str) -> Component:
    """Judge how well the child process that reads strangers' files is confined."""
    if error:
        return down(
            "files",
            say("files can't be read: {reason}", reason=error),
            say("Check that this user may start processes and has memory left."),
        )
    detail = say("read in a child process under: {steps}", steps=", ".join(steps))
    if "seccomp" in steps:
        return fine("files", detail)
    return degraded(
        "files", detail, say("Run on Linux with seccomp, so that a broken parser can't reach the network.")
    )


def judge_open_files(most: int) -> Component:
    """Judge how many files one process may have open (below zero: as many as it likes); a socket is one."""
    if most < 0:
        return fine("open files", say("no limit"))
    detail = say("up to {most} in each process", most=most)
    if most < FEW_FILES:
        advice = say("Each open page takes one: raise it (ulimit -n, LimitNOFILE= in systemd).")
        return degraded("open files", detail, advice)
    return fine("open files", detail)
