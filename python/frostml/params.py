"""The params that estimators and models share, in the words of the JVM, where their defaults are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, List, TypeVar

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import (
    HasCheckpointInterval,
    HasMaxIter,
    HasStepSize,
    HasTol,
    HasValidationIndicatorCol,
    HasWeightCol,
)

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")

toFloat = TypeConverters.toFloat
toInt = TypeConverters.toInt
toString = TypeConverters.toString


def param(name: str, doc: str, convert: Callable[[Any], T]) -> Param[T]:
    """A param of whatever object its class is made into."""
    return Param(Params._dummy(), name, doc, typeConverter=convert)


def plain(value: Any) -> Any:
    """A list of what is one on the JVM."""
    return list(value) if type(value).__name__ == "JavaArray" else value


class FrostParams(
    HasMaxIter,
    HasStepSize,
    HasTol,
    HasWeightCol,
    HasValidationIndicatorCol,
    HasCheckpointInterval,
):
    """Where a key stands in brackets it is that of conf/reference.conf."""

    maxIter: Param[int] = param("maxIter", "passes over the training examples (epochs)", toInt)

    stepSize: Param[float] = param(
        "stepSize",
        "the rate once it has warmed up, before the schedule lowers it; all but adabreg and adam want more "
        "(learningRate.base)",
        toFloat,
    )

    # Not HasSeed: its default is another one in every process.
    seed: Param[int] = param(
        "seed",
        "of everything random in a run: the spread over shards, the order of examples, the first weights (seed)",
        toInt,
    )

    tol: Param[float] = param(
        "tol",
        "an improvement is better than the best epoch by more than delta, in the unit of what by says "
        "(stopping.delta)",
        toFloat,
    )

    weightCol: Param[str] = param(
        "weightCol", "column of what a row counts for, a number >= 0; none: 1 each", toString
    )

    validationIndicatorCol: Param[str] = param(
        "validationIndicatorCol",
        "column that is true, or not 0, for rows held out of training: patience goes by them",
        toString,
    )

    checkpointInterval: Param[int] = param(
        "checkpointInterval",
        "one at the end of every so many epochs; 0: none there (checkpoint.epochs)",
        toInt,
    )

    hiddenLayers: Param[List[int]] = param(
        "hiddenLayers",
        "widths of the hidden layers, each a dense layer and a ReLU; [] is a linear model (network.hidden)",
        TypeConverters.toListInt,
    )

    layers: Param[str] = param(
        "layers",
        'all layers instead, of which the last gives the classes: "dense(300) relu dense(10)", of images '
        '"conv(16,3) bn relu maxpool(2) flatten dense(10)", or the name of one, such as resnet20: docs/networks.md '
        "(network.layers)",
        toString,
    )

    imageShape: Param[List[int]] = param(
        "imageShape",
        "of images whose pixels the features are: channels, rows and columns, such as [1, 28, 28]; []: of none "
        "(data.shape)",
        TypeConverters.toListInt,
    )

    density: Param[float] = param(
        "density",
        "all but fixed, and for every mask: non-zero weights / weights, in (0, 1] (density.target)",
        toFloat,
    )

    miniBatchSize: Param[int] = param(
        "miniBatchSize",
        "examples per step, all shards together; a multiple of shards (batchSize)",
        toInt,
    )

    freezeEvery: Param[int] = param(
        "freezeEvery",
        "coarse steps after every fine one; 0 makes every step fine (freeze.m)",
        toInt,
    )

    localSteps: Param[int] = param(
        "localSteps",
        "H: coarse steps, m at most, each shard takes by itself, in one Spark job, before duals are averaged; "
        "1 is exact (freeze.localSteps)",
        toInt,
    )

    shards: Param[int] = param(
        "shards",
        "fixed logical parts of the data; decides the bits of a result, executors and cores do not (shards)",
        toInt,
    )

    optimizer: Param[str] = param(
        "optimizer",
        "linbreg, adabreg: linearized Bregman iterations | proxsgd | dense, needs freeze.m = 0: sgd, adam | "
        "masks: rigl, set, static, gmp (gradual magnitude pruning) (optimizer.name)",
        toString,
    )

    regularizer: Param[str] = param(
        "regularizer",
        "linbreg, adabreg, proxsgd; masks are of single weights: l1 | rows: whole units and output channels are zero or "
        "not | sparse-rows: both | columns: input features are | kernels, input-channels: those of convolutions are; "
        "these three are l1 elsewhere | none (dense) (regularizer.name)",
        toString,
    )

    patience: Param[int] = param(
        "patience",
        "epochs without improvement after which a run ends; 0: never (stopping.patience)",
        toInt,
    )

    checkpointDir: Param[str] = param(
        "checkpointDir",
        "folder, of any Hadoop file system, in which every fit has one of its own by its settings and rows: "
        "a fit that was broken off resumes from there, to the same bits; empty: nothing is written",
        toString,
    )

    initialModel: Param[str] = param(
        "initialModel",
        "path of a model, saved or a model.safetensors, whose weights training starts from; empty: it starts anew",
        toString,
    )

    config: Param[str] = param(
        "config",
        "anything else of reference.conf, as text (HOCON), or the path of a file whose name ends in .conf; "
        "params that are set come before it",
        toString,
    )

    # Declared where its words are: they name the losses of classes, or of values.
    loss: Param[str]

    def _setDefault(self, **defaults: Any) -> Self:
        """PySpark leaves defaults that come from the JVM as they are, and arrays there."""
        return super()._setDefault(**{name: plain(value) for name, value in defaults.items()})

    def getSeed(self) -> int:
        """The value of seed or its default."""
        return self.getOrDefault(self.seed)

    def getHiddenLayers(self) -> List[int]:
        """The value of hiddenLayers or its default."""
        return self.getOrDefault(self.hiddenLayers)

    def getImageShape(self) -> List[int]:
        """The value of imageShape or its default."""
        return self.getOrDefault(self.imageShape)

    def getLayers(self) -> str:
        """The value of layers or its default."""
        return self.getOrDefault(self.layers)

    def getLoss(self) -> str:
        """The value of loss or its default."""
        return self.getOrDefault(self.loss)

    def getDensity(self) -> float:
        """The value of density or its default."""
        return self.getOrDefault(self.density)

    def getMiniBatchSize(self) -> int:
        """The value of miniBatchSize or its default."""
        return self.getOrDefault(self.miniBatchSize)

    def getFreezeEvery(self) -> int:
        """The value of freezeEvery or its default."""
        return self.getOrDefault(self.freezeEvery)

    def getLocalSteps(self) -> int:
        """The value of localSteps or its default."""
        return self.getOrDefault(self.localSteps)

    def getShards(self) -> int:
        """The value of shards or its default."""
        return self.getOrDefault(self.shards)

    def getOptimizer(self) -> str:
        """The value of optimizer or its default."""
        return self.getOrDefault(self.optimizer)

    def getRegularizer(self) -> str:
        """The value of regularizer or its default."""
        return self.getOrDefault(self.regularizer)

    def getPatience(self) -> int:
        """The value of patience or its default."""
        return self.getOrDefault(self.patience)

    def getCheckpointDir(self) -> str:
        """The value of checkpointDir or its default."""
        return self.getOrDefault(self.checkpointDir)

    def getInitialModel(self) -> str:
        """The value of initialModel or its default."""
        return self.getOrDefault(self.initialModel)

    def getConfig(self) -> str:
        """The value of config or its default."""
        return self.getOrDefault(self.config)
