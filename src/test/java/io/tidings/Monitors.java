package io.tidings;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Reads source code, and finds what is called while a monitor is held, directly or by way of other
 * methods: another monitor within which more is entered, an interface of this project, a callback,
 * a stage whose dependants would run, or a method that waits.
 *
 * <p>A monitor within which nothing of that kind is called is a leaf: it may be entered under
 * another one, since whoever holds it waits for nobody.
 */
final class Monitors {

  private static final String PROJECT = "io.tidings.";

  /** What of the JDK runs somebody else's code, or waits for somebody. */
  private static final Set<String> FOREIGN =
      Set.of(
          "Runnable.run",
          "Callable.call",
          "BlockingQueue.put",
          "BlockingQueue.take",
          "Future.get",
          "CompletableFuture.get",
          "CompletableFuture.join",
          "Thread.join",
          "Thread.sleep",
          "CountDownLatch.await",
          "Condition.await",
          "Condition.awaitNanos",
          "Semaphore.acquire");

  private static final Set<String> STAGES = Set.of("CompletableFuture", "CompletionStage");

  /** They make something of a stage, and run nothing of others. */
  private static final Set<String> QUIET_STAGES =
      Set.of(
          "completedFuture",
          "failedFuture",
          "completedStage",
          "isDone",
          "isCompletedExceptionally",
          "toCompletableFuture",
          "runAsync",
          "supplyAsync",
          "delayedExecutor",
          "getNow");

  /**
   * Ports of this project that may be called under a lock, as they say of themselves: they answer
   * from what they know, or hand a task over that runs on no thread that calls them.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "Timer.schedule",
          "Timer.millis",
          "Handle.cancel",
          "Scheduler.after",
          "Scheduler.millis",
          "Transport.isReady");

  private final Map<String, Body> bodies = new HashMap<>();
  private final Map<String, String> findings = new HashMap<>();

  /** A method: whether it is one monitor as a whole, what it calls, and what of that within one. */
  private static final class Body {

    private final String type;
    private final List<Call> calls = new ArrayList<>();

    /** Whether it holds a monitor somewhere. */
    private boolean locks;

    private Body(String type) {
      this.type = type;
    }
  }

  /**
   * @param own whether it is called on the same object
   */
  private record Call(
      String callee, String shown, String problem, boolean own, boolean held, long line) {}

  static Monitors of(Path sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Monitors monitors = new Monitors();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null);
        var paths = Files.walk(sources)) {
      List<Path> found =
          paths
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> !path.endsWith("package-info.java"))
              .toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  problem -> {},
                  List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjectsFromPaths(found));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      Reader reader = monitors.new Reader(Trees.instance(task));
      units.forEach(unit -> reader.scan(unit, null));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return monitors;
  }

  /** How many methods hold a monitor. */
  long count() {
    return bodies.values().stream().filter(body -> body.locks).count();
  }

  /**
   * What is done under a monitor and should not be.
   *
   * @return by "Class.method → callee", how that comes about
   */
  Map<String, String> violations() {
    Map<String, String> found = new TreeMap<>();
    bodies.forEach(
        (name, body) -> {
          for (Call call : body.calls) {
            if (call.held) {
              problem(call, new HashSet<>())
                  .ifPresent(
                      why ->
                          found.put(
                              shown(name) + " → " + call.shown, "line " + call.line + ": " + why));
            }
          }
        });
    return found;
  }

  private static String shown(String key) {
    String method = key.substring(0, key.indexOf('('));
    int name = method.lastIndexOf('#');
    String type = method.substring(0, name);
    return type.substring(type.lastIndexOf('.') + 1) + "." + method.substring(name + 1);
  }

  /** Why a call must not be made under a monitor; empty when it may. */
  private Optional<String> problem(Call call, Set<String> seen) {
    if (call.problem != null) {
      return Optional.of(call.shown + " " + call.problem);
    }
    Body body = bodies.get(call.callee);
    if (body == null || !seen.add(call.callee)) {
      return Optional.empty();
    }
    if (body.locks && !call.own && !isLeaf(body.type)) {
      return Optional.of(call.shown + " enters the monitor of " + body.type);
    }
    for (Call next : body.calls) {
      // What it calls on itself is called on another object, seen from here.
      Call from = call.own || !next.own ? next : foreign(next);
      Optional<String> deeper = problem(from, seen);
      if (deeper.isPresent()) {
        return Optional.of(call.shown + " → " + deeper.get());
      }
    }
    return Optional.empty();
  }

  private static Call foreign(Call call) {
    return new Call(call.callee, call.shown, call.problem, false, call.held, call.line);
  }

  /** Whether a class calls nothing under its monitors that enters another, or somebody's code. */
  private boolean isLeaf(String type) {
    return findings.computeIfAbsent(type, this::judge).isEmpty();
  }

  private String judge(String type) {
    for (Body body : bodies.values()) {
      if (body.type.equals(type)) {
        for (Call call : body.calls) {
          if (call.held && entersAnything(call, new HashSet<>())) {
            return call.shown;
          }
        }
      }
    }
    return "";
  }

  private boolean entersAnything(Call call, Set<String> seen) {
    if (call.problem != null) {
      return true;
    }
    Body body = bodies.get(call.callee);
    if (body == null || !seen.add(call.callee)) {
      return false;
    }
    return (body.locks && !call.own)
        || body.calls.stream()
            .map(next -> call.own ? next : foreign(next))
            .anyMatch(next -> entersAnything(next, seen));
  }

  /** Collects {@link #bodies}. */
  private final class Reader extends TreePathScanner<Void, Void> {

    private final Trees trees;
    private final Deque<Body> within = new ArrayDeque<>();
    private int held;

    private Reader(Trees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void none) {
      return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void none) {
      int before = held;
      held = 0;
      Element type = trees.getElement(getCurrentPath());
      within.push(new Body(type.toString()));
      super.visitClass(tree, none);
      within.pop();
      held = before;
      return null;
    }

    @Override
    public Void visitMethod(MethodTree tree, Void none) {
      ExecutableElement method = (ExecutableElement) trees.getElement(getCurrentPath());
      Body body = new Body(method.getEnclosingElement().toString());
      bodies.put(key(method), body);
      boolean whole = method.getModifiers().contains(Modifier.SYNCHRONIZED);
      within.push(body);
      held += whole ? 1 : 0;
      body.locks |= whole;
      super.visitMethod(tree, none);
      held -= whole ? 1 : 0;
      within.pop();
      return null;
    }

    @Override
    public Void visitSynchronized(SynchronizedTree tree, Void none) {
      within.element().locks = true;
      scan(tree.getExpression(), none);
      held++;
      scan(tree.getBlock(), none);
      held--;
      return null;
    }

    /** One that the JDK runs at once is part of what surrounds it; another runs some time. */
    @Override
    public Void visitLambdaExpression(LambdaExpressionTree tree, Void none) {
      if (isRunAtOnce()) {
        return super.visitLambdaExpression(tree, none);
      }
      int before = held;
      held = 0;
      within.push(new Body(within.element().type));
      super.visitLambdaExpression(tree, none);
      within.pop();
      held = before;
      return null;
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void none) {
      if (isRunAtOnce()) {
        Element element = trees.getElement(getCurrentPath());
        if (element instanceof ExecutableElement method) {
          note(method, isThis(tree.getQualifierExpression()), tree);
        }
      }
      return super.visitMemberReference(tree, none);
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void none) {
      if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor) {
        note(constructor, false, tree);
      }
      return super.visitNewClass(tree, none);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
      if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
        ExpressionTree select = tree.getMethodSelect();
        boolean own =
            select instanceof IdentifierTree
                || (select instanceof MemberSelectTree member && isThis(member.getExpression()));
        note(method, own, tree);
      }
      return super.visitMethodInvocation(tree, none);
    }

    private static boolean isThis(Tree tree) {
      return tree instanceof IdentifierTree name
          && (name.getName().contentEquals("this") || name.getName().contentEquals("super"));
    }

    private void note(ExecutableElement method, boolean own, Tree at) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      long line =
          unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, at));
      TypeElement type = (TypeElement) method.getEnclosingElement();
      String shown = type.getSimpleName() + "." + method.getSimpleName();
      within
          .element()
          .calls
          .add(new Call(key(method), shown, problem(type, method), own, held > 0, line));
    }

    private String problem(TypeElement type, ExecutableElement method) {
      String name = type.getQualifiedName().toString();
      String shown = type.getSimpleName() + "." + method.getSimpleName();
      boolean open =
          method.getModifiers().contains(Modifier.ABSTRACT)
              || method.getModifiers().contains(Modifier.DEFAULT);
      if (name.startsWith(PROJECT)) {
        return open && !HARMLESS.contains(shown) ? "is a port" : null;
      }
      if (name.startsWith("java.util.function.") && open || FOREIGN.contains(shown)) {
        return "is a callback, or waits";
      }
      boolean stage = STAGES.contains(type.getSimpleName().toString());
      if (stage
          && method.getKind() != ElementKind.CONSTRUCTOR
          && !QUIET_STAGES.contains(method.getSimpleName().toString())) {
        return "runs what depends on it";
      }
      return name.startsWith("java.") || name.startsWith("jakarta.json.")
          ? null
          : "is somebody else's code";
    }

    private boolean isRunAtOnce() {
      TreePath parent = getCurrentPath().getParentPath();
      if (!(parent.getLeaf() instanceof MethodInvocationTree call)) {
        return false;
      }
      Element method = trees.getElement(new TreePath(parent, call.getMethodSelect()));
      if (!(method instanceof ExecutableElement)) {
        return false;
      }
      String type = method.getEnclosingElement().toString();
      return (type.startsWith("java.util.") || type.startsWith("java.lang.Iterable"))
          && !type.startsWith("java.util.concurrent.Comp")
          && !type.contains("Execut");
    }

    private static String key(ExecutableElement method) {
      return method.getEnclosingElement()
          + "#"
          + method.getSimpleName()
          + method.getParameters().stream()
              .map(each -> each.asType().toString())
              .toList()
              .toString()
              .replace('[', '(')
              .replace(']', ')');
    }
  }
}
