package org.frostml.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Collects what Frost warns of while it is open, and the errors it logs with their traces. */
final class Warnings extends AbstractAppender implements AutoCloseable {
  private final Logger root = (Logger) LogManager.getRootLogger();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();

  Warnings() {
    super("warnings", null, null, true, Property.EMPTY_ARRAY);
    start();
    root.addAppender(this);
  }

  @Override
  public void append(LogEvent event) {
    if (!event.getLoggerName().startsWith("org.frostml")) {
      return;
    }
    if (event.getLevel() == Level.WARN) {
      messages.add(event.getMessage().getFormattedMessage());
    }
    if (event.getLevel() == Level.ERROR && event.getThrown() != null) {
      errors.add(event.getThrown());
    }
  }

  List<String> messages() {
    return messages;
  }

  /** Those that were logged with a trace. */
  List<Throwable> errors() {
    return errors;
  }

  @Override
  public void close() {
    root.removeAppender(this);
    stop();
  }
}
