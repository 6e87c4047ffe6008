"""The classes of frostml under the names of their Java classes, by which PySpark looks for them when it loads a pipeline."""

from frostml import FrostClassificationModel, FrostClassifier, FrostRegressionModel, FrostRegressor

__all__ = ["FrostClassificationModel", "FrostClassifier", "FrostRegressionModel", "FrostRegressor"]
