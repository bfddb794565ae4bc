"""A module imports only from lines above its own, and what is heavy or touches the world has one place."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import ringkas

ROOT = Path(ringkas.__file__).parent

LINES = (
    ("errors",),
    ("types",),
    ("settings", "registry", "text", "backends.base"),
    ("sources", "extract", "check", "store", "report"),
    ("backends", "abstract", "translate"),
    ("prepare", "pipeline"),
    ("assembly", "batch", "evaluate", "verification"),
    ("cli", "__init__"),
    ("__main__",),
)
"""The layers of docs/design.md, top line first; a package stands for its modules."""

PLACES = {
    "torch": ("backends.torch", "prepare"),
    "transformers": ("backends.torch", "prepare"),
    "openvino": ("backends.openvino", "prepare"),
    "ctranslate2": ("backends.ctranslate2", "prepare"),
    "gguf": ("prepare",),
    "huggingface_hub": ("store",),
    "filelock": ("store", "batch"),
    "typer": ("cli",),
    "rich": ("cli",),
    "platformdirs": ("cli", "assembly"),
    "trafilatura": ("sources",),
    "charset_normalizer": ("sources",),
    "pydantic": ("report",),
    "snowballstemmer": ("text",),
    "sacrebleu": ("evaluate",),
}
"""Libraries that only these modules import."""


LIGHT = ("typer", "platformdirs")
"""Libraries that may be imported at once: the second takes 3 ms, the first is what the command line is made of."""


@dataclass(frozen=True)
class Import:
    """An import statement: what, where, and whether it runs when the module is imported."""

    target: str
    line: int
    at_import: bool


def imports(tree: ast.Module) -> Iterator[Import]:
    """The imports of a module; those for type checkers alone are left out."""
    stack: list[tuple[ast.AST, bool]] = [(tree, True)]
    while stack:
        node, at_import = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        match node:
            case ast.Import():
                yield from (Import(alias.name, node.lineno, at_import) for alias in node.names)
            case ast.ImportFrom():
                assert node.level == 0, "imports are absolute"
                for alias in node.names:
                    yield Import(f"{node.module}.{alias.name}", node.lineno, at_import)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                at_import = False
        stack += [(child, at_import) for child in ast.iter_child_nodes(node)]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}


def line_of(module: str) -> int:
    """The line of a module, by its own name first, then by its package's."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        for number, line in enumerate(LINES):
            if ".".join(parts[:length]) in line:
                return number
    raise AssertionError(f"{module} is on no line; give it one in LINES and in docs/design.md")


def is_in(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def own(target: str) -> str | None:
    """The module of ours that an import names, without the name taken from it; None for a library."""
    if target.split(".")[0] != "ringkas":
        return None
    parts = target.split(".")[1:]
    while parts and ".".join(parts) not in MODULES:
        parts.pop()
    return ".".join(parts) or "__init__"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_lines_above_its_own(module: str) -> None:
    mine = line_of(module)
    for found in imports(MODULES[module]):
        target = own(found.target)
        if target is not None:
            inside = line_of(target) == mine and target.split(".")[0] == module.split(".")[0]
            assert line_of(target) < mine or inside, f"{module}:{found.line} imports {target}"


@pytest.mark.parametrize("module", MODULES)
def test_libraries_have_their_place(module: str) -> None:
    for found in imports(MODULES[module]):
        library = found.target.split(".")[0]
        assert is_in(module, PLACES.get(library, (module,))), f"{module}:{found.line} imports {library}"


@pytest.mark.parametrize("module", MODULES)
def test_libraries_are_imported_inside_the_functions_that_need_them(module: str) -> None:
    for found in imports(MODULES[module]):
        library = found.target.split(".")[0]
        if not found.at_import or library == "ringkas" or library in sys.stdlib_module_names:
            continue
        assert library in LIGHT, f"{module}:{found.line} imports {library} at once"


@pytest.mark.parametrize("module", MODULES)
def test_only_the_command_line_prints_exits_and_reads_the_environment(module: str) -> None:
    if is_in(module, ("cli", "__main__")):
        return
    for node in ast.walk(MODULES[module]):
        match node:
            case ast.Call(func=ast.Name(id="print" | "input" | "exit" | "quit" as name)):
                pytest.fail(f"{module}:{node.lineno} calls {name}")
            case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv" | "_exit" as name):
                pytest.fail(f"{module}:{node.lineno} uses os.{name}")
            case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "argv" | "stdout" | "stderr" | "stdin" as name):
                asks = module == "store" and name == "stderr"  # whether a download's bar would be seen
                assert asks, f"{module}:{node.lineno} uses sys.{name}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_unsafe_is_asked_of_a_library(module: str) -> None:
    for node in ast.walk(MODULES[module]):
        match node:
            case ast.keyword(arg="trust_remote_code", value=ast.Constant(value=value)):
                assert value is False, f"{module}:{node.lineno} trusts remote code"
            case ast.keyword(arg="weights_only", value=ast.Constant(value=value)):
                assert value is True, f"{module}:{node.lineno} loads pickles"
            case ast.Call(func=ast.Name(id="eval" | "exec" as name)):
                pytest.fail(f"{module}:{node.lineno} calls {name}")
    assert not any(found.target.split(".")[0] in ("pickle", "shelve") for found in imports(MODULES[module]))


def test_no_file_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}
    assert not vague & {part for module in MODULES for part in module.split(".")}


def test_every_name_is_on_one_line_and_exists() -> None:
    names = [name for line in LINES for name in line]
    assert len(names) == len(set(names))
    gone = {name for name in names if name not in MODULES}
    assert gone == set(), f"LINES names {gone}, which do not exist"
