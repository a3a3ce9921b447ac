"""Compiled templates, kept from one build for the next; compiling the theme's takes as long as many pages."""

from io import BytesIO

import jinja2
from jinja2.bccache import Bucket

from generator.cache import Cache, digest

TEMPLATES = "templates"


class Bytecode(jinja2.BytecodeCache):
    """Compiled templates of an environment, in a cache."""

    def __init__(self, cache: Cache, programs: str, env: jinja2.Environment) -> None:
        """Compile nothing yet.

        Args:
            cache: keeps them.
            programs: a digest of all that may compile.
            env: whose templates they are.
        """
        self._cache, self._programs, self._env = cache, programs, env

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles."""
        if found := self._cache.get(TEMPLATES, self._name(bucket), bucket.checksum):
            bucket.load_bytecode(BytesIO(found))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja when it has compiled."""
        self._cache.put(TEMPLATES, [(self._name(bucket), bucket.checksum, bucket.bytecode_to_string())])

    def _name(self, bucket: Bucket) -> str:
        env = self._env
        how = (
            *(env.code_generator_class.__name__, env.finalize, env.autoescape, env.trim_blocks),
            *sorted(env.extensions),
        )
        return f"{digest(self._programs, repr(how))} {bucket.key}"
