"""What house rules look at in a module of the library, from one reading of its text."""

import ast
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Module:
    """A module's text, its imports, the constants in its f-strings, and its variables."""

    text: str
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    formatted: list[str] = field(default_factory=list)
    variables: Counter = field(default_factory=Counter)

    @property
    def imported(self) -> list[str]:
        """Names of modules that it imports, at its top or later; relative ones are own."""
        found = []
        for node in self.imports:
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif not node.level:
                found.append(node.module)
                found += [f"{node.module}.{alias.name}" for alias in node.names]
        return found


def read(text: str) -> Module:
    """Read a module; its tree, which is large, is not kept."""
    module = Module(text)
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import() | ast.ImportFrom():
                module.imports.append(node)
            case ast.JoinedStr():
                parts = (part for part in node.values if isinstance(part, ast.Constant))
                module.formatted += [part.value for part in parts]
            case ast.Name():
                module.variables[node.id] += 1
            case ast.arg():
                module.variables[node.arg] += 1
    return module
