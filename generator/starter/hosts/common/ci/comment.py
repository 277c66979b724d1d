"""把变更说明写到合并请求下面：第一次新写一条评论，以后改写同一条。

用法：python ci/comment.py comment.md

只用标准库。从环境变量知道写到哪里：GitHub 和 Gitea 用 GITHUB_API_URL、GITHUB_REPOSITORY、TOKEN，
以及 NUMBER（或者 HEAD_OWNER、HEAD_BRANCH、HEAD_SHA）；GitLab 用 CI_API_V4_URL、CI_PROJECT_ID、
CI_MERGE_REQUEST_IID、TOKEN。AUTHOR 是评论的作者：别人写的不改。
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

MARKER = "<!-- approval-guides diff -->"
LARGEST = 65_536  # 一条评论最多这么多字
PAGE = 100


def asked(method: str, url: str, data: object = None) -> Any:
    """Return what the host answers."""
    gitlab = "CI_API_V4_URL" in os.environ
    token = os.environ["TOKEN"]
    headers = {"Content-Type": "application/json", "User-Agent": "approval-guides"}
    headers |= {"PRIVATE-TOKEN": token} if gitlab else {"Authorization": f"token {token}"}
    body = None if data is None else json.dumps(data).encode()
    with urlopen(Request(url, body, headers, method=method), timeout=60) as answer:
        return json.load(answer)


def address() -> tuple[str, str, str]:
    """Return where the comments of the request are, and where one of them is changed, and how."""
    if api := os.environ.get("CI_API_V4_URL"):
        project, number = os.environ["CI_PROJECT_ID"], int(os.environ["CI_MERGE_REQUEST_IID"])
        notes = f"{api}/projects/{project}/merge_requests/{number}/notes"
        return notes, notes, "PUT"
    repository = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"
    number = int(os.environ.get("NUMBER") or request_of(repository))
    issues = f"{repository}/issues"
    return f"{issues}/{number}/comments", f"{issues}/comments", "PATCH"


def request_of(repository: str) -> int:
    """Return the number of the open request whose last commit was checked: the host knows it."""
    owner, branch, commit = (os.environ[name] for name in ("HEAD_OWNER", "HEAD_BRANCH", "HEAD_SHA"))
    query = urlencode({"state": "open", "head": f"{owner}:{branch}"})
    found = asked("GET", f"{repository}/pulls?{query}")
    numbers = [each["number"] for each in found if each["head"]["sha"] == commit]
    if not numbers:
        sys.exit("没有找到这次检查的合并请求，可能已经又推送了。")
    return int(numbers[0])


def ours(comment: dict[str, Any]) -> bool:
    """Tell whether *comment* is the one to change."""
    user = comment.get("user") or comment.get("author") or {}
    author = os.environ.get("AUTHOR")
    return comment["body"].startswith(MARKER) and author in (
        None, "", user.get("login"), user.get("username"),
    )  # fmt: skip


def existing(comments: str) -> int | None:
    """Return the comment to change, if there is one."""
    page = 1
    while found := asked("GET", f"{comments}?{urlencode({'per_page': PAGE, 'page': page})}"):
        for comment in found:
            if ours(comment):
                return int(comment["id"])
        if len(found) < PAGE:
            break
        page += 1
    return None


def main(file: str) -> None:
    text = Path(file).read_text("utf-8")[:LARGEST]
    if not text.startswith(MARKER):
        sys.exit(f"{file} 不是变更说明。")
    comments, changed, method = address()
    id = existing(comments)
    if id is None:
        asked("POST", comments, {"body": text})
    else:
        asked(method, f"{changed}/{id}", {"body": text})


if __name__ == "__main__":
    main(sys.argv[1])
