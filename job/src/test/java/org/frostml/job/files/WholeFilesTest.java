package org.frostml.job.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFilesTest {
  @TempDir Path dir;

  @Test
  void aFileThatCannotBeWrittenIsAsItWas() throws IOException {
    Path file = dir.resolve("file");
    Files.writeString(file, "before");
    org.apache.hadoop.fs.Path target = Hadoop.qualified(file.toString());
    WholeFiles whole = new WholeFiles(Hadoop.fileSystem(target));
    FrostException e =
        assertThrows(
            FrostException.class,
            () ->
                whole.write(
                    target,
                    stream -> {
                      stream.write(1);
                      throw new IOException("no space left");
                    }));
    assertEquals(file + ": cannot be written: no space left", e.getMessage());
    assertEquals("before", Files.readString(file));
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(List.of(file), all.toList());
    }
  }
}
