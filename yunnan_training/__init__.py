"""The training portal of Yunnan Province. Only the roof (settings, urls, middleware, celery) lives directly here."""
