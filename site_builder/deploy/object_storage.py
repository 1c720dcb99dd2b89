"""Talk to an object storage service: open it, try again what may pass, and name what failed."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from site_builder.deploy.host import DeployError, StallTimer
from site_builder.model import SiteError

if TYPE_CHECKING:
    from obstore import Attributes, PutMode
    from obstore.store import ObjectStore

_ATTEMPTS = 6
_VARIABLES = {
    "access_key_id": "AWS_ACCESS_KEY_ID",
    "secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
}
_Result = TypeVar("_Result")


class ConditionsUnsupportedError(Exception):
    """A service does not know conditional writes."""


class Storage:
    """A prefix of a bucket. All methods raise DeployError where the service fails for good."""

    def __init__(self, store: "ObjectStore", where: str, timer: StallTimer) -> None:
        self.where = where
        self._store = store
        self._timer = timer

    def listed(self, folder: str = "") -> Iterator[Sequence[Any]]:
        """Yield the objects below the prefix, or in a folder there, a thousand at a time."""
        try:
            for page in self._store.list(folder or None, chunk_size=1000):
                self._timer.advance()
                yield page
        except Exception as error:
            raise self._failed("listing", error) from error

    def read(self, name: str) -> bytes:
        """Return the bytes of an object. Raises FileNotFoundError when there is none."""
        return bytes(self._call(lambda: self._store.get(name).bytes()))

    def read_range(self, name: str, start: int, length: int) -> bytes:
        """Return some bytes of an object. Raises FileNotFoundError when there is none."""
        return bytes(self._call(lambda: self._store.get_range(name, start=start, length=length)))

    def head(self, name: str) -> Any:
        """Return size, entity tag and time of an object. Raises FileNotFoundError when there is none."""
        return self._call(lambda: self._store.head(name))

    def put(
        self,
        name: str,
        data: bytes,
        attributes: "Attributes | None" = None,
        *,
        mode: "PutMode" = "overwrite",
    ) -> None:
        """Put an object. Raises FileExistsError or, for a mode that it lacks, ConditionsUnsupportedError."""
        from obstore.exceptions import AlreadyExistsError, NotSupportedError, PreconditionError

        try:
            self._call(
                lambda: self._store.put(name, data, attributes=attributes, use_multipart=False, mode=mode)
            )
        except (AlreadyExistsError, PreconditionError) as error:
            raise FileExistsError(name) from error
        except NotSupportedError as error:
            raise ConditionsUnsupportedError(name) from error

    def delete(self, name: str) -> None:
        """Delete an object; one that is gone already is no error."""
        try:
            self._call(lambda: self._store.delete(name))
        except FileNotFoundError:
            return

    def copy(self, name: str, to: str) -> None:
        """Copy an object within the service."""
        self._call(lambda: self._store.copy(name, to))

    def _call(self, work: Callable[[], _Result]) -> _Result:
        """Do one request; what may pass is tried again until nothing went forward for too long."""
        from obstore import exceptions

        final = (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError)
        answers = (
            FileNotFoundError,
            exceptions.AlreadyExistsError,
            exceptions.PreconditionError,
            exceptions.NotSupportedError,
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                result = work()
            except answers:
                raise
            except (exceptions.BaseError, OSError) as error:
                if isinstance(error, final) or attempt == _ATTEMPTS or self._timer.left <= 0:
                    raise self._failed("the service", error) from error
                time.sleep(min(2.0**attempt / 4, max(self._timer.left, 0.1)))
            else:
                self._timer.advance()
                return result
        raise AssertionError("the last attempt returns or raises")

    def _failed(self, what: str, error: Exception) -> DeployError:
        text = " ".join(str(error).split("\n\nDebug source")[0].split())
        return DeployError(
            f"{self.where}: {what}: {text[:400]}",
            hint="check the credentials in the environment, the names of bucket and region, and the network",
        )


def open_store(
    bucket: str, *, prefix: str, endpoint: str, region: str, environment: Mapping[str, str]
) -> "ObjectStore":
    """Open a bucket of S3, or of another service by `gs://` or `az://` before its name.

    Raises SiteError when the library for it is not installed.
    """
    try:
        from obstore.store import AzureStore, GCSStore, S3Store
    except ImportError as error:
        raise SiteError(
            "publishing to object storage needs a library that is not installed",
            hint="pip install 'site-builder[s3]'",
        ) from error
    common: dict[str, Any] = {
        "prefix": prefix.strip("/") or None,
        "retry_config": _RETRIES,
        "client_options": {"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
    }
    kind, _, name = bucket.rpartition("://")
    if kind == "gs":
        return GCSStore(name, **common)
    if kind in ("az", "azure"):
        return AzureStore(name, **common)
    config: dict[str, Any] = {"bucket": name, "conditional_put": "etag"}
    config |= {key: environment[name] for key, name in _VARIABLES.items() if environment.get(name)}
    if endpoint:
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    chosen = region or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    config["region"] = chosen or ("auto" if endpoint else "us-east-1")
    return S3Store(config=cast("Any", config), **common)


_RETRIES: Any = {
    "max_retries": 5,
    "retry_timeout": timedelta(seconds=60),
    "backoff": {
        "init_backoff": timedelta(milliseconds=100),
        "max_backoff": timedelta(seconds=10),
        "base": 2,
    },
}
