package org.viseme.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.nio.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.viseme.VisemeException;

/** The engine: devices, threads, and managers of native memory. */
public final class Torch {
    private Torch() {}

    /**
     * The device of that name.
     *
     * @param name {@code auto} (a GPU where there is one), {@code cpu}, {@code gpu} or {@code gpu:1}
     * @throws VisemeException when there is no such device
     */
    public static Device device(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace("cuda", "gpu");
        int gpus = engine().getGpuCount();
        if (wanted.equals("cpu") || (wanted.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        if (wanted.equals("auto") || wanted.matches("gpu(:\\d+)?")) {
            int index = wanted.contains(":") ? Integer.parseInt(wanted.substring(4)) : 0;
            if (index < gpus) {
                return Device.gpu(index);
            }
            throw new VisemeException(
                    name, "this machine shows " + gpus + " GPUs to libtorch", "use cpu, or see `viseme doctor`");
        }
        throw new VisemeException(name, "is no device", "use auto, cpu, gpu or gpu:N");
    }

    /** A manager on a device; everything attached to it is freed when it closes. */
    public static NDManager newManager(Device device) {
        return engine().newBaseManager(device);
    }

    /** How many threads one operation may use; the whole process shares the setting. */
    public static void setThreads(int threads) {
        engine();
        JniUtils.setNumThreads(threads);
    }

    /** Lets cuDNN try its algorithms on the first batch of each shape. */
    public static void setBenchmark(boolean on) {
        engine();
        JniUtils.setBenchmarkCuDNN(on);
    }

    /** Seeds the generators of all devices. */
    public static void setSeed(long seed) {
        engine();
        JniUtils.setSeed((int) (seed ^ (seed >>> 32)));
    }

    /** Numbers in [0, 1) of the CPU's generator, for decisions that Java makes: which {@link #setSeed} repeats. */
    public static float[] uniform(int count) {
        try (NDManager manager = newManager(Device.cpu())) {
            return manager.randomUniform(0, 1, new Shape(count)).toFloatArray();
        }
    }

    public static String version() {
        return engine().getVersion();
    }

    /**
     * An array with the values of a buffer, in memory of libtorch's own. On the CPU the engine's {@code create} leaves
     * the array in Java's memory: it would die with the Java object even while a graph needs it, and its alignment, and
     * with it the last bits of a product, would change from run to run.
     */
    public static NDArray create(NDManager manager, Buffer values, Shape shape, DataType type) {
        NDArray array = manager.create(values, shape, type);
        if (array.getDevice().isGpu()) {
            return array;
        }
        try (array) {
            return TorchOps.copy(array);
        }
    }

    /**
     * As {@link #create}, for what is needed soon and only for a while, such as a batch. To a GPU the values go through
     * page-locked memory, behind the work that waits there already, and nobody waits for their arrival. Not
     * yet run on a GPU; only the copy itself is tested.
     */
    public static NDArray send(NDManager manager, Buffer values, Shape shape, DataType type) {
        Device device = manager.getDevice();
        if (!device.isGpu()) {
            return create(manager, values, shape, type);
        }
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray array = transfer("torch.pin_memory(x)", "cuda:" + device.getDeviceId(), type)
                    .apply(host.create(values, shape, type));
            array.attach(manager);
            return array;
        }
    }

    /** Copies an expression over {@code x} to a device without waiting for it. */
    static TorchScript transfer(String expression, String device, DataType type) {
        int scalarType = switch (type) {
            case UINT8 -> 0;
            case FLOAT32 -> Precision.FP32.scalarType();
            default -> throw new IllegalArgumentException("an array of " + type);
        };
        return TorchScript.of(
                List.of("x"),
                "return torch.to(%s, torch.device(\"%s\"), %d, True, True)".formatted(expression, device, scalarType));
    }

    /**
     * Waits until a GPU has done all that was asked of it, as before reading a clock; on the CPU nothing is ever
     * pending.
     */
    public static void synchronize(NDManager manager) {
        if (manager.getDevice().isGpu()) {
            try (NDArray last = manager.zeros(new Shape())) {
                last.getFloat();
            }
        }
    }

    /**
     * Memory in use on a GPU, by all processes, with what libtorch keeps for later; empty on the CPU and where the CUDA
     * runtime does not tell.
     */
    public static OptionalLong deviceBytes(Device device) {
        if (!device.isGpu()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(CudaUtils.getGpuMemory(device).getUsed());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return OptionalLong.empty();
        }
    }

    /** Owns what lives as long as the process: compiled functions. */
    static PtNDManager processManager() {
        return ProcessManager.INSTANCE;
    }

    private static Engine engine() {
        return Engine.getEngine("PyTorch");
    }

    private static final class ProcessManager {
        static final PtNDManager INSTANCE = (PtNDManager) engine().newBaseManager(Device.cpu());
    }
}
