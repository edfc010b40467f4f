"""Makers of test objects, one module an app. Every person, number and account in them is invented."""
