package org.frostml.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file's bytes, as they come. Where they cannot be read the error says so with the file's name:
 * what a network throws may be the very exception by which a decoder says that bytes are wrong.
 */
final class SourceStream extends FilterInputStream {
  private final String name;

  private SourceStream(InputStream in, String name) {
    super(in);
    this.name = name;
  }

  static InputStream open(Folder folder, String file) throws IOException {
    String name = folder.name(file);
    try {
      return new SourceStream(folder.open(file), name);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static IOException unreadable(String name, IOException cause) {
    return new IOException(name + ": cannot be read: " + cause.getMessage(), cause);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    try {
      return super.read(bytes, from, count);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }
}
