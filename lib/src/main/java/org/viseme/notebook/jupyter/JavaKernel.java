package org.viseme.notebook.jupyter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.viseme.VisemeException;

/** The Java kernels whose notebooks can run, and how each is started. */
public enum JavaKernel {
    /** The one that comes with the build. */
    RAPAIO("rapaio-jupyter-kernel", "org.rapaio.jupyter.kernel.MainApp", "RJK_CLASSPATH"),
    IJAVA("ijava", "io.github.spencerpark.ijava.IJava", "IJAVA_CLASSPATH"),
    JJAVA("jjava", "org.dflib.jjava.JJava", "JJAVA_CLASSPATH");

    private final String jarName;
    private final String mainClass;
    private final String classPathVariable;

    JavaKernel(String jarName, String mainClass, String classPathVariable) {
        this.jarName = jarName;
        this.mainClass = mainClass;
        this.classPathVariable = classPathVariable;
    }

    /**
     * @param name in any case
     * @throws VisemeException when there is no such kernel
     */
    public static JavaKernel of(String name) {
        return Arrays.stream(values())
                .filter(kernel -> kernel.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new VisemeException("kernel " + name, "is unknown", "use rapaio, ijava or jjava"));
    }

    /** What Jupyter calls this kernel: {@code viseme} is the one the stored notebooks name. */
    public String specName() {
        return this == RAPAIO ? "viseme" : "viseme-" + name().toLowerCase(Locale.ROOT);
    }

    public String mainClass() {
        return mainClass;
    }

    /**
     * The environment variable through which this kernel's compiler learns the class path, or empty where it takes the
     * one of the Java process.
     */
    public Optional<String> classPathVariable() {
        return this == RAPAIO ? Optional.empty() : Optional.of(classPathVariable);
    }

    /** The kernel's jar, where one of these folders has it. */
    public Optional<Path> jar(List<Path> folders) {
        return folders.stream().filter(Files::isDirectory).flatMap(this::jars).findFirst();
    }

    private Stream<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> {
                        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return name.startsWith(jarName) && name.endsWith(".jar");
                    })
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
