"""Sparse neural networks in Spark ML: PySpark's face of the estimators in ``frost-spark_2.13``.

The classes do nothing by themselves: they hand params and DataFrames to the classes of the same names on the JVM, which
needs the jar (``--jars``, ``--packages`` or ``spark.jars``).

>>> from frostml import FrostClassifier
>>> model = FrostClassifier(hiddenLayers=[300, 100], density=0.05).fit(training)
"""

from frostml.classification import FrostClassificationModel, FrostClassifier
from frostml.regression import FrostRegressionModel, FrostRegressor
from frostml.summary import FrostTrainingSummary

__all__ = [
    "FrostClassificationModel",
    "FrostClassifier",
    "FrostRegressionModel",
    "FrostRegressor",
    "FrostTrainingSummary",
]
