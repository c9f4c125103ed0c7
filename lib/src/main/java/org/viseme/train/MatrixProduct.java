package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.viseme.torch.Precision;
import org.viseme.torch.TorchOps;

/** A product of two square matrices, as large as makes a device show what it can do. */
final class MatrixProduct implements AutoCloseable {
    private static final int CPU_SIZE = 1024;
    private static final int GPU_SIZE = 8192;

    private final NDManager manager;
    private final int size;
    private final NDArray matrix;

    MatrixProduct(NDManager parent, Precision precision) {
        manager = parent.newSubManager();
        size = parent.getDevice().isGpu() ? GPU_SIZE : CPU_SIZE;
        matrix = TorchOps.cast(manager.ones(new Shape(size, size)), precision);
    }

    void run() {
        matrix.matMul(matrix).close();
    }

    double operations() {
        return 2 * Math.pow(size, 3);
    }

    @Override
    public void close() {
        manager.close();
    }
}
