package io.tidings.files;

import io.tidings.broadcast.ClusterClock;
import io.tidings.config.ClusterConfig;
import io.tidings.config.FilesConfig;
import io.tidings.config.InvalidSettingException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps files where the configuration says. */
@ApplicationScoped
class FilesProducer {

  private static final System.Logger LOG = System.getLogger(FilesProducer.class.getName());

  @Inject FilesConfig config;
  @Inject ClusterConfig cluster;
  @Inject ClusterClock clock;

  private FileStore store;
  private Intake intake;
  private Sweeper sweeper;

  /** So that a folder that cannot be used stops the deployment, and not the first upload. */
  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    config.directory().ifPresent(FilesProducer::requireUsable);
    if (config.directory().isEmpty() && cluster.isClustered()) {
      LOG.log(
          Level.WARNING,
          "tidings.files.directory is not set: a file is found only where its instance keeps it");
    }
  }

  private static void requireUsable(Path directory) {
    try {
      new Directory(directory).create();
      if (Files.isWritable(directory)) {
        return;
      }
    } catch (IOException e) {
      LOG.log(Level.ERROR, "Cannot make " + directory, e);
    }
    throw new InvalidSettingException(
        FilesConfig.DIRECTORY, directory.toString(), "a folder that this user may write to");
  }

  @PostConstruct
  void open() {
    store = new DirectoryStore(directory(), clock);
    intake = new Intake(store, config, clock);
    sweeper = new Sweeper(store, config.ttlMillis());
  }

  private Directory directory() {
    return config
        .directory()
        .map(Directory::new)
        .orElseGet(() -> Directory.ofThisUser(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  @PreDestroy
  void close() {
    sweeper.close();
    intake.close();
  }

  @Produces
  @Singleton
  FileStore store() {
    return store;
  }

  @Produces
  @Singleton
  Intake intake() {
    return intake;
  }
}
