"""The structures of a library as texts, whether it is stored or still in its files."""

from collections.abc import Iterator

from discovery.screening.library.records import library_sha256, read_library
from discovery.screening.library.store import is_stored, open_library
from discovery.screening.settings import LibrarySettings

ROWS = 10_000


def library_texts(settings: LibrarySettings) -> Iterator[list[str]]:
    """The structures as they stand in the library, in its order, some thousand at a time.

    A stored library has no more of a rejected one than its start.
    """
    if is_stored(settings.path):
        for shard in open_library(settings.path).shards():
            yield shard.table(["smiles_in"])["smiles_in"].to_pylist()
    else:
        for chunk in read_library(settings, ROWS):
            yield chunk.smiles


def library_digest(settings: LibrarySettings) -> str:
    """SHA-256 of the library's content."""
    return open_library(settings.path).digest if is_stored(settings.path) else library_sha256(settings)
