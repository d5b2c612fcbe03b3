"""Every error that Askwell raises on purpose.

The tree::

    QAError
    ├── ReadError               a file could not be read; the others are unharmed
    │   ├── UnknownFileType         no reader for this kind of file
    │   ├── EmptyFile               nothing in it
    │   ├── PasswordNeeded          encrypted, and no (or the wrong) password was given
    │   ├── NoText                  opened, but holds no text (a scan, or garbage)
    │   │   └── Unseen                  only OCR can tell, and it was not asked
    │   ├── DamagedFile             truncated, malformed, hostile
    │   └── TooLarge                over a limit (bytes, pages, unpacked size)
    ├── NotFound                a source, collection, chat or model that is not there
    ├── NameTaken               a collection of that name exists
    ├── ModelError              a model could not be loaded, or is not the published one
    │   └── ModelMismatch           a collection is asked with another model than it was made with
    ├── HomeLocked              another process owns this home
    ├── StorageError            the disk or an index refused to write
    ├── ServerUnreachable       the Askwell that owns this home, or the one named, does not answer
    ├── InvalidRequest          a request that makes no sense (empty question, unknown filter)
    └── Stopped                 reading was called off, or is interrupted to go on at the next start

Each message is one sentence (two at most) that says what went wrong with which input and what to do next.
"""


class QAError(Exception):
    """Root of the tree; catch it to catch everything Askwell raises on purpose."""


class ReadError(QAError):
    """A file could not be read."""


class UnknownFileType(ReadError):
    """There is no reader for this kind of file."""


class EmptyFile(ReadError):
    """The file holds nothing."""


class PasswordNeeded(ReadError):
    """The file is encrypted and no, or the wrong, password was given."""


class NoText(ReadError):
    """The file opened but holds no readable text."""


class Unseen(NoText):
    """The file holds text, if any, that only OCR can read, and it was read without."""


class DamagedFile(ReadError):
    """The file is truncated, malformed or hostile."""


class TooLarge(ReadError):
    """The file is over a limit."""


class NotFound(QAError):
    """A source, collection, chat or model is not there."""


class NameTaken(QAError):
    """A collection of that name exists already."""


class ModelError(QAError):
    """A model could not be loaded, or its weights are not the published ones."""


class ModelMismatch(ModelError):
    """A collection is asked with another model than it was made with."""


class HomeLocked(QAError):
    """Another process owns this home.

    Attributes:
        url: where the owner serves its API, or None if it serves none.
    """

    def __init__(self, message: str, url: str | None = None) -> None:
        super().__init__(message)
        self.url = url


class StorageError(QAError):
    """The disk or an index refused to write."""


class ServerUnreachable(QAError):
    """A running Askwell that should answer does not, or does not speak as expected."""


class InvalidRequest(QAError):
    """The request makes no sense as it stands."""


class Stopped(QAError):
    """Reading was called off, or is interrupted to go on at the next start."""
