"""Files in the Slack that tests play: uploaded in three steps, shown as a message, fetched with the token."""

from collections.abc import Callable, Mapping

from aiohttp import web

from tests.channels.fake_slack_blocks import Refused
from tests.channels.fake_slack_shown import Json, Post
from tests.channels.fake_slack_wire import closed
from tests.channels.fake_slack_workspace import Method, Workspace, known


class Files:
    """What is kept of files. `address` is where they are handed over, known once Slack listens; `token` fetches them."""

    def __init__(self, world: Workspace, *, address: Callable[[], str], token: str) -> None:
        self._world = world
        self._address = address
        self._token = token
        self.kept: dict[str, bytes] = {}
        self.downloads: dict[str, bytes] = {}
        self.scope = True
        """Without it a file is answered with the page for signing in."""
        self.methods: Mapping[str, Method] = {
            "files.getUploadURLExternal": self._upload_url,
            "files.completeUploadExternal": self._complete,
            "files.delete": self._delete_file,
        }

    def _upload_url(self, arguments: Json) -> Json:
        known(arguments, "filename length alt_txt")
        id_ = f"F{self._world.number():05d}"
        return {"upload_url": f"{self._address()}/upload/{id_}", "file_id": id_}

    def _complete(self, arguments: Json) -> Json:
        known(arguments, "files channel_id thread_ts")
        channel = self._world.place(str(arguments["channel_id"]))
        files = arguments["files"]
        assert isinstance(files, list)
        ids = tuple(file["id"] for file in files)
        if not ids or not set(ids) <= set(self.kept):
            raise Refused("file_not_found")
        titles = "\n".join(file["title"] for file in files)
        thread = str(arguments.get("thread_ts", ""))
        self._world.posts.append(
            Post(channel=channel, ts=self._world.ts(), text=titles, blocks=[], thread=thread, files=ids)
        )
        return {"files": [{"id": id_} for id_ in ids]}

    def _delete_file(self, arguments: Json) -> Json:
        if self.kept.pop(str(arguments["file"]), None) is None:
            raise Refused("file_not_found")
        self._world.posts[:] = [
            post for post in self._world.posts if not post.files or set(post.files) & set(self.kept)
        ]
        return {}

    async def uploaded(self, request: web.Request) -> web.StreamResponse:
        """A file is handed over, at an address that is a secret by itself."""
        if "Authorization" in request.headers:
            self._world.violations.append("the token at an upload's address")
        self.kept[request.match_info["id"]] = await request.read()
        return closed(web.Response(text="OK"))

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        """A file somebody has sent."""
        if request.headers.get("Authorization") != f"Bearer {self._token}" or not self.scope:
            return closed(web.Response(text="<html>Sign in</html>", content_type="text/html"))
        content = self.downloads.get(request.match_info["id"])
        if content is None:
            return closed(web.Response(status=404))
        return closed(web.Response(body=content, content_type="image/jpeg"))
