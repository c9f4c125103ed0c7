package org.viseme;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own whose commands only say how they were called, and whose Maven is a stand-in. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String MAIN = """
            package org.viseme.cli;
            public class Main {
                public static void main(String[] arguments) {
                    System.out.println(System.getProperty("user.dir") + " " + String.join("|", arguments));
                    System.out.println("home " + System.getProperty("viseme.home"));
                    if (arguments.length > 0 && arguments[0].equals("bench")) {
                        System.out.println("waits " + System.getenv("OMP_WAIT_POLICY"));
                        System.out.println("large blocks " + System.getenv("MALLOC_MMAP_THRESHOLD_"));
                    }
                    System.exit(arguments.length > 0 && arguments[0].equals("fail") ? 1 : 0);
                }
            }
            """;

    @TempDir
    Path folder;

    private Path project;
    private Path elsewhere;
    private Path mavenCalls;

    private record Result(int code, String out, String error) {}

    @BeforeEach
    void makeProject() throws IOException {
        Path root = folder.toRealPath();
        project = Files.createDirectories(root.resolve("a project ü"));
        elsewhere = Files.createDirectories(root.resolve("else where"));
        mavenCalls = root.resolve("maven-calls");
        Path classes = Files.createDirectories(project.resolve("lib/target/classes"));
        Files.createDirectories(project.resolve("lib/src/main"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.writeString(project.resolve("lib/pom.xml"), "<project/>");
        Path source = Files.writeString(root.resolve("Main.java"), MAIN);
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()));
        Files.copy(
                Path.of(System.getProperty("viseme.home", "..")).resolve("viseme"),
                project.resolve("viseme"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(project.resolve("lib/target/classpath.txt"), "");
        Files.writeString(project.resolve("lib/target/built"), project + "\n");
        script(
                root.resolve("bin/mvn"),
                "echo \"$@\" >> '%s'; if [ -e '%s' ]; then echo '[ERROR] Foo.java:[1,2] no good'; exit 1; fi"
                        .formatted(mavenCalls, root.resolve("broken")));
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Result run(Path launcher, String javaHome, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path error = folder.resolve("error.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectOutput(out.toFile())
                .redirectError(error.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(error, StandardCharsets.UTF_8));
    }

    private Result run(String... arguments) throws Exception {
        return run(project.resolve("viseme"), System.getProperty("java.home"), arguments);
    }

    private void sourceIsNewer() throws IOException {
        Path source = Files.writeString(project.resolve("lib/src/main/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    }

    @Test
    void itRunsFromAnyFolderAndLeavesArgumentsAndWorkingFolderAlone() throws Exception {
        Result result = run("dub", "--face", "my video ü.mp4");
        assertAll(
                () -> assertEquals(0, result.code(), result.error()),
                () -> assertEquals(elsewhere + " dub|--face|my video ü.mp4\nhome " + project + "\n", result.out()),
                () -> assertFalse(Files.exists(mavenCalls), "nothing changed, nothing to build"));
    }

    @Test
    void trainingIsMeasuredWithTheMemorySettingsOfATraining() throws Exception {
        assertTrue(run("bench", "train").out().endsWith("waits passive\nlarge blocks null\n"));
        assertTrue(run("bench", "dub").out().endsWith("waits passive\nlarge blocks 1048576\n"));
    }

    @Test
    void itRunsThroughSymbolicLinks() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first"), project.resolve("viseme"));
        Path second = Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("../first"));
        assertTrue(Files.isSymbolicLink(first));
        Result result = run(second, System.getProperty("java.home"), "doctor");
        assertEquals(elsewhere + " doctor\nhome " + project + "\n", result.out(), result.error());
    }

    @Test
    void theExitCodeIsThatOfTheCommand() throws Exception {
        assertEquals(1, run("fail").code());
    }

    @Test
    void itBuildsWhenASourceChangedAndOnlyThen() throws Exception {
        sourceIsNewer();
        Result result = run("doctor");
        assertEquals(0, result.code(), result.error());
        assertEquals(1, Files.readAllLines(mavenCalls).size());
        Files.setLastModifiedTime(
                project.resolve("lib/src/main/New.java"),
                FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(
                project.resolve("lib/src/main"), FileTime.from(Instant.now().minusSeconds(60)));
        run("doctor");
        assertEquals(1, Files.readAllLines(mavenCalls).size());
    }

    @Test
    void aFailedBuildIsToldAndTriedAgain() throws Exception {
        sourceIsNewer();
        Files.createFile(folder.resolve("broken"));
        Result result = run("doctor");
        assertAll(
                () -> assertEquals(1, result.code()),
                () -> assertEquals("", result.out()),
                () -> assertTrue(result.error().contains("Foo.java:[1,2] no good"), result.error()),
                () -> assertTrue(result.error().contains("viseme: the build failed"), result.error()));
        Files.delete(folder.resolve("broken"));
        assertEquals(0, run("doctor").code());
        assertEquals(2, Files.readAllLines(mavenCalls).size());
    }

    @Test
    void aJdkThatIsTooOldIsPassedOver() throws Exception {
        Path old = folder.resolve("jdk-17");
        script(old.resolve("bin/javac"), "echo javac 17.0.1");
        script(old.resolve("bin/java"), "echo too old; exit 3");
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        // The JDK of this test is not in one of the usual folders everywhere: it is offered on the PATH.
        Files.createSymbolicLink(folder.resolve("bin/javac"), Path.of(System.getProperty("java.home"), "bin", "javac"));
        Result result = run(project.resolve("viseme"), old.toString(), "doctor");
        assertEquals(0, result.code(), result.error());
        assertTrue(result.out().contains(" doctor\n"));
    }
}
