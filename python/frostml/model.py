"""What Frost's models share."""

from __future__ import annotations

from typing import Type

from pyspark.ml.util import HasTrainingSummary

from frostml.summary import FrostTrainingSummary


class FrostModel(HasTrainingSummary[FrostTrainingSummary]):
    """A model that knows how it was trained, where it has just been."""

    @property
    def summary(self) -> FrostTrainingSummary:
        """How it was trained; what was loaded has no summary."""
        if not self.hasSummary:
            raise RuntimeError(f"{self.uid} has no summary: only what fit returns has one")
        summary = super().summary
        # PySpark 4.0 gives what lies below.
        return summary if isinstance(summary, FrostTrainingSummary) else FrostTrainingSummary(summary)

    @property
    def _summaryCls(self) -> Type[FrostTrainingSummary]:
        return FrostTrainingSummary
