# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests made to break the server; it stays up and answers others."""
import unittest

from program import EXAMPLE
from service import ServiceTest


class NestedJson(ServiceTest):
    def test_deep_nesting_is_refused(self):
        number = self.upload(EXAMPLE).json["id"]
        path = f"/api/v1/recording/{number}/annotations"
        kind = {"Content-Type": "application/json"}
        for opening, closing in (('{"a":', "}"), ("[", "]")):
            for depth in (65, 60_000, 100_000):
                text = '{"annotation":' + opening * depth + "1" + closing * depth + "}"
                for method, target in (("PUT", path), ("PATCH", f"{path}/1"), ("POST", "/api/v1/bulk")):
                    self.assertEqual(self.request(method, target, self.ana, text, kind).status, 400)
        self.assertIsNone(self.process.poll())
        self.assertEqual(self.get("/species").status, 200)


if __name__ == "__main__":
    unittest.main()
