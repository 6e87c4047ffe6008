package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.PredictorParams;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;

/** Of python/frostml, whose own tests run where PySpark is: that it says all that is said here. */
class PythonTest {
  /** Without quotes and white space, so that it does not matter where a line ends. */
  private static String squeezed(String text) {
    return text.replaceAll("[\\s\"']", "");
  }

  private static String python(String file) throws IOException {
    return Files.readString(Path.of("..", "python", "frostml", file));
  }

  @Test
  void everyParamIsThereInTheSameWords() throws IOException {
    requireParams(new FrostClassifier(), "classification.py");
    requireParams(new FrostRegressor(), "regression.py");
  }

  private static <E extends FrostParams & PredictorParams> void requireParams(
      E estimator, String file) throws IOException {
    String declared = squeezed(python("params.py") + python(file));
    String constructor = python(file).replaceFirst("(?s).*def __init__\\((.*?)\\) -> None.*", "$1");
    Set<String> names = new TreeSet<>();
    for (Param<?> param : estimator.params()) {
      names.add(param.name());
      if (estimator.declared().get(param.name()) != null) {
        // Only here the default of an array must be said in words.
        String words = param.doc().replaceFirst(", by default \\[.*\\]$", "");
        String line = squeezed("param(" + param.name() + "," + words + ",");
        assertTrue(declared.contains(line), file + " lacks: " + param.name() + ": " + words);
      }
    }
    assertEquals(names, found("(\\w+): Optional\\[", constructor));
  }

  @Test
  void everyParamOfOursHasItsSetterAndGetter() throws IOException {
    String setters = python("estimator.py") + python("classification.py");
    String getters = python("params.py") + python("classification.py");
    Set<String> bySpark =
        Set.of(
            "getMaxIter",
            "getStepSize",
            "getTol",
            "getWeightCol",
            "getValidationIndicatorCol",
            "getCheckpointInterval");
    FrostClassifier estimator = new FrostClassifier();
    for (Param<?> param : estimator.params()) {
      if (estimator.declared().get(param.name()) != null) {
        String name = Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1);
        assertTrue(setters.contains("    def set" + name + "(self, value: "), "set" + name);
        assertTrue(
            bySpark.contains("get" + name) || getters.contains("    def get" + name + "(self) ->"),
            "get" + name);
      }
    }
  }

  @Test
  void theSummaryHasEveryNumber() throws IOException {
    Set<String> here =
        Arrays.stream(FrostTrainingSummary.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .filter(name -> !name.equals("toString"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(here, found("    def (\\w+)\\(self\\)", python("summary.py")));

    Set<String> inJson =
        Arrays.stream(FrostTrainingSummary.class.getDeclaredClasses())
            .flatMap(numbers -> Arrays.stream(numbers.getRecordComponents()))
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(inJson, found("self\\._number\\(\"(\\w+)\"\\)", python("summary.py")));
  }

  private static Set<String> found(String pattern, String text) {
    return new TreeSet<>(
        Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList());
  }
}
