package org.viseme.notebook.jupyter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/**
 * What Jupyter needs to start a Java kernel that sees the library: cells then need no dependency magic. Written into a
 * folder of the project, nothing of the user's own Jupyter is touched.
 *
 * @param kernel which kernel
 * @param jar its program
 * @param java the {@code java} to start it with
 * @param classPath what cells can use
 * @param home the project
 */
public record KernelSpec(JavaKernel kernel, Path jar, Path java, String classPath, Path home) {
    private static final String HEAP = "2g";

    /**
     * The specification for this process's own JDK and class path.
     *
     * @throws VisemeException when the kernel's jar is in none of the usual folders
     */
    public static KernelSpec forThisBuild(JavaKernel kernel, Path home) {
        List<Path> folders = Stream.of(
                        home.resolve("lib/target/kernel"),
                        home.resolve("data/kernels"),
                        Path.of(System.getenv().getOrDefault("VISEME_KERNELS", "data/kernels")))
                .toList();
        Path jar = kernel.jar(folders)
                .orElseThrow(() -> new VisemeException(
                        "kernel " + kernel,
                        "has no jar in lib/target/kernel, data/kernels or $VISEME_KERNELS",
                        kernel == JavaKernel.RAPAIO
                                ? "delete lib/target and start ./viseme again"
                                : "put it into data/kernels"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new KernelSpec(kernel, jar, java, System.getProperty("java.class.path"), home);
    }

    /**
     * Writes {@code kernels/NAME/kernel.json}.
     *
     * @param jupyterPath a folder for the environment variable {@code JUPYTER_PATH}
     * @return the file
     */
    public Path write(Path jupyterPath) {
        Path file = jupyterPath.resolve("kernels").resolve(kernel.specName()).resolve("kernel.json");
        AtomicFile.write(
                file, out -> new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(out, json()));
        return file;
    }

    ObjectNode json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode spec = mapper.createObjectNode();
        ArrayNode argv = spec.putArray("argv");
        arguments().forEach(argv::add);
        spec.put("display_name", "Java (Viseme" + (kernel == JavaKernel.RAPAIO ? ")" : ", " + kernel + ")"));
        spec.put("language", "java");
        // A Java process dies of an interrupt signal; as a message it stops the cell.
        spec.put("interrupt_mode", "message");
        ObjectNode environment = spec.putObject("env");
        kernel.classPathVariable().ifPresent(name -> environment.put(name, classPath));
        return spec;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(java.toString(), "-Xmx" + HEAP));
        // The options of this process, as the launcher chose them for this JDK; its heap is not the kernel's.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-D") || option.startsWith("--"))
                .filter(option -> !option.startsWith("-Dviseme.home="))
                .forEach(arguments::add);
        arguments.add("-Dviseme.home=" + home);
        // The project's libraries first: a kernel's jar may hold old versions of the same ones.
        arguments.addAll(List.of("-cp", classPath + File.pathSeparator + jar, kernel.mainClass(), "{connection_file}"));
        return arguments;
    }
}
