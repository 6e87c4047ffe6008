package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.junit.jupiter.api.Test;

/** A setting that an estimator does not know would end a comparison after half an hour of it. */
class FoldMethodsTest {
  @Test
  void everySettingIsAParamOfItsEstimators() {
    for (FoldMethod method : FoldMethods.all(2)) {
      for (Map.Entry<FoldTask, Supplier<Estimator<?>>> task : method.estimators().entrySet()) {
        Estimator<?> estimator = task.getValue().get();
        List<Map<String, Object>> settings = method.settings().get(task.getKey());
        assertEquals(FoldMethods.SETTINGS, settings.size(), method.name());
        for (Map<String, Object> setting : settings) {
          for (String name : setting.keySet()) {
            assertTrue(
                estimator.hasParam(name.equals("hidden") ? "layers" : name),
                method.name() + " has no param " + name);
          }
        }
      }
    }
  }
}
