from django.db import connection, models


class NumberSeries(models.Model):
    """The last number given in one series (class numbers of a county and year, filings of a year …)."""

    key = models.CharField("序列", max_length=60, unique=True)
    value = models.PositiveIntegerField("最近编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"

    def __str__(self) -> str:
        return f"{self.key} {self.value}"

    @classmethod
    def next(cls, key: str) -> int:
        """Give the next number; concurrent callers wait for each other, so none is given twice."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_numberseries (key, value) VALUES (%s, 1) "
                "ON CONFLICT (key) DO UPDATE SET value = core_numberseries.value + 1 RETURNING value",
                [key],
            )
            return cursor.fetchone()[0]
