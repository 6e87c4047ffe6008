package org.frostml.job.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopTest {
  @TempDir Path dir;

  /** Ours writes none; what others of this JVM share with Spark stays as it was. */
  @Test
  void checksumsOfOthersAreLeftAlone() throws IOException {
    org.apache.hadoop.fs.Path ours = Hadoop.qualified(dir.resolve("ours").toString());
    Hadoop.fileSystem(ours).create(ours).close();
    org.apache.hadoop.fs.Path others = new org.apache.hadoop.fs.Path(ours.getParent(), "others");
    FileSystem.get(others.toUri(), new Configuration()).create(others).close();
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(
          Set.of("ours", "others", ".others.crc"),
          all.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
  }
}
