package org.viseme.cli;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.notebook.jupyter.JavaKernel;
import org.viseme.notebook.jupyter.Jupyter;
import org.viseme.notebook.jupyter.KernelSpec;

/** Looks at everything Viseme needs on this machine; each part is really loaded and used, not just looked for. */
final class Checkup {
    private static final int MIN_JAVA = 21;
    private static final double MIN_MEMORY_GB = 3.5;
    private static final double MIN_DISK_GB = 2;
    private static final double GB = 1 << 30;

    /** How a part is. */
    enum State {
        OK,
        /** Not there, but only some commands need it. */
        OPTIONAL,
        MISSING
    }

    /**
     * @param part what was looked at
     * @param state how it is
     * @param found what was found
     * @param remedy what to do; empty when nothing has to be done
     */
    record Finding(String part, State state, String found, String remedy) {}

    private final Path home;
    private final List<Finding> findings = new ArrayList<>();

    private Checkup(Path home) {
        this.home = home;
    }

    static List<Finding> of(Path home) {
        Checkup checkup = new Checkup(home);
        checkup.machine();
        checkup.libraries();
        checkup.notebooks();
        checkup.files();
        return checkup.findings;
    }

    private void machine() {
        int feature = Runtime.version().feature();
        add(
                "JDK",
                feature >= MIN_JAVA,
                Runtime.version() + " in " + System.getProperty("java.home"),
                "install a JDK 21 or newer");
        double memory =
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() / GB;
        add("memory", memory >= MIN_MEMORY_GB, gigabytes(memory), "use a machine with 4 GB or more");
        add("cores", true, String.valueOf(Runtime.getRuntime().availableProcessors()), "");
        double disk = home.toFile().getUsableSpace() / GB;
        add("disk", disk >= MIN_DISK_GB, gigabytes(disk) + " free in " + home, "free some space");
    }

    private void libraries() {
        attempt("libtorch", "delete ~/.djl.ai and start again; a C++ runtime (libstdc++) must be installed", () -> {
            try (NDManager manager = NDManager.newBaseManager("PyTorch");
                    NDArray two = manager.create(1f).add(1)) {
                return Engine.getEngine("PyTorch").getVersion() + ", 1 + 1 = " + Math.round(two.getFloat());
            }
        });
        attempt("GPU", "see 'Use a GPU' in README.md", State.OPTIONAL, () -> {
            int count = Engine.getEngine("PyTorch").getGpuCount();
            if (count == 0) {
                throw new VisemeException("GPU", "none is visible", "the CPU is used ('Use a GPU' in README.md)");
            }
            return count + " visible";
        });
        attempt("ffmpeg", "delete ~/.javacpp/cache and start again", () -> text(avutil.av_version_info()));
        attempt("libx264", "the ffmpeg library must be the one with the suffix -gpl", () -> {
            AVCodec encoder = avcodec.avcodec_find_encoder_by_name("libx264");
            if (encoder == null) {
                throw new VisemeException("libx264", "is not in this ffmpeg", "use the library with the suffix -gpl");
            }
            return text(encoder.long_name());
        });
        attempt("OpenCV", "delete ~/.javacpp/cache and start again", () -> text(opencv_core.getVersionString()));
        attempt("fonts", "apt install fontconfig fonts-dejavu-core", () -> {
            int families = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
            return families + " families, charts can be drawn";
        });
    }

    private void notebooks() {
        attempt(
                "nbconvert",
                "apt install jupyter-nbconvert",
                State.OPTIONAL,
                () -> Jupyter.converter().toString());
        attempt(
                "JupyterLab",
                "apt install jupyterlab (Debian 12: jupyter-notebook)",
                State.OPTIONAL,
                () -> Jupyter.workbench().toString());
        attempt(
                "notebook kernel",
                "delete lib/target and start again",
                State.OPTIONAL,
                () -> KernelSpec.forThisBuild(JavaKernel.RAPAIO, home)
                        .jar()
                        .getFileName()
                        .toString());
    }

    private void files() {
        for (String cache : List.of(".djl.ai", ".javacpp")) {
            attempt("cache", "make it writable, or give another home: -Duser.home=DIR in VISEME_JAVA_OPTS", () -> {
                Path folder = Files.createDirectories(Path.of(System.getProperty("user.home"), cache));
                Files.delete(Files.createTempFile(folder, "probe", null));
                return folder + ", writable";
            });
        }
        attempt("samples", "restore data/samples from the repository", () -> Project.relative(Project.data("samples")));
        List<Path> models = models(home.resolve("data").resolve("models"));
        if (models.isEmpty()) {
            add("models", false, "none in data/models", "restore data/models from the repository");
        }
        for (Path model : models) {
            attempt(
                    "model",
                    "check the file",
                    () -> "%s, %.1f MB, sha256 %s"
                            .formatted(model.getFileName(), Files.size(model) / 1e6, sha256(model)));
        }
    }

    private static List<Path> models(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(safetensors|pth|pt|onnx)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private void attempt(String part, String remedy, Callable<String> use) {
        attempt(part, remedy, State.MISSING, use);
    }

    /** Uses a part; whatever goes wrong, linking included, is what this command is there to tell. */
    private void attempt(String part, String remedy, State otherwise, Callable<String> use) {
        try {
            findings.add(new Finding(part, State.OK, use.call(), ""));
        } catch (VisemeException e) {
            findings.add(new Finding(part, otherwise, e.getMessage(), "")); // names its remedy itself
        } catch (Exception | LinkageError e) {
            String reason = e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            findings.add(new Finding(part, otherwise, reason, remedy));
        }
    }

    private void add(String part, boolean ok, String found, String remedy) {
        findings.add(new Finding(part, ok ? State.OK : State.MISSING, found, ok ? "" : remedy));
    }

    private static String text(BytePointer pointer) {
        return pointer.getString().strip();
    }

    private static String gigabytes(double value) {
        return String.format(Locale.ROOT, "%.1f GB", value);
    }
}
