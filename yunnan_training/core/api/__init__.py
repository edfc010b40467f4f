"""What every API resource stands on: identity, refusal by default, pages, problems, versions, repeats, schema.

How to write a resource on it: docs/api.md.
"""
