# SPDX-License-Identifier: GPL-3.0-or-later
"""schema/openapi.yaml is plain YAML without merge keys, complete and without dangling references."""
import re
import unittest

import yaml

from program import ROOT

TEXT = (ROOT / "schema/openapi.yaml").read_text()
METHODS = ("get", "put", "post", "patch", "delete")


class Description(unittest.TestCase):
    def setUp(self):
        self.api = yaml.safe_load(TEXT)
        self.operations = {(method, path): item[method] for path, item in self.api["paths"].items()
                           for method in METHODS if method in item}

    def test_no_merge_keys_nor_anchors(self):
        self.assertNotRegex(TEXT, r"<<\s*:")
        self.assertNotRegex(TEXT, r"(?m)[:\-\[,] [&*][A-Za-z_]+")

    def test_every_operation_is_named_and_described(self):
        names = [operation["operationId"] for operation in self.operations.values()]
        self.assertEqual(len(set(names)), len(names))
        tags = {tag["name"] for tag in self.api["tags"]}
        for key, operation in self.operations.items():
            self.assertTrue(operation["summary"] and operation["description"], key)
            self.assertTrue(set(operation["tags"]) <= tags and operation["tags"], key)

    def test_references_resolve(self):
        for reference in set(re.findall(r'"(#/[^"]+)"', TEXT)):
            target = self.api
            for name in reference.removeprefix("#/").split("/"):
                target = target[name]
        for _, path in self.operations:
            item = self.api["paths"][path]
            given = {p["$ref"].rsplit("/", 1)[1] for p in item.get("parameters", []) if "$ref" in p}
            self.assertTrue(set(re.findall(r"\{(\w+)\}", path)) <= given, path)

    def test_closed_objects_declare_required_properties(self):
        def visit(node):
            if isinstance(node, dict):
                if node.get("additionalProperties") is False:
                    self.assertTrue(set(node.get("required", [])) <= set(node["properties"]), node)
                for value in node.values():
                    visit(value)
            elif isinstance(node, list):
                for value in node:
                    visit(value)

        visit(self.api)
        metadata = self.api["components"]["schemas"]["RecordingDetail"]["properties"]["metadata"]
        self.assertIs(metadata["additionalProperties"], True)


if __name__ == "__main__":
    unittest.main()
