"""Invented offices, schools, classes and people for a portal to try. Nobody here exists: ID numbers carry the
prefix 530000, which is no person's county, and the names come from a seeded generator."""
