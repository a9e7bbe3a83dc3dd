"""Prints, as JSON, what a Python file defines and imports, without running it."""

import ast
import json
import sys

path = sys.argv[1]
with open(path, "rb") as file:
    source = file.read()
try:
    tree = ast.parse(source, path)
except (SyntaxError, ValueError) as error:
    print(json.dumps({"problem": getattr(error, "msg", str(error)), "line": getattr(error, "lineno", None)}))
    sys.exit(0)

functions, others, imports = [], [], []
is_complete = True
for node in ast.walk(tree):
    if isinstance(node, ast.Import):
        imports += [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        imports.append(node.module)

for node in tree.body:
    if isinstance(node, ast.FunctionDef):
        functions.append(node.name)
    elif isinstance(node, (ast.ImportFrom, ast.Import)):
        names = [alias.asname or alias.name for alias in node.names]
        is_complete = is_complete and "*" not in names
        others += names
    elif isinstance(node, ast.Assign):
        others += [target.id for target in node.targets if isinstance(target, ast.Name)]
    elif not isinstance(node, (ast.Expr, ast.ClassDef, ast.AsyncFunctionDef)):
        # A condition, a loop or a try statement may define names, too.
        is_complete = False

print(
    json.dumps(
        {
            "functions": functions,
            "names": functions + others,
            "imports": sorted(set(imports)),
            "isComplete": is_complete,
        }
    )
)
