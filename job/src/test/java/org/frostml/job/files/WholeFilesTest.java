package org.frostml.job.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
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

  private Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private void append(Path file, long known, String more) throws IOException {
    org.apache.hadoop.fs.Path target = Hadoop.qualified(file.toString());
    new WholeFiles(Hadoop.fileSystem(target))
        .append(target, known, more.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsAppendedLeavesTheFileInPlace() throws IOException {
    Path file = dir.resolve("file");
    append(file, 0, "one\n");
    Object before = identity(file);
    append(file, 4, "two\n");
    assertEquals("one\ntwo\n", Files.readString(file));
    assertEquals(before, identity(file));
  }

  @Test
  void whatIsBehindTheKnownBytesIsCutOff() throws IOException {
    Path file = dir.resolve("file");
    Files.writeString(file, "one\ntwo\nthr");
    append(file, 4, "2\n");
    assertEquals("one\n2\n", Files.readString(file));
    append(file, 4, "");
    assertEquals("one\n", Files.readString(file));
    append(file, 0, "");
    assertEquals("", Files.readString(file));
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(List.of(file), all.toList());
    }
  }

  /** As on object stores. */
  @Test
  void whereNothingCanBeAppendedTheFileIsWrittenAnew() throws IOException {
    RawLocalFileSystem files =
        new RawLocalFileSystem() {
          @Override
          public FSDataOutputStream append(
              org.apache.hadoop.fs.Path file, int buffer, Progressable progress) {
            throw new UnsupportedOperationException("no append");
          }
        };
    files.initialize(URI.create("file:///"), new Configuration());
    org.apache.hadoop.fs.Path target =
        new org.apache.hadoop.fs.Path(dir.resolve("file").toString());
    WholeFiles whole = new WholeFiles(files);
    whole.append(target, 0, new byte[] {'a', '\n'});
    whole.append(target, 2, new byte[] {'b', '\n'});
    assertEquals("a\nb\n", Files.readString(dir.resolve("file")));
  }
}
