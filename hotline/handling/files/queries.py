"""Which bytes the journal names. For looking after the store only: nothing here reaches a page."""

from collections.abc import Iterator

from hotline.handling.models import FileRow


def rows() -> Iterator[FileRow]:
    """Every file with its addresses."""
    yield from FileRow.objects.order_by("id").iterator(chunk_size=500)


def named() -> set[str]:
    """Every address that a file has."""
    found = FileRow.objects.values_list("addresses", flat=True).iterator(chunk_size=2000)
    return {address for addresses in found for address in addresses}
