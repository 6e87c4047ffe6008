package org.frostml;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Imports go down the floors of all modules, and packages on one floor do not see each other. */
class FloorsTest {
  /** What a package imports of Frost, beside the errors and words of its root. */
  private static final Map<String, String[]> FLOORS = new LinkedHashMap<>();

  static {
    floor("random");
    floor("kernel");
    floor("sparse", "kernel", "random");
    floor("nn", "sparse", "kernel", "random");
    floor("optim", "sparse", "kernel", "random");
    floor("train", "nn", "optim", "sparse", "kernel", "random");
    floor("config", "train", "nn", "optim");
    floor("data", "nn", "random");
    floor("io", "train", "nn", "optim", "sparse");
    floor("run", "config", "data", "io", "train", "nn", "optim", "sparse", "kernel");
    floor("sweep", "config", "io", "train", "nn", "random");
    floor("report", "config", "train", "nn");
    floor("predict", "io", "train", "nn", "kernel");
    floor("job.files", "config", "data", "io", "train");
    floor("job.spark", "train", "nn", "optim", "sparse", "kernel", "random");
    floor(
        "job.data",
        "job.files",
        "run",
        "job.spark",
        "config",
        "data",
        "io",
        "train",
        "nn",
        "random");
    floor(
        "job.run",
        "job.data",
        "job.files",
        "job.spark",
        "run",
        "config",
        "data",
        "io",
        "train",
        "nn",
        "optim",
        "sparse",
        "kernel");
    floor(
        "job.sweep",
        "job.run",
        "job.data",
        "job.files",
        "job.spark",
        "run",
        "sweep",
        "config",
        "data",
        "io",
        "train",
        "nn",
        "sparse");
  }

  static {
    floor(
        "ml",
        "job.run",
        "job.data",
        "job.files",
        "job.spark",
        "run",
        "config",
        "data",
        "io",
        "train",
        "nn",
        "sparse",
        "kernel");
  }

  private static void floor(String name, String... below) {
    FLOORS.put(name, below);
  }

  @Test
  void importsGoDown() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.frostml");
    LayeredArchitecture house =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.frostml..")
            .layer("root")
            .definedBy("org.frostml")
            .layer("job")
            .definedBy("org.frostml.job")
            .layer("bench")
            .definedBy("org.frostml.bench");
    for (String name : FLOORS.keySet()) {
      house = house.layer(name).definedBy("org.frostml." + name);
    }
    for (Map.Entry<String, String[]> floor : FLOORS.entrySet()) {
      String[] below = new String[floor.getValue().length + 1];
      below[0] = "root";
      System.arraycopy(floor.getValue(), 0, below, 1, below.length - 1);
      house = house.whereLayer(floor.getKey()).mayOnlyAccessLayers(below);
    }
    house
        .whereLayer("root")
        .mayNotAccessAnyLayer()
        .whereLayer("job")
        .mayOnlyBeAccessedByLayers("bench")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }
}
