package io.tidings.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.config.FilesConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files come whole or not at all, go when their time is over, and lie nowhere else. */
class DirectoryStoreTest {

  private static final Duration TTL = Duration.ofHours(1);

  @TempDir private Path above;
  private final MovableClock clock = new MovableClock();
  private Path directory;
  private DirectoryStore store;
  private Intake intake;

  @BeforeEach
  void open() {
    directory = above.resolve("files");
    store = new DirectoryStore(new Directory(directory), clock);
    intake = new Intake(store, config(100, 2), clock);
  }

  private static FilesConfig config(long maxBytes, int uploads) {
    return new FilesConfig(Optional.empty(), TTL.toMillis(), maxBytes, uploads);
  }

  private FileEntry keep(String content) throws IOException {
    try (Upload upload = intake.begin().orElseThrow()) {
      upload.take(stream(content), bytes -> {});
      return upload.publish("name", "text/plain", "/", "room");
    }
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private String read(FileEntry entry, long from, long length) throws IOException {
    try (InputStream in = store.open(entry, from, length).orElseThrow()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> names() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileIsFoundByAnotherInstanceWithAllThatIsKnownOfIt() throws IOException {
    FileEntry kept = keep("hello");

    DirectoryStore other = new DirectoryStore(new Directory(directory), clock);

    assertThat(other.find(kept.id())).contains(kept);
    assertThat(kept.size()).isEqualTo(5);
    assertThat(kept.sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(kept.expires()).isEqualTo(kept.created().plus(TTL));
    assertThat(names()).containsExactly(kept.id() + ".bytes", kept.id() + ".json");
  }

  @Test
  void partsOfAFileAreReadAlone() throws IOException {
    FileEntry kept = keep("0123456789");

    assertThat(read(kept, 0, 10)).isEqualTo("0123456789");
    assertThat(read(kept, 2, 3)).isEqualTo("234");
    assertThat(read(kept, 9, 1)).isEqualTo("9");
    assertThat(read(kept, 10, 0)).isEmpty();
    try (InputStream in = store.open(kept, 2, 3).orElseThrow()) {
      assertThat(in.skip(100)).isEqualTo(3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void nobodyFindsAFileBeforeItIsPublished() throws IOException {
    try (Upload upload = intake.begin().orElseThrow()) {
      upload.take(stream("hello"), bytes -> {});

      assertThat(store.find(upload.id())).isEmpty();
      assertThat(names()).containsExactly(upload.id() + ".part");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void anUploadThatFailsLeavesNothing() throws IOException {
    InputStream broken =
        new InputStream() {
          private int left = 10;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("cut");
            }
            return 'x';
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
          }
        };

    assertThatThrownBy(
            () -> {
              try (Upload upload = intake.begin().orElseThrow()) {
                upload.take(broken, bytes -> {});
              }
            })
        .hasMessage("cut");

    assertThat(names()).isEmpty();
  }

  @Test
  void oneByteTooManyIsRefused() throws IOException {
    assertThat(keep("x".repeat(100)).size()).isEqualTo(100);

    assertThatThrownBy(() -> keep("x".repeat(101))).isInstanceOf(TooLargeException.class);

    assertThat(names()).hasSize(2);
  }

  @Test
  void onlySoManyAreOnTheirWayAtATime() throws IOException {
    try (Upload one = intake.begin().orElseThrow();
        Upload two = intake.begin().orElseThrow()) {
      assertThat(one.id()).isNotEqualTo(two.id());
      assertThat(intake.begin()).isEmpty();
    }
    assertThat(keep("x")).isNotNull();
    assertThat(keep("x")).isNotNull();
    assertThat(keep("x")).isNotNull();
  }

  @Test
  void aFolderThatCannotBeUsedIsNoFaultOfTheSender() throws IOException {
    Files.writeString(directory, "a file, and no folder");

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> intake.begin()).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void aFileIsGoneWhenItsTimeIsOverAndSweptAway() throws IOException {
    FileEntry kept = keep("hello");
    clock.advance(TTL.minusMillis(1));
    FileEntry later = keep("later");
    store.sweep();
    assertThat(store.find(kept.id())).isPresent();

    clock.advance(Duration.ofMillis(1));

    assertThat(store.find(kept.id())).isEmpty();
    assertThat(names()).hasSize(4);
    store.sweep();
    assertThat(names()).containsExactly(later.id() + ".bytes", later.id() + ".json");
  }

  @Test
  void aDeletedFileIsGoneAtOnce() throws IOException {
    FileEntry kept = keep("hello");

    assertThat(store.delete(kept.id())).isTrue();

    assertThat(store.find(kept.id())).isEmpty();
    assertThat(store.open(kept, 0, 5)).isEmpty();
    assertThat(store.delete(kept.id())).isFalse();
    assertThat(names()).isEmpty();
  }

  @Test
  void whatIsLeftOfInstancesThatDiedIsSweptAwayAfterAWhileAndNothingElse() throws IOException {
    FileEntry kept = keep("hello");
    String dead = FileId.next();
    for (String ending : List.of(".part", ".bytes", ".json.part")) {
      Files.writeString(directory.resolve(dead + ending), "x");
    }
    Files.writeString(directory.resolve("README"), "somebody's");
    store.sweep();
    assertThat(names()).hasSize(6);

    for (String each : names()) {
      FileTime longAgo = FileTime.from(clock.instant().minus(Duration.ofMinutes(16)));
      Files.setLastModifiedTime(directory.resolve(each), longAgo);
    }
    store.sweep();

    assertThat(names())
        .containsExactlyInAnyOrder(kept.id() + ".bytes", kept.id() + ".json", "README");
    assertThat(read(kept, 0, 5)).isEqualTo("hello");
  }

  @Test
  void anEntryThatCannotBeReadIsNoFile() throws IOException {
    FileEntry kept = keep("hello");
    for (String junk : List.of("", "[]", "{", "{\"id\":1}", "{\"id\":\"" + kept.id() + "\"}")) {
      Files.writeString(directory.resolve(kept.id() + ".json"), junk);
      assertThat(store.find(kept.id())).as(junk).isEmpty();
    }
    store.sweep();
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../outside",
        "..%2foutside",
        "/etc/passwd",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef/../outside00000",
        "0123456789abcdef0123456789abcde\n",
        "0123456789abcdef0123456789abcdef\n",
        "0123456789abcdef0123456789abcde\0"
      })
  void whatIsNoIdNamesNoFile(String id) throws IOException {
    keep("hello");
    Path outside = Files.writeString(above.resolve("outside.json"), "{}");

    assertThat(FileId.isValid(id)).isFalse();
    assertThat(store.find(id)).isEmpty();
    assertThat(store.delete(id)).isFalse();
    assertThatThrownBy(() -> store.begin(id)).isInstanceOf(IllegalArgumentException.class);
    assertThat(outside).exists();
    assertThat(names()).hasSize(2);
  }

  @Test
  void idsAreNotFoundByGuessing() {
    assertThat(Stream.generate(FileId::next).limit(10_000).distinct()).hasSize(10_000);
    assertThat(FileId.next()).matches("[0-9a-f]{32}");
  }

  @Test
  void othersOnTheMachineReadNothing() throws IOException {
    FileEntry kept = keep("hello");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    for (String ending : List.of(".bytes", ".json")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve(kept.id() + ending))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aFolderOfTheUsersOwnMustNotBeSomebodyElses() throws IOException {
    Directory ours = Directory.ofThisUser(above);
    ours.create();
    ours.create();
    assertThat(ours.path().getParent()).isEqualTo(above);
    Files.delete(ours.path());
    Files.createSymbolicLink(ours.path(), Files.createDirectory(above.resolve("trap")));

    assertThatThrownBy(ours::create).isInstanceOf(IOException.class);
  }
}
