package org.frostml.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/** A folder of files, wherever it is. */
public interface Folder extends Serializable {
  /** The full name of a file in it, for messages. */
  String name(String file);

  boolean has(String file) throws IOException;

  /** Bytes of a file that it has. */
  long length(String file) throws IOException;

  InputStream open(String file) throws IOException;
}
