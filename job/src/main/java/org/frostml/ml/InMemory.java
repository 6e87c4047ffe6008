package org.frostml.ml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.run.RunStore;

/** A run that leaves nothing but its model. */
final class InMemory implements RunStore {
  private Content model;

  /** The model's file, once the run is complete. */
  byte[] model() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }

  @Override
  public boolean lasts() {
    return false;
  }

  @Override
  public boolean resumes() {
    return false;
  }

  @Override
  public void open(String config) {}

  @Override
  public void write(String name, Content content) {
    if (name.equals(ModelFile.NAME)) {
      model = content;
    }
  }

  @Override
  public void append(String name, long known, byte[] more) {}

  @Override
  public List<Entry> list(String folder, String names) {
    return List.of();
  }

  @Override
  public InputStream open(Entry file) {
    throw new FrostException(file.shown() + ": is not kept");
  }

  @Override
  public void putAside(Entry file, String ending) {}

  @Override
  public void delete(Entry file) {}

  @Override
  public void complete() {}

  @Override
  public String show() {
    return "memory";
  }
}
