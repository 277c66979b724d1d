"""Code hosts, as far as an office meets them: a repository, requests, jobs, and their comments.

The jobs are those of the YAML that the repository has. Each is run in a folder of its own and from
a clean environment, step by step, in the shell that its host takes, with what its host hands over:
the merged request, the artifacts of jobs before it, a token that can write or cannot. A request
comes from a fork or from a branch of the office.

The machine of the jobs is this one, with our Python and our program: `pip` finds that all it is
asked for is there, and could fetch nothing; `apt-get` notes what it is asked for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from generator.starter import init

from .conftest import AS_OF

BIN = Path(sys.executable).parent
MARKER = "<!-- approval-guides diff -->"
REPOSITORY, FORK, BRANCH, NUMBER = "county/office", "clerk/office", "limit", 7
DAY = f"{AS_OF}T09:00:00+08:00"
Outcome = dict[str, int]
"""How the steps of a job ended, by their names; those that were passed over are missing."""


def git(folder: Path, *words: str) -> str:
    """Run git in *folder* on the day of the tests, and return what it says."""
    identity = ("-c", "user.name=示例", "-c", "user.email=office@example.gov.cn")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True,
        env=os.environ | {"GIT_COMMITTER_DATE": DAY, "GIT_AUTHOR_DATE": DAY},
    )  # fmt: skip
    return done.stdout.strip()


@dataclass
class Comments:
    """The comments of a code host: it gives them out a page at a time, and lets some write."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    head: str = "abc"
    """The last commit of the one open request, which is of FORK's BRANCH."""
    author: str = "bot"

    def answer(self, method: str, url: str, data: dict[str, Any]) -> object:
        self.asked.append(f"{method} {urlsplit(url).path}")
        query = parse_qs(urlsplit(url).query)
        if "/pulls" in url:
            return [{"number": NUMBER, "head": {"sha": self.head}}]
        if method == "GET":
            size, page = (int(query[name][0]) for name in ("per_page", "page"))
            return self.kept[(page - 1) * size : page * size]
        if method == "POST":
            user = {"login": self.author, "username": self.author}
            self.kept.append({"id": len(self.kept) + 1, "user": user, **data})
            return self.kept[-1]
        found = self.kept[int(url.rpartition("/")[2]) - 1]
        found.update(data)
        return found


@contextmanager
def serving(comments: Comments) -> Iterator[str]:
    """Serve *comments* on this machine; only a token called write may change them."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            data = json.loads(self.rfile.read(length)) if length else {}
            token = self.headers.get("PRIVATE-TOKEN") or self.headers.get("Authorization", "")
            allowed = self.command == "GET" or token.removeprefix("token ") == "write"
            told = comments.answer(self.command, self.path, data) if allowed else {}
            self.send_response(200 if allowed else 403)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 - so it asks for them

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class CodeHost:
    """The repository of an office, a fork of it, and a clerk's clone of one of the two."""

    folder: Path
    kind: str
    from_fork: bool
    api: str
    cache: Path
    """What the program has kept before, which a host carries from one machine to the next."""

    def __post_init__(self) -> None:
        office = self.folder / "office"
        init(office, self.kind)
        git(office, "init", "-q", "-b", "main")
        git(office, "add", ".")
        git(office, "commit", "-qm", "新建工作区")
        git(self.folder, "clone", "-q", "--bare", str(office), str(self.repository))
        git(self.folder, "clone", "-q", "--bare", str(office), str(self.fork))
        git(self.folder, "clone", "-q", str(self._theirs), str(self.desk))
        git(self.desk, "switch", "-qc", BRANCH)

    @property
    def repository(self) -> Path:
        return self.folder / "office.git"

    @property
    def fork(self) -> Path:
        return self.folder / "fork.git"

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    @property
    def _theirs(self) -> Path:
        return self.fork if self.from_fork else self.repository

    def push(self, changes: dict[str, tuple[str, str]]) -> str:
        """Change files at the desk, push them, and return the commit; the host merges it for trial.

        A change takes a text for another; for "" it takes the whole file.
        """
        for name, (old, new) in changes.items():
            path = self.desk / name
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1) if old else new, "utf-8")
        git(self.desk, "commit", "-qam", "改时限", "--allow-empty")
        git(self.desk, "push", "-q", "origin", BRANCH)
        head = git(self.desk, "rev-parse", "HEAD")
        pulled = f"+refs/heads/{BRANCH}:refs/pull/{NUMBER}/head"
        git(self.repository, "fetch", "-q", str(self._theirs), pulled)
        tree = git(self.repository, "merge-tree", "--write-tree", "main", head)
        parents = ("-p", "main", "-p", head)
        merged = git(self.repository, "commit-tree", tree, *parents, "-m", "merged")
        git(self.repository, "update-ref", f"refs/pull/{NUMBER}/merge", merged)
        return head

    def confirm(self, department: str) -> None:
        """Write down at the desk that *department* agrees to all of the request."""
        program = Path(sysconfig.get_path("scripts"), "approval-guides")
        told = ("confirm", "--all", "--by", department, "--root", self.desk)
        subprocess.run([program, *told], check=True)
        git(self.desk, "add", "confirmations")

    def merge(self) -> None:
        """Let the request into main."""
        git(self.repository, "update-ref", "refs/heads/main", f"refs/pull/{NUMBER}/merge")

    def machine(self) -> Path:
        """Return the folder of one more machine, with nothing but the cache in its `work`."""
        folder = self.folder / f"machine-{len(list(self.folder.glob('machine-*'))) + 1}"
        shutil.copytree(self.cache, folder / "work/.cache")
        return folder

    @property
    def main(self) -> str:
        return git(self.repository, "rev-parse", "main")

    def yaml(self, revision: str, path: str) -> dict[str, Any]:
        """Return a file of the repository as the host reads it: texts, lists and mappings."""
        text = git(self.repository, "show", f"{revision}:{path}")
        return dict(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - texts alone

    @cached_property
    def artifacts(self) -> Path:
        """The folder of what jobs have handed over."""
        return _made(self.folder / "artifacts")

    @property
    def wanted(self) -> set[str]:
        """What jobs have asked the system for."""
        noted = self.folder / "apt-get.txt"
        told = noted.read_text("utf-8").split() if noted.exists() else []
        return {word for word in told if word.startswith("lib") or word == "git"}

    def environment(self, **more: str) -> dict[str, str]:
        """Return what every job finds, and *more*."""
        given = _made(self.folder / "bin")
        for name, does in {
            "sudo": 'exec "$@"',
            "apt-get": f'echo "$@" >> "{self.folder}/apt-get.txt"',
        }.items():
            (given / name).write_text(f"#!/bin/sh\n{does}\n", "utf-8")
            (given / name).chmod(0o755)
        return {
            "PATH": f"{given}:{BIN}:/usr/bin:/bin",
            "HOME": str(_made(self.folder / "home")),
            "LANG": "C.UTF-8",
            "CI": "true",
            "PIP_NO_INDEX": "1",  # the program is here, and nothing can be fetched
            "PYTHONPATH": sysconfig.get_path("purelib"),  # in an environment that a job makes, too
            **more,
        }


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Actions:
    """What runs the workflows of GitHub and of Gitea and its like."""

    host: CodeHost

    def request(self, workflow: str, head: str) -> dict[str, Outcome]:
        """Run a *workflow* of the open request, as the request itself has it."""
        own = not self.host.from_fork
        return self._run(workflow, f"refs/pull/{NUMBER}/merge", self._event(head), writes=own)

    def jobs_of_request(self, workflow: str, head: str) -> set[str]:
        """Return the jobs that a *workflow* of the open request would run, if all goes well."""
        jobs = self._made(workflow, f"refs/pull/{NUMBER}/merge")["jobs"]
        context = {"github": {"event": self._event(head), "repository": REPOSITORY}}
        return {name for name, job in jobs.items() if _holds(job.get("if", ""), context, ok=True)}

    def _event(self, head: str) -> dict[str, Any]:
        whose = FORK if self.host.from_fork else REPOSITORY
        told = {"number": str(NUMBER), "base": {"sha": self.host.main},
                "head": {"sha": head, "ref": BRANCH, "repo": {"full_name": whose}}}  # fmt: skip
        return {"pull_request": told}

    def afterwards(self, workflow: str, head: str) -> dict[str, Outcome]:
        """Run a *workflow* of main after one of the open request has ended."""
        owner = (FORK if self.host.from_fork else REPOSITORY).partition("/")[0]
        told = {"id": "1", "event": "pull_request", "head_sha": head, "head_branch": BRANCH,
                "head_repository": {"owner": {"login": owner}}}  # fmt: skip
        return self._run(workflow, "refs/heads/main", {"workflow_run": told}, writes=True)

    def pushed(self, workflow: str) -> dict[str, Outcome]:
        """Run a *workflow* after something came into main."""
        return self._run(workflow, "refs/heads/main", {}, writes=True)

    def _run(
        self, workflow: str, ref: str, event: dict[str, Any], *, writes: bool
    ) -> dict[str, Outcome]:
        made = self._made(workflow, ref)
        outcomes: dict[str, Outcome] = {}
        for name, job in made["jobs"].items():
            granted = job.get("permissions", made["permissions"])
            may = writes and granted.get("pull-requests") == "write"
            github = {"event": event, "repository": REPOSITORY, "token": "write" if may else "read"}
            ok = all(max(outcomes.get(need, {"": 1}).values()) == 0 for need in _needs(job))
            if _holds(job.get("if", ""), {"github": github}, ok=ok):
                outcomes[name] = self._job(job, ref, github)
        return outcomes

    def _made(self, workflow: str, ref: str) -> dict[str, Any]:
        return self.host.yaml(ref, f".{self.host.kind}/workflows/{workflow}.yml")

    def _job(self, job: dict[str, Any], ref: str, github: dict[str, Any]) -> Outcome:
        machine, context = self.host.machine(), {"github": github}
        work = machine / "work"
        environment = self._environment(machine) | _filled(job.get("env", {}), context)
        outcome: Outcome = {}
        for step in job["steps"]:
            if _holds(step.get("if", ""), context, ok=not any(outcome.values())):
                given = _filled(step.get("with", {}), context)
                if "uses" in step:
                    outcome[step["name"]] = self._uses(step["uses"], given, ref, work)
                else:
                    mine = environment | _filled(step.get("env", {}), context)
                    outcome[step["name"]] = _shell(["-e"], step["run"], work, mine)
        return outcome

    def _environment(self, machine: Path) -> dict[str, str]:
        named = {name: machine / name.lower() for name in ("GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for path in named.values():
            path.touch()
        return self.host.environment(
            RUNNER_TEMP=str(_made(machine / "temp")),
            GITHUB_API_URL=self.host.api,
            GITHUB_REPOSITORY=REPOSITORY,
            **{name: str(path) for name, path in named.items()},
        )

    def _uses(self, action: str, given: dict[str, str], ref: str, work: Path) -> int:
        """Do what *action* does; one that is not known here is an error."""
        match re.fullmatch(r"actions/([\w-]+)@[0-9a-f]{40}", action)[1]:  # type: ignore[index]
            case "checkout":
                self._checkout(given, ref, work)
            case "setup-python":
                assert tuple(map(int, given["python-version"].split("."))) >= (3, 11)
            case "upload-artifact":
                return self._upload(given["name"], given["path"].split(), work)
            case "download-artifact":
                shutil.copytree(self.host.artifacts / given["name"], work / given.get("path", "."),
                                dirs_exist_ok=True)  # fmt: skip
            case "upload-pages-artifact":
                return self._upload("github-pages", [given["path"]], work)
            case "deploy-pages":
                shutil.copytree(self.host.artifacts / "github-pages", self.host.folder / "public")
        return 0

    def _checkout(self, given: dict[str, str], ref: str, work: Path) -> None:
        assert given["persist-credentials"] == "false"
        wanted = f"refs/heads/{given['ref']}" if "ref" in given else ref
        depth = [] if given.get("fetch-depth") == "0" else ["--depth=1"]
        branches = [] if depth else ["+refs/heads/*:refs/remotes/origin/*"]
        git(work, "init", "-q")
        git(work, "remote", "add", "origin", self.host.repository.as_uri())
        git(work, "fetch", "-q", *depth, "origin", *branches, f"+{wanted}:refs/remotes/wanted")
        if "sparse-checkout" in given:
            git(work, "sparse-checkout", "set", given["sparse-checkout"])
        git(work, "checkout", "-q", "--detach", "refs/remotes/wanted")

    def _upload(self, name: str, paths: list[str], work: Path) -> int:
        """Keep what is below *paths*: what one path holds, or several with their names."""
        target = self.host.artifacts / name
        shutil.rmtree(target, ignore_errors=True)
        for path in (path for path in paths if (work / path).exists()):
            shutil.copytree(work / path, target / path if len(paths) > 1 else target)
        return 0


def _needs(job: dict[str, Any]) -> list[str]:
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else list(needs)


def _holds(condition: str, context: dict[str, Any], *, ok: bool) -> bool:
    """Return whether a job or a step is run, of which all before are *ok* or not."""
    parts = condition.strip().removeprefix("${{").removesuffix("}}").split("&&")
    parts = [part.strip() for part in parts if part.strip()]
    asked = (part.partition(" == ") for part in parts if part != "!cancelled()")
    equal = all(_value(one, context) == _value(other, context) for one, _, other in asked)
    return equal and (ok or "!cancelled()" in parts)


def _value(text: str, context: dict[str, Any]) -> Any:
    if text.startswith("'"):
        return text.strip("'")
    found: Any = context
    for name in text.split("."):
        found = found[name]
    return found


def _filled(given: dict[str, str], context: dict[str, Any]) -> dict[str, str]:
    """Return *given* with what stands for its expressions."""

    def put(match: re.Match[str]) -> str:
        return str(_value(match[1], context))

    return {name: re.sub(r"\$\{\{ ?(.*?) ?\}\}", put, text) for name, text in given.items()}


def _shell(options: list[str], commands: str, work: Path, environment: dict[str, str]) -> int:
    """Run *commands* as a script of a job, and return its exit code; what it says is shown."""
    path = environment.get("GITHUB_PATH")
    added = Path(path).read_text("utf-8").split() if path else []
    environment = environment | {"PATH": ":".join([*reversed(added), environment["PATH"]])}
    done = subprocess.run(
        ["bash", *options, "-c", commands], cwd=work, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    print(f"$ {commands}\n{done.stdout}")  # noqa: T201 - pytest tells it of what fails
    return done.returncode


@dataclass
class Pipeline:
    """What runs the jobs of GitLab, in the fork where a request comes from one."""

    host: CodeHost
    token: str | None = None
    """COMMENT_TOKEN, which GitLab gives to protected branches of the office and to no fork."""

    def request(self, head: str) -> dict[str, int]:
        """Run the pipeline of the open request; return the exit codes of its jobs."""
        return self._run(f"refs/pull/{NUMBER}/head", self._told(head))

    def jobs_of_request(self, head: str) -> set[str]:
        """Return the jobs that the pipeline of the open request would run, if all goes well."""
        jobs, told = self._jobs(f"refs/pull/{NUMBER}/head", self._told(head)), self._told(head)
        return {name for name, job in jobs.items() if _first_rule(job, told)}

    def _told(self, head: str) -> dict[str, str]:
        base = git(self.host.desk, "merge-base", "origin/main", head)
        told = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_PROJECT_ID": "3",
                "CI_API_V4_URL": self.host.api, "CI_MERGE_REQUEST_IID": str(NUMBER),
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}  # fmt: skip
        own = self.token and not self.host.from_fork
        return told | ({"COMMENT_TOKEN": self.token or ""} if own else {})

    def pushed(self) -> dict[str, int]:
        """Run the pipeline of main."""
        return self._run("main", {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"})

    def _jobs(self, revision: str, told: dict[str, str]) -> dict[str, dict[str, Any]]:
        """Return the jobs of a pipeline; whatever else its YAML says is known here."""
        made = self.host.yaml(revision, ".gitlab-ci.yml")
        assert made.pop("variables") == {"GIT_DEPTH": "0"}
        assert made.pop("default").keys() == {"image", "interruptible", "timeout"}
        assert any(_rule(rule["if"], told) for rule in made.pop("workflow")["rules"])
        return made

    def _run(self, revision: str, told: dict[str, str]) -> dict[str, int]:
        codes: dict[str, int] = {}
        for name, job in self._jobs(revision, told).items():
            rule = _first_rule(job, told)
            if rule and (rule.get("when") == "always" or not any(codes.values())):
                codes[name] = self._job(job, revision, told)
        return codes

    def _job(self, job: dict[str, Any], revision: str, told: dict[str, str]) -> int:
        machine = self.host.machine()
        work = machine / "work"
        git(work, "init", "-q")
        git(work, "fetch", "-q", self.host.repository.as_uri(), revision)
        git(work, "checkout", "-q", "--detach", "FETCH_HEAD")
        if job.get("needs"):
            shutil.copytree(self.host.artifacts, work, dirs_exist_ok=True)
        environment = self.host.environment(CI_BUILDS_DIR=str(machine), **told)
        for name, value in job.get("variables", {}).items():
            environment[name] = re.sub(r"\$(\w+)", lambda match: environment[match[1]], value)
        lines = "\n".join([*job["before_script"], *job["script"]])
        code = _shell(["-eo", "pipefail"], lines, work, environment)
        kept = job.get("artifacts", {})
        for path in kept.get("paths", ()) if code == 0 or kept.get("when") == "always" else ():
            if (work / path).exists():
                shutil.copytree(work / path, self.host.artifacts / path, dirs_exist_ok=True)
        return code


def _first_rule(job: dict[str, Any], told: dict[str, str]) -> dict[str, str] | None:
    """Return the rule by which *job* is run, None where none holds."""
    return next((rule for rule in job["rules"] if _rule(rule["if"], told)), None)


def _rule(condition: str, told: dict[str, str]) -> bool:
    """Return whether a rule of a pipeline holds."""
    for part in condition.split(" && "):
        name, _, value = part.partition(" == ")
        if told.get(name.removeprefix("$"), "") == "" or (value and told[name[1:]] != value[1:-1]):
            return False
    return True
