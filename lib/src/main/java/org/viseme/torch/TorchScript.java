package org.viseme.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function written as TorchScript text, compiled by libtorch, differentiable like any other operation.
 *
 * <p>The text is packed into the archive that {@code torch.jit.load} reads: a zip of stored entries with one object of
 * one class and no tensors. Only arrays are passed at run time, so strides, paddings, types and constants stand in the
 * text: one function a configuration. {@link #of} compiles a text once and hands out the same function ever after, to
 * all threads.
 */
public final class TorchScript {
    private static final Map<String, TorchScript> COMPILED = new ConcurrentHashMap<>();

    private final PtSymbolBlock module;
    private final int arrays;

    private TorchScript(PtSymbolBlock module, int arrays) {
        this.module = module;
        this.arrays = arrays;
    }

    /**
     * The function with these parameters and this body.
     *
     * @param parameters names of the arrays it takes, in order; a name that ends in {@code []} takes a list of arrays
     * @param result the type it returns: {@code Tensor} or {@code List[Tensor]}
     * @param body statements as TorchScript serialises them, one a line, the last one a {@code return}; unindented
     * @throws IllegalArgumentException when libtorch cannot compile the text
     */
    public static TorchScript of(List<String> parameters, String result, String body) {
        String text = source(parameters, result, body);
        return COMPILED.computeIfAbsent(text, source -> compile(source, parameters.size()));
    }

    /** A function that returns one array. */
    public static TorchScript of(List<String> parameters, String body) {
        return of(parameters, "Tensor", body);
    }

    private static TorchScript compile(String source, int parameters) {
        PtNDManager system = Torch.processManager();
        try {
            boolean mapLocation = false;
            boolean sizePrefix = false;
            PtSymbolBlock module =
                    JniUtils.loadModule(system, new ByteArrayInputStream(archive(source)), mapLocation, sizePrefix);
            return new TorchScript(module, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("TorchScript does not compile:\n" + source, e);
        }
    }

    /** Calls a function of single arrays that returns one; the result belongs to the first argument's manager. */
    public NDArray apply(NDArray... inputs) {
        return run(new NDList(inputs)).singletonOrThrow();
    }

    /** Calls a function of single arrays that returns a list; the results belong to the first argument's manager. */
    public NDList applyAll(NDArray... inputs) {
        return run(new NDList(inputs));
    }

    /**
     * Calls a function whose parameters are lists and single arrays; each argument is given as a list, and a single one
     * as a list of one. No array may stand in it twice, since an argument's place is noted in the array's name.
     *
     * @param manager owns the results
     */
    public NDList applyLists(NDManager manager, List<NDList> arguments) {
        if (arguments.size() != arrays) {
            throw new IllegalArgumentException(arguments.size() + " arguments for " + arrays + " parameters");
        }
        NDList flat = new NDList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            for (NDArray array : arguments.get(i)) {
                names.add(array.getName());
                array.setName("p" + i + "[]");
                flat.add(array);
            }
        }
        try {
            NDList results = run(flat);
            results.attach(manager);
            return results;
        } finally {
            for (int i = 0; i < flat.size(); i++) {
                flat.get(i).setName(names.get(i));
            }
        }
    }

    private NDList run(NDList inputs) {
        // The profiling executor would rewrite the graph for the first shapes it sees; the plain one runs as written.
        // The setting belongs to the thread, so it is made at every call; it costs less than a microsecond.
        JniUtils.setGraphExecutorOptimize(false);
        // "Training" here only means: not in inference mode, whose arrays could never enter a graph. Whether a graph is
        // recorded is decided by the thread's gradient mode, see GradientScope.
        return IValueUtils.forward(module, inputs, true);
    }

    private static String source(List<String> parameters, String result, String body) {
        StringBuilder text = new StringBuilder("class F(Module):\n  __parameters__ = []\n  __buffers__ = []\n");
        text.append("  training : bool\n  def forward(self: __torch__.F");
        for (String parameter : parameters) {
            boolean list = parameter.endsWith("[]");
            String name = list ? parameter.substring(0, parameter.length() - 2) : parameter;
            text.append(",\n    ").append(name).append(list ? ": List[Tensor]" : ": Tensor");
        }
        text.append(") -> ").append(result).append(":\n");
        body.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    private static byte[] archive(String source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // protocol 2: an object of class __torch__.F whose state is {"training": True}
            store(zip, "f/data.pkl", "\u0080\u0002c__torch__\nF\n)\u0081}X\b\0\0\0training\u0088sb.");
            store(zip, "f/code/__torch__.py", source);
            store(zip, "f/constants.pkl", "\u0080\u0002).");
            store(zip, "f/version", "3\n");
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
