package org.frostml.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.frostml.FrostException;
import org.frostml.TakenOverException;

/** Keeps a run's files in a map, and counts what is written. */
final class MemoryStore implements RunStore {
  final TreeMap<String, byte[]> files = new TreeMap<>();

  /** Bytes that were handed over for metrics.jsonl. */
  long appended;

  boolean complete;

  /** Whether another process owns it by now. */
  boolean taken;

  private final boolean resumes;

  MemoryStore() {
    resumes = false;
  }

  /** What another was left with, to be resumed. */
  MemoryStore(MemoryStore left) {
    resumes = true;
    files.putAll(left.files);
  }

  @Override
  public boolean resumes() {
    return resumes;
  }

  @Override
  public void open(String config) {
    write("config.conf", config);
  }

  @Override
  public void write(String name, Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.write(out);
    } catch (IOException e) {
      throw new FrostException(name + ": " + e.getMessage(), e);
    }
    files.put(name, out.toByteArray());
  }

  @Override
  public void append(String name, long known, byte[] more) {
    if (taken) {
      throw new TakenOverException("the folder", 30);
    }
    byte[] before = files.getOrDefault(name, new byte[0]);
    byte[] after = Arrays.copyOf(before, (int) known + more.length);
    System.arraycopy(more, 0, after, (int) known, more.length);
    files.put(name, after);
    appended += more.length;
  }

  @Override
  public List<Entry> list(String folder, String names) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith(prefix))
        .filter(file -> file.getKey().substring(prefix.length()).matches(names))
        .map(file -> new Entry(file.getKey(), file.getKey(), file.getValue().length))
        .toList();
  }

  @Override
  public InputStream open(Entry file) {
    return new ByteArrayInputStream(files.get(file.name()));
  }

  @Override
  public void putAside(Entry file, String ending) {
    files.put(file.name() + ending, files.remove(file.name()));
  }

  @Override
  public void delete(Entry file) {
    files.remove(file.name());
  }

  @Override
  public void complete() {
    complete = true;
  }

  @Override
  public String show() {
    return "memory";
  }
}
