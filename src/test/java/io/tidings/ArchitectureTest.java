package io.tidings;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Imports run one way: an inner package owns the port, an outer one implements it. */
@AnalyzeClasses(packages = "io.tidings", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.tidings.";

  /** What each package may import of the others. */
  private static final Map<String, List<String>> LAYERS = new TreeMap<>();

  static {
    LAYERS.put("config", List.of());
    LAYERS.put("access", List.of("broadcast", "config"));
    LAYERS.put("console", List.of("config"));
    LAYERS.put("packet", List.of());
    LAYERS.put("engine", List.of("access", "packet", "config"));
    LAYERS.put("relay", List.of());
    LAYERS.put("transport", List.of("access", "engine", "relay", "packet", "config"));
    LAYERS.put("drain", List.of("engine", "transport", "config"));
    LAYERS.put("broadcast", List.of("packet"));
    LAYERS.put("cluster", List.of("broadcast", "relay", "packet", "config"));
    LAYERS.put("namespace", List.of("access", "engine", "broadcast", "relay", "packet", "config"));
    LAYERS.put("handler", List.of("access", "namespace", "broadcast", "packet", "config"));
    LAYERS.put("rooms", List.of("access", "handler", "namespace", "broadcast", "packet", "config"));
    LAYERS.put(
        "feed",
        List.of("access", "transport", "namespace", "broadcast", "engine", "packet", "config"));
    LAYERS.put("files", List.of("broadcast", "config"));
    LAYERS.put(
        "api",
        List.of(
            "access",
            "feed",
            "broadcast",
            "namespace",
            "cluster",
            "files",
            "transport",
            "packet",
            "config"));
    LAYERS.put(
        "observe",
        List.of(
            "access",
            "config",
            "packet",
            "engine",
            "transport",
            "broadcast",
            "relay",
            "cluster",
            "namespace",
            "rooms"));
  }

  @ArchTest
  static void noPackagesDependOnEachOtherInACircle(JavaClasses all) {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(all);
  }

  @ArchTest
  static void everyPackageHasItsPlaceInTheLayers(JavaClasses all) {
    assertThat(packages(all)).isEqualTo(LAYERS.keySet());
  }

  @ArchTest
  static void packagesImportOnlyInwards(JavaClasses all) {
    LAYERS.forEach(
        (name, imports) -> {
          String[] forbidden =
              LAYERS.keySet().stream()
                  .filter(other -> !other.equals(name) && !imports.contains(other))
                  .map(other -> ROOT + other + "..")
                  .toArray(String[]::new);
          noClasses()
              .that(resideInAPackage(ROOT + name + ".."))
              .should()
              .dependOnClassesThat(resideInAnyPackage(forbidden))
              .check(all);
        });
  }

  @ArchTest
  static void ofTheHandlersOnlyTheAnnotationsAreUsedElsewhere(JavaClasses all) {
    noClasses()
        .that(not(resideInAPackage(ROOT + "handler..")))
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "handler..")
                .and(not(JavaClass.Predicates.assignableTo(java.lang.annotation.Annotation.class))))
        .check(all);
  }

  @ArchTest
  static void onlyTheTransportsKnowTheContainer(JavaClasses all) {
    noClasses()
        .that(not(resideInAnyPackage(ROOT + "transport..", ROOT + "console..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "jakarta.servlet..",
                "jakarta.websocket..",
                "org.glassfish.tyrus..",
                "org.glassfish.grizzly.."))
        .check(all);
  }

  @ArchTest
  static void fewClassesKnowTyrus(JavaClasses all) {
    Set<String> users =
        all.stream()
            .filter(
                type ->
                    type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            d -> d.getTargetClass().getName().startsWith("org.glassfish.tyrus.")))
            .map(type -> type.getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toSet());
    assertThat(users)
        .containsExactlyInAnyOrder(
            ROOT + "transport.TyrusContainer",
            ROOT + "transport.TyrusSockets",
            ROOT + "transport.CatalinaUpgrade",
            ROOT + "transport.DirectWriter");
  }

  @ArchTest
  static void oneClassKnowsJersey(JavaClasses all) {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "api.OwnResources")
        .should()
        .dependOnClassesThat(resideInAPackage("org.glassfish.jersey.."))
        .check(all);
  }

  @ArchTest
  static void onlyTheGateKnowsHowTokensAreSigned(JavaClasses all) {
    noClasses()
        .that(not(resideInAPackage(ROOT + "access..")))
        .should()
        .dependOnClassesThat(resideInAPackage("com.nimbusds.."))
        .check(all);
  }

  @ArchTest
  static void onlyTheClusterKnowsRedis(JavaClasses all) {
    noClasses()
        .that(not(resideInAPackage(ROOT + "cluster..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.redisson..", "io.netty.."))
        .check(all);
  }

  @ArchTest
  static void theCoreNeedsNoServer(JavaClasses all) {
    noClasses()
        .that(resideInAnyPackage(ROOT + "packet..", ROOT + "engine..", ROOT + "broadcast.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "jakarta.enterprise..",
                "jakarta.inject..",
                "jakarta.servlet..",
                "jakarta.websocket..",
                "jakarta.ws..",
                "org.eclipse.microprofile..",
                "org.redisson.."))
        .check(all);
  }

  @ArchTest
  static void classesOfOnePackageAreNotNamedForWhatTheyAreNot(JavaClasses all) {
    classes().should().haveNameNotMatching(".*(Impl|Manager|Util|Utils|Helper)").check(all);
  }

  @ArchTest
  static void everyPackageSaysWhatItIsFor(JavaClasses all) throws URISyntaxException {
    Path classes =
        Path.of(ArchitectureTest.class.getResource("/io/tidings/config/Settings.class").toURI());
    Path sources = classes.resolve("../../../../../../src/main/java/io/tidings").normalize();
    assertThat(packages(all))
        .allSatisfy(
            name ->
                assertThat(Files.readString(sources.resolve(name).resolve("package-info.java")))
                    .startsWith("/**")
                    .contains("package " + ROOT + name + ";"));
  }

  private static Set<String> packages(JavaClasses all) {
    return all.stream()
        .map(type -> type.getPackageName())
        .filter(name -> name.startsWith(ROOT))
        .map(name -> Arrays.asList(name.split("\\.")).get(2))
        .collect(Collectors.toSet());
  }
}
