package org.frostml;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Imports go down the floors, and packages on one floor do not see each other. */
class FloorsTest {
  @Test
  void importsGoDown() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.frostml");
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("org.frostml..")
        .layer("errors")
        .definedBy("org.frostml")
        .layer("random")
        .definedBy("org.frostml.random")
        .layer("kernel")
        .definedBy("org.frostml.kernel")
        .layer("sparse")
        .definedBy("org.frostml.sparse")
        .layer("nn")
        .definedBy("org.frostml.nn")
        .layer("optim")
        .definedBy("org.frostml.optim")
        .layer("train")
        .definedBy("org.frostml.train")
        .layer("config")
        .definedBy("org.frostml.config")
        .layer("data")
        .definedBy("org.frostml.data")
        .layer("io")
        .definedBy("org.frostml.io")
        .layer("predict")
        .definedBy("org.frostml.predict")
        .layer("sweep")
        .definedBy("org.frostml.sweep")
        .layer("bench")
        .definedBy("org.frostml.bench")
        .layer("report")
        .definedBy("org.frostml.report")
        .whereLayer("errors")
        .mayNotAccessAnyLayer()
        .whereLayer("random")
        .mayNotAccessAnyLayer()
        .whereLayer("kernel")
        .mayNotAccessAnyLayer()
        .whereLayer("sparse")
        .mayOnlyAccessLayers("kernel")
        .whereLayer("nn")
        .mayOnlyAccessLayers("sparse", "kernel", "random")
        .whereLayer("optim")
        .mayOnlyAccessLayers("sparse", "random")
        .whereLayer("train")
        .mayOnlyAccessLayers("nn", "optim", "sparse", "kernel", "random", "errors")
        .whereLayer("config")
        .mayOnlyAccessLayers("train", "nn", "optim", "errors")
        .whereLayer("data")
        .mayOnlyAccessLayers("nn", "random", "errors")
        .whereLayer("io")
        .mayOnlyAccessLayers("train", "nn", "optim", "sparse", "errors")
        .whereLayer("predict")
        .mayOnlyAccessLayers("io", "train", "nn", "kernel", "errors")
        .whereLayer("predict")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("sweep")
        .mayOnlyAccessLayers("config", "io", "random", "errors")
        .whereLayer("sweep")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bench")
        .mayOnlyAccessLayers("train", "nn", "optim", "sparse", "kernel", "random")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyAccessLayers("config", "errors")
        .whereLayer("report")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }
}
