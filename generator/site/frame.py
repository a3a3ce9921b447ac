"""The theme's frame around a page, recorded once for all pages that have the same.

A template is run with blanks in place of what differs from page to page. The recording notes what it
takes from a blank, what it asks about it, and where it puts it out. A page for which each question has
the same answer gets the recorded text, its own values filled in; for another answer another recording is
made. What can be recorded is listed here, all else is refused: a block or an included template that does
more with a blank, such as going through a list, is left out and run for each page; where the template as
a whole does, there is no recording, and nothing is faster.
"""

import copy
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, MappingView, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from types import BuiltinMethodType, CodeType, MethodType, SimpleNamespace
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, optimizeconst
from jinja2.compiler import Frame as Scope
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS
from jinja2.nodes import Concat, Expr
from jinja2.runtime import (
    BlockReference,
    Context,
    LoopContext,
    Macro,
    TemplateReference,
    new_context,
    str_join,
)
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace, _PassArg
from markupsafe import Markup
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import normalize_url

from generator.site.pages import SitePage
from generator.site.ui import Words

# a recording takes as long as this many pages: a build that makes a few of a language anew goes without
_PATIENCE = 4
# of the pages of one language; the theme asks whether a page has contents, is found in the navigation ...
_RECORDINGS = 12
# what differs from page to page in what templates are given
_VARYING = (
    *("page", "pages", "base_url", "extra_css", "extra_javascript", "build_date_utc", "config"),
    *("head", "data_url", "feed_url", "canonical", "translations", "x_default"),
)
# what may be taken from a blank: it compares equal to what it is equal to, whichever side asks
_PLAIN = (str, int, float, type(None), list, tuple, dict, AnchorLink, TableOfContents, jinja2.Undefined)
# what changes while templates run, or holds values where they are not found to be filled in
_CLOSED = (Namespace, LoopContext, Cycler, Joiner, TemplateReference, BlockReference, Iterator, MappingView)
_OF_TEMPLATES = (Macro, BlockReference, LoopContext)
_BOUND = (BuiltinMethodType, MethodType)
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(dir(str)),
    Markup: frozenset(dir(Markup)),
    dict: frozenset(("get", "items", "keys", "values")),
    LoopContext: frozenset(("cycle", "changed")),
    Words: frozenset(("get",)),
}
_EXTENSIONS = {"jinja2.ext.InternationalizationExtension"}
_ANY = object()
_MAIN, _HTML = "main.html", "<html "

Values = list[Any]
Step = Callable[[Values], Any]
Unit = Callable[[Context], Iterable[str]]


class _RefusedError(BaseException):
    """A template did what is not recorded. No ``except Exception`` on the way may hide that."""


class _Blank:  # noqa: PLW1641 - it has a hash, which refuses
    """Stands for a value of a page while a template is recorded."""

    __slots__ = ("_recording", "_slot")

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return type(self)
        raise _RefusedError(name)

    def __bool__(self) -> bool:
        return _ask(operator.truth, self)

    def __eq__(self, other: object) -> bool:
        return _ask(operator.eq, self, other)

    def __ne__(self, other: object) -> bool:
        return _ask(operator.ne, self, other)

    def __lt__(self, other: object) -> bool:
        return _ask(operator.lt, self, other)

    def __le__(self, other: object) -> bool:
        return _ask(operator.le, self, other)

    def __gt__(self, other: object) -> bool:
        return _ask(operator.gt, self, other)

    def __ge__(self, other: object) -> bool:
        return _ask(operator.ge, self, other)

    def __contains__(self, item: object) -> bool:
        return _ask(operator.contains, self, item)

    def _refuse(self, *_: object) -> Any:
        raise _RefusedError

    __hash__ = __str__ = __repr__ = __format__ = __iter__ = __len__ = __getitem__ = _refuse
    __call__ = __int__ = __float__ = __index__ = __next__ = __reversed__ = __dir__ = _refuse


class _BlankPage(_Blank, SitePage):
    """A page that pages are compared with: being of a class below theirs, it is asked first."""

    __slots__ = ()
    __hash__ = _Blank._refuse


class _Undefined(jinja2.Undefined):
    """Unlike Jinja's, does not say that it differs from a blank, of whose value it knows nothing."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other == self if isinstance(other, _Blank) else super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__()


def _slot(blank: _Blank) -> int:
    return object.__getattribute__(blank, "_slot")  # type: ignore[no-any-return]


def _ask(question: Callable[..., Any], blank: _Blank, *others: object) -> bool:
    recording: _Recording = object.__getattribute__(blank, "_recording")
    if not all(isinstance(other, (_Blank, Page, *_PLAIN)) for other in others):
        raise _RefusedError
    return recording.ask(question, blank, *others)


class _Codes(CodeGenerator):
    """Compiles templates that leave it to ``put`` and ``joined`` to make strings of what they put out."""

    def _output_child_pre(self, node: Expr, frame: Scope, finalize: Any) -> None:
        if frame.eval_ctx.volatile or frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.put(")

    @optimizeconst
    def visit_Concat(self, node: Concat, frame: Scope) -> None:  # noqa: N802 - Jinja's name
        """The parts of ``a ~ b``."""
        if frame.eval_ctx.volatile or frame.eval_ctx.autoescape:
            super().visit_Concat(node, frame)
            return
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class _Compiled(jinja2.BytecodeCache):
    """What has been compiled, for both environments."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Get a template's code."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        if bucket.code:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class _Template(jinja2.Template):
    """A template of which each block, and each file that is included, is recorded by itself."""

    whole: Unit
    names: frozenset[str]

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Any:  # noqa: A002
        made: Any = super()._from_namespace(environment, namespace, globals)
        made.whole, made.root_render_func = made.root_render_func, _unit(made.root_render_func)
        made.names = frozenset(globals)
        namespace["Undefined"] = environment.undefined
        for name, block in made.blocks.items():
            # `super()` looks for its own block by the name in the module
            made.blocks[name] = namespace[f"block_{name}"] = _unit(block)
        return made

    def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Context:  # noqa: A002
        """Jinja gathers the names of all globals anew for each file that is included."""
        if not shared:
            return super().new_context(vars, shared, locals)
        made = new_context(self.environment, self.name, self.blocks, vars, shared, None, locals)
        made.globals_keys = self.names  # type: ignore[assignment]
        return made

    def make_module(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:  # noqa: A002
        """What an imported template defines is there as a whole, or not at all."""
        context = self.new_context(vars, shared, locals)
        return TemplateModule(self, context, list(self.whole(context)))


def _unit(function: Any) -> Any:
    def run(context: Context) -> Iterator[Any]:
        recording = context.environment.recording  # type: ignore[attr-defined]
        yield from recording.unit(function, context) if recording else function(context)

    return run


class _Context(Context):
    """Calls only what has no memory, as a page's text would depend on the pages before it."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - Jinja's names
        kind, recording = type(__obj), __self.environment.recording  # type: ignore[attr-defined]
        if kind in _OF_TEMPLATES or __obj is _namespace:
            return super().call(__obj, *args, **kwargs)
        is_method = kind in _BOUND and __obj.__name__ in _METHODS.get(type(__obj.__self__), ())
        if not (is_method or kind is Words or __obj is range or __obj is dict):
            raise _RefusedError
        # these are for functions that take a context
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        if recording is None or not recording.varies((args, kwargs)):
            return __obj(*args, **kwargs)
        if kind is not Words:
            raise _RefusedError
        return recording.add(_apply, __obj, args, kwargs)


def _apply(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    return function(*args, **kwargs)


class _Namespace(Namespace):
    """A namespace that only the block or file that made it changes: another may be left out."""

    def __setitem__(self, name: str, value: Any) -> None:
        environment, owner = object.__getattribute__(self, "_made_by")
        if owner is not environment.current:
            raise _RefusedError
        super().__setitem__(name, value)


@jinja2.pass_environment
def _namespace(environment: Any, *args: Any, **kwargs: Any) -> Namespace:
    made = _Namespace(*args, **kwargs)
    object.__setattr__(made, "_made_by", (environment, environment.current))
    return made


class _Environment(jinja2.Environment):
    """The theme's templates, to be recorded.

    Attributes:
        recording: the one that is being made.
        current: the block or file that is being run.
    """

    template_class = _Template
    context_class = _Context
    recording: "_Recording | None"
    current: object
    recorded: dict[str, Any]
    loaded: dict[object, jinja2.Template]

    @classmethod
    def over(cls, environment: jinja2.Environment) -> "_Environment":
        """The same templates, filters and tests."""
        made = environment.overlay()
        made.__class__ = cls
        assert isinstance(made, cls)  # noqa: S101 - for mypy
        made.recording, made.current, made.undefined, made.loaded = None, None, _Undefined, {}
        made.globals = {**environment.globals, "namespace": _namespace}
        known_filters: dict[str, Any] = {**FILTERS, "random": None}
        known_tests: dict[str, Any] = dict(TESTS)
        filters = {n: made.seen(f, "add", known_filters.get(n)) for n, f in made.filters.items()}
        tests = {n: made.seen(f, "ask", known_tests.get(n)) for n, f in made.tests.items()}
        made.recorded = {"filters": filters, "tests": tests}
        return made

    @contextmanager
    def record(self, recording: "_Recording") -> Iterator[None]:
        """Let a recording see what templates do."""
        before, self.recording, self.current = dict(self.__dict__), recording, object()
        for name in ("put", "joined", "concat", "getattr", "getitem"):
            setattr(self, name, getattr(recording, name))
        self.__dict__.update(self.recorded)
        try:
            yield
        finally:
            self.__dict__.clear()
            self.__dict__.update(before)

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> jinja2.Template:  # noqa: A002
        """Jinja takes as long to find a small template as to run it."""
        found = self.loaded.get(name) if globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            self.loaded[name] = found
        return found

    def seen(self, function: Any, how: str, own: Any) -> Callable[..., Any]:
        """A filter or a test that also takes blanks, where it is Jinja's own, or that for addresses."""
        passed = _PassArg.from_obj(function)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            recording = self.recording
            if recording is None:
                return _without_blanks(function, args, kwargs)
            if function is url and args[0]["page"] is recording.blanks["page"]:
                return recording.add(_address, args[1], recording.place)
            if function is not own:
                raise _RefusedError
            if not recording.varies((args[1:] if passed else args, kwargs)):
                return function(*args, **kwargs)
            return getattr(recording, how)(_apply, function, args, kwargs)

        return call


def _without_blanks(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Call a function for a macro that was defined in a recording, and may have kept blanks of it."""
    if any(isinstance(value, _Blank) for value in (*args, *kwargs.values())):
        raise _RefusedError
    return function(*args, **kwargs)


def _join(parts: Iterable[Any]) -> str:
    return "".join(map(str, parts))


class _Recording:
    """What the templates do with one page.

    Args:
        environment: of the templates; its `recording` is this one as long as it lasts.
        context: what they are given.
    """

    def __init__(self, environment: _Environment, context: Mapping[str, Any]) -> None:
        self._environment = environment
        self.names = [name for name in _VARYING if name in context]
        self._values: Values = [context[name] for name in self.names]
        self.steps: list[tuple[Step, object]] = []
        self.blanks = {name: self._blank(slot) for slot, name in enumerate(self.names)}
        self.blanks["page"] = self._blank(self.names.index("page"), _BlankPage)
        self._config: Any = None

    def _blank(self, slot: int, kind: type[_Blank] = _Blank) -> Any:
        made = object.__new__(kind)
        object.__setattr__(made, "_recording", self)
        object.__setattr__(made, "_slot", slot)
        return made

    def run(self, template: _Template, context: Mapping[str, Any]) -> list[Any]:
        """What the template puts out: strings and blanks."""
        with self._environment.record(self):
            self.place = self.add(_place, self.blanks["page"])
            self._config = copy.copy(context["config"])
            self._config["extra"] = self._extra(context["config"]["extra"])
            given = {**context, **self.blanks, "config": self._config}
            pieces = list(template.whole(template.new_context(given)))
        # the page is not held in memory
        self._values.clear()
        return pieces

    def _extra(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        """What is the same for all pages as it is, for templates to go through."""

        def taken(get: Callable[[Any], Any]) -> Any:
            return self.add(lambda config: get(config["extra"]), self.blanks["config"])

        def alternate(number: int, item: Mapping[str, str]) -> dict[str, Any]:
            links = {
                name: taken(lambda extra, name=name: extra["alternate"][number][name])  # type: ignore[misc]
                for name in ("link", "absolute")
            }
            return {**item, **links}

        return {
            **extra,
            "alternate": [alternate(number, item) for number, item in enumerate(extra["alternate"])],
            "scope": taken(operator.itemgetter("scope")),
        }

    def put(self, value: Any) -> Any:
        """What a template puts out."""
        return value if isinstance(value, _Blank) else str(value)

    def joined(self, values: Iterable[Any]) -> Any:
        """What a template writes as ``a ~ b``."""
        return self.concat(map(self.put, values))

    def concat(self, pieces: Iterable[Any]) -> Any:
        """The parts of a text."""
        parts = list(pieces)
        return self.add(_join, parts) if any(isinstance(part, _Blank) for part in parts) else "".join(parts)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template writes as ``a.b``."""
        get = jinja2.Environment.getattr
        if isinstance(obj, _Blank):
            return self.add(get, self._environment, obj, attribute)
        return get(self._environment, obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What a template writes as ``a[b]``."""
        get = jinja2.Environment.getitem
        if isinstance(obj, _Blank) or isinstance(argument, _Blank):
            return self.add(get, self._environment, obj, argument)
        return get(self._environment, obj, argument)

    def add(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """A blank for what a function makes of its arguments, blanks among them."""
        step = self._step(function, arguments)
        value = self._of_page(step)
        if not isinstance(value, _PLAIN):
            raise _RefusedError
        return self._note(step, value, _ANY)

    def ask(self, question: Callable[..., bool], *arguments: Any) -> bool:
        """The answer for this page, which others have to have in common with it."""
        step = self._step(question, arguments)
        answer: bool = self._of_page(step)
        if answer is not True and answer is not False:
            raise _RefusedError
        self._note(step, answer, answer)
        return answer

    def _of_page(self, step: Step) -> Any:
        if self._environment.recording is not self:
            raise _RefusedError
        self._environment.recording = None
        try:
            return step(self._values)
        finally:
            self._environment.recording = self

    def _note(self, step: Step, value: Any, answer: object) -> Any:
        self.steps.append((step, answer))
        self._values.append(value)
        return self._blank(len(self._values) - 1)

    def _step(self, function: Callable[..., Any], arguments: Sequence[Any]) -> Step:
        fillers = [self._filler(value) for value in arguments]
        filled = [(number, filler) for number, filler in enumerate(fillers) if filler]
        fixed = [None if filler else value for value, filler in zip(arguments, fillers, strict=True)]
        if len(filled) == 1:
            ((number, only),) = filled
            before, after = fixed[:number], fixed[number + 1 :]
            return lambda values: function(*before, only(values), *after)

        def step(values: Values) -> Any:
            given = fixed[:]
            for number, filler in filled:
                given[number] = filler(values)
            return function(*given)

        return step

    def varies(self, value: Any) -> bool:
        """Whether there is a blank in a value."""
        return self._filler(value) is not None

    def _filler(self, value: Any) -> Step | None:
        """Puts a page's values in place of the blanks; None where there are none."""
        if isinstance(value, _Blank):
            return operator.itemgetter(_slot(value))
        if value is self._config and value is not None:
            return operator.itemgetter(self.names.index("config"))
        if isinstance(value, _CLOSED):
            raise _RefusedError
        if isinstance(value, TemplateModule) and any(map(self.varies, vars(value).values())):
            raise _RefusedError
        if isinstance(value, dict):
            fillers = [(key, filler) for key, item in value.items() if (filler := self._filler(item))]
            return (lambda values: {**value, **{k: f(values) for k, f in fillers}}) if fillers else None
        if isinstance(value, (list, tuple)) and any(self.varies(item) for item in value):
            kind = type(value)
            return self._step(lambda *items: kind(items), value)
        return None

    def unit(self, function: Unit, context: Context) -> Iterable[Any]:
        """What a block or a file puts out; a blank where it is not to be recorded."""
        environment, mark = self._environment, len(self.steps)
        state = dict(context.vars), set(context.exported_vars), _copied(context.blocks)
        outer, environment.current = environment.current, object()
        try:
            return list(function(context))
        except (_RefusedError, Exception):
            # what is wrong with a template shows when it is run without blanks
            del self._values[len(self._values) - len(self.steps) + mark :]
            del self.steps[mark:]
            step = self._left_out(function, context, *state)
            return [self._note(step, self._of_page(step), _ANY)]
        finally:
            environment.current = outer

    def _left_out(self, function: Unit, context: Context, variables: Any, exported: Any, blocks: Any) -> Step:
        environment, name, globals_keys = self._environment, context.name, context.globals_keys
        given, own = self._mapping(context.parent), self._mapping(variables)

        def step(values: Values) -> str:
            made = _Context(environment, given(values), name, {})
            made.vars, made.exported_vars = own(values), set(exported)
            made.blocks, made.globals_keys = _copied(blocks), globals_keys
            environment.current = object()
            return "".join(function(made))

        return step

    def _mapping(self, value: dict[str, Any]) -> Step:
        return self._filler(value) or (lambda _: dict(value))


def _copied(blocks: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: list(stack) for name, stack in blocks.items()}


class _Frame:
    """What has been recorded."""

    def __init__(self, recording: _Recording, pieces: Iterable[Any], direction: str) -> None:
        self._names, self._steps, self._direction = recording.names, recording.steps, direction
        self._parts: list[str | int] = []
        for piece in pieces:
            if isinstance(piece, _Blank):
                self._parts.append(_slot(piece))
            elif self._parts and isinstance(self._parts[-1], str):
                self._parts[-1] += piece
            else:
                self._parts.append(piece)
        # most often at the beginning, which spares a search in each document
        first = self._parts[0] if self._parts else ""
        self._is_directed = isinstance(first, str) and _HTML in first
        if self._is_directed:
            self._parts[0] = directed(str(first), direction)

    def around(self, context: Mapping[str, Any]) -> str | None:
        """A page's document; None where the page has another frame."""
        values = [context[name] for name in self._names]
        try:
            for step, answer in self._steps:
                value = step(values)
                if answer is not _ANY and value is not answer:
                    return None
                values.append(value)
            parts = [part if isinstance(part, str) else str(values[part]) for part in self._parts]
        except (_RefusedError, Exception):
            # what is wrong shows when the page is made without a frame
            return None
        return "".join(parts) if self._is_directed else directed("".join(parts), self._direction)


class Frames:
    """Makes the documents of pages that are not in the navigation.

    Args:
        environment: the theme's templates. It gets the filter `url` of this module.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        environment.filters["url"] = url
        self._environment = environment
        self._recorder: _Environment | None = None
        self._frames: dict[str, list[_Frame]] = {}
        self._misses: dict[str, int] = {}
        self._is_usable = _is_plain(environment)
        if self._is_usable:
            # templates are compiled once for both environments
            environment.code_generator_class = _Codes
            environment.put, environment.joined = str, str_join  # type: ignore[attr-defined]
            environment.bytecode_cache = environment.bytecode_cache or _Compiled()

    def around(self, language: str, direction: str, context: Mapping[str, Any]) -> str:
        """The document of a page, equal to what rendering the theme's main template gives.

        Args:
            language: of the page: what `context` has is the same for all pages in it but for `_VARYING`.
            direction: of the language.
            context: what the templates are given.
        """
        frames = self._frames.setdefault(language, [])
        for number, frame in enumerate(frames):
            if (document := frame.around(context)) is not None:
                # the next page is likely to be of the same kind
                frames.insert(0, frames.pop(number))
                return document
        document = directed(self._environment.get_template(_MAIN).render(context), direction)
        self._misses[language] = misses = self._misses.get(language, 0) + 1
        if self._is_usable and _PATIENCE < misses <= _PATIENCE + _RECORDINGS:
            made = self._record(context, direction)
            # the same to the letter, or not at all
            if made and made.around(context) == document:
                frames.insert(0, made)
        return document

    def _record(self, context: Mapping[str, Any], direction: str) -> _Frame | None:
        self._recorder = self._recorder or _Environment.over(self._environment)
        recording = _Recording(self._recorder, context)
        try:
            template: Any = self._recorder.get_template(_MAIN)
            return _Frame(recording, recording.run(template, context), direction)
        except (_RefusedError, Exception):
            # the document has been made without it
            return None


def directed(document: str, direction: str) -> str:
    """A document with the direction of its language; Material gives that to the body alone."""
    return document.replace(_HTML, f'{_HTML}dir="{direction}" ', 1)


def _is_plain(environment: jinja2.Environment) -> bool:
    """Whether templates do what Jinja says, and nothing that a hook has added to that."""
    return (
        type(environment) is jinja2.Environment
        and environment.code_generator_class in (CodeGenerator, _Codes)
        and environment.template_class is jinja2.Template
        and environment.context_class is Context
        and environment.undefined is jinja2.Undefined
        and set(environment.extensions) <= _EXTENSIONS
        and not (environment.finalize or environment.autoescape or environment.is_async)
    )


@jinja2.pass_context
def url(context: Context, value: object) -> str:
    """Material's filter for addresses; on an error page, whose depth nobody knows, from the root."""
    page = context["page"]
    return address(value, page) if page else normalize_url(str(value), None, context["root_url"])


def address(value: object, page: Page) -> str:
    """An address below the site's root, as seen from a page."""
    return _address(value, _place(page))


def _place(page: Page) -> tuple[str, str | None, Page]:
    """The folder of a page with another name in place of its own, and its own; for `_address`."""
    url = page.url
    if not url.endswith("/"):
        folder, _, own = url.rpartition("/")
        return (f"{folder}/.", None, page) if "." in own else (url, None, page)
    folder, slash, own = url[:-1].rpartition("/")
    return f"{folder}{slash}\0/", own, page


def _address(value: object, place: tuple[str, str | None, Page]) -> str:
    """An address as seen from a page. It is the same for all pages of a folder, but for the pages' own."""
    text, (folder, own, page) = str(value), place
    return normalize_url(text, page) if own and own in text else _from(text, folder)


@lru_cache(maxsize=4096)
def _from(text: str, folder: str) -> str:
    return normalize_url(text, SimpleNamespace(url=folder))  # type: ignore[arg-type]
