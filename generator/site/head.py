"""What a page tells machines of itself, whatever page it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands on the web.

    Attributes:
        language: of the page.
        names: what the site calls itself, by language.
        root: the absolute address of the site; None where it has none, as without ``site_url``.
        addresses: the absolute address of the page, by language; empty where the site has none.
    """

    language: str
    names: Mapping[str, str]
    root: str | None = None
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """What the site calls itself in the language of the page."""
        return self.names[self.language]

    @property
    def address(self) -> str | None:
        """The absolute address of the page."""
        return self.addresses.get(self.language)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page tells machines.

    Attributes:
        graph: names and contents of its ``meta`` elements for previews.
        linked_data: what it says in the words of schema.org; empty where that is nothing.
        data: the briefing as data, to stand beside the page; None where the page is no briefing's.
    """

    graph: Pairs
    linked_data: str = ""
    data: str | None = None
