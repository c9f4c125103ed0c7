package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.viseme.ProcessMeter;
import org.viseme.data.BatchLoader;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.model.perceptual.AlexNet;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * What a training step costs: the step of a training itself, and beside it the work that no step can do without, on arrays
 * that lie ready. What the step takes longer is the price of the loop around that work. Both run in turns, so that what
 * else the machine does hits both alike.
 */
public final class TrainBenchmark {
    /** Dense bfloat16 peak of an H200's tensor cores, in TFLOP/s: half of what NVIDIA's data sheet says with sparsity. */
    public static final double H200_BF16 = 989;

    /**
     * Dense TF32 peak, from the same data sheet: the type in which cuDNN multiplies 32-bit operands of convolutions unless it
     * is forbidden; without tensor cores it is 67.
     */
    public static final double H200_TF32 = 495;

    private static final int WARM_UP = 3;
    private static final int LOG_EVERY = 10;
    private static final int SETTLED = 100;

    private final Wav2LipRecipe recipe;
    private final List<WeightedStore> data;
    private final Device device;
    private final MemoryFormat format;

    /**
     * @param recipe says which losses have a say: the expert unless {@code sync} is off, from the first step on, and the
     *     discriminator where it has a weight. All networks are fresh, which costs the same
     * @param data where batches come from; empty for noise, which needs no loader
     */
    public TrainBenchmark(Wav2LipRecipe recipe, List<WeightedStore> data, Device device, MemoryFormat format) {
        this.recipe = recipe;
        this.data = data;
        this.device = device;
        this.format = format;
    }

    /**
     * Means over all rounds but the slowest and the fastest tenth, in milliseconds where nothing else is said.
     *
     * @param images a step
     * @param data wait for the loader
     * @param step the training's step, from a batch in Java's memory to new weights
     * @param forward networks and losses, on arrays that lie on the device
     * @param backward gradients, and freeing what was made on the way
     * @param optimizer new weights
     * @param cpuOverhead as {@link #overhead}, in processor time of the process, which does not grow when other processes
     *     want the cores too
     * @param operations floating-point operations a step, see {@link StepOperations}
     * @param matrixRate floating-point operations a second of a large product of matrices in the step's precision, measured
     *     in the same rounds
     * @param residentBytes of the process at the end
     * @param deviceBytes of a GPU at the end, see {@link Torch#deviceBytes}
     */
    public record Result(
            int images,
            double data,
            double step,
            double forward,
            double backward,
            double optimizer,
            double cpuOverhead,
            double operations,
            double matrixRate,
            long residentBytes,
            OptionalLong deviceBytes) {
        public double imagesPerSecond() {
            return images / (data + step) * 1e3;
        }

        /** What the loop adds to the bare work, as a share of it: transfer, means, averaged weights, log. */
        public double overhead() {
            return step / (forward + backward + optimizer) - 1;
        }

        /** 10^12 floating-point operations a second while a step runs. */
        public double teraflops() {
            return operations / step / 1e9;
        }

        /** Rate of the step as a share of that of a large product. */
        public double shareOfProduct() {
            return teraflops() * 1e12 / matrixRate;
        }
    }

    /**
     * Growth of memory after the first {@value #SETTLED} steps, as a share of what was in use then.
     *
     * @param resident of the process
     * @param device of a GPU
     */
    public record Growth(double resident, OptionalDouble device) {}

    /** Runs and times so many steps, and as many times their bare parts. */
    public Result measure(int rounds) {
        Torch.setBenchmark(true);
        try (NDManager manager = Torch.newManager(device);
                Wav2LipStep step = fresh(manager);
                BenchmarkBatches source = BenchmarkBatches.open(data, recipe.sampling(), LoaderSettings.defaults());
                NDManager prepared = manager.newSubManager();
                MatrixProduct product =
                        new MatrixProduct(manager, recipe.optimization().precision())) {
            LipArrays ready = LipArrays.of(source.next(), prepared);
            StepClock clock = new StepClock(manager, rounds);
            for (int round = -WARM_UP; round < rounds; round++) {
                clock.round(round);
                LipBatch batch = source.next();
                clock.lap(StepClock.Part.DATA);
                // Turns change, since the loader works on the next batch during the first.
                if (round % 2 == 0) {
                    bare(step, ready, clock);
                    whole(step, batch, round, clock);
                } else {
                    whole(step, batch, round, clock);
                    bare(step, ready, clock);
                }
                product.run();
                clock.lap(StepClock.Part.PRODUCT);
            }
            return new Result(
                    recipe.sampling().batch() * recipe.sampling().frames(),
                    clock.mean(StepClock.Part.DATA),
                    clock.mean(StepClock.Part.STEP),
                    clock.mean(StepClock.Part.FORWARD),
                    clock.mean(StepClock.Part.BACKWARD),
                    clock.mean(StepClock.Part.OPTIMIZER),
                    clock.cpuMean(StepClock.Part.STEP)
                                    / (clock.cpuMean(StepClock.Part.FORWARD)
                                            + clock.cpuMean(StepClock.Part.BACKWARD)
                                            + clock.cpuMean(StepClock.Part.OPTIMIZER))
                            - 1,
                    StepOperations.of(step, recipe.sampling(), prepared),
                    product.operations() / clock.mean(StepClock.Part.PRODUCT) * 1e3,
                    ProcessMeter.residentBytes(),
                    Torch.deviceBytes(device));
        }
    }

    /**
     * Trains so many steps and compares the memory at their end with that after the first {@value #SETTLED}. Without the
     * loader's cache, which fills up to its bound meanwhile, and without Java's garbage.
     *
     * @param steps more than {@value #SETTLED}
     */
    public Growth growth(int steps) {
        if (steps <= SETTLED) {
            throw new IllegalArgumentException(steps + " steps; more than " + SETTLED + " are needed");
        }
        int window = Math.min(5, steps - SETTLED);
        double begin = 0;
        double end = 0;
        OptionalLong deviceBegin = OptionalLong.empty();
        try (NDManager manager = Torch.newManager(device);
                Wav2LipStep step = fresh(manager);
                BenchmarkBatches source = BenchmarkBatches.open(
                        data, recipe.sampling(), LoaderSettings.defaults().withCacheBytes(0))) {
            for (int done = 0; done < steps; done++) {
                learn(step, source.next(), done);
                if (done >= SETTLED && done < SETTLED + window) {
                    begin += residentAfterCollection();
                }
                if (done >= steps - window) {
                    end += residentAfterCollection();
                }
                if (done == SETTLED) {
                    deviceBegin = Torch.deviceBytes(device);
                }
            }
            OptionalLong deviceEnd = Torch.deviceBytes(device);
            OptionalDouble deviceGrowth = deviceBegin.isPresent() && deviceEnd.isPresent()
                    ? OptionalDouble.of((double) deviceEnd.getAsLong() / deviceBegin.getAsLong() - 1)
                    : OptionalDouble.empty();
            return new Growth(end / begin - 1, deviceGrowth);
        }
    }

    /** Garbage is collected first: Java lets it pile up as far as it may, which says nothing about what is held. */
    private static long residentAfterCollection() {
        System.gc();
        return ProcessMeter.residentBytes();
    }

    private Wav2LipStep fresh(NDManager manager) {
        Wav2LipConfig config = recipe.network();
        Wav2Lip drawing = new Wav2Lip(config);
        drawing.initialize(manager, 1);
        return new Wav2LipStep(recipe, drawing, expert(manager), format, manager).withPerceptual(perceptual(manager));
    }

    /** With random weights, which take as long. */
    private Optional<FeatureDistance> perceptual(NDManager manager) {
        if (recipe.perceptualWeight() == 0) {
            return Optional.empty();
        }
        FeatureDistance network = new Lpips(new AlexNet());
        network.initialize(manager, 1);
        network.setTrainable(false);
        return Optional.of(network);
    }

    private Optional<SyncExpert> expert(NDManager manager) {
        if (!listens()) {
            return Optional.empty();
        }
        boolean paper = recipe.network().channels() >= Wav2LipConfig.paper().channels();
        SyncExpert network = new SyncExpert(paper ? SyncExpertConfig.paper() : SyncExpertConfig.tiny());
        network.initialize(manager, 1);
        network.setTrainable(false);
        return Optional.of(network);
    }

    private boolean listens() {
        return recipe.expert().sync() != SyncPolicy.OFF;
    }

    private void whole(Wav2LipStep step, LipBatch batch, int round, StepClock clock) {
        clock.begin();
        learn(step, batch, Math.max(0, round));
        clock.lap(StepClock.Part.STEP);
    }

    /** As the loop of a training does it. */
    private void learn(Wav2LipStep step, LipBatch batch, int done) {
        step.learn(batch, recipe.adversary().headStart(), listens());
        step.step(done);
        if ((done + 1) % LOG_EVERY == 0) {
            step.generator().skipped(Path.of("benchmark"), done + 1L);
            step.means().take();
        }
    }

    /** The work that remains when everything lies ready and nobody wants to know how it went. */
    private void bare(Wav2LipStep step, LipArrays arrays, StepClock clock) {
        double rate = recipe.optimization().rateAt(0);
        clock.begin();
        try (GradientScope gradients = GradientScope.record();
                NativeScope scope = NativeScope.under(arrays.mel().getManager())) {
            LipArrays batch = new LipArrays(
                    view(arrays.mel(), scope), view(arrays.target(), scope), view(arrays.reference(), scope));
            NDArray drawn = step.draw(batch);
            NDArray loss = step.loss(step.terms(batch, drawn, recipe.adversary().headStart(), listens()));
            clock.lap(StepClock.Part.FORWARD);
            gradients.backward(loss);
            clock.lap(StepClock.Part.BACKWARD);
            step.discriminator().ifPresent(learner -> {
                NDArray mistakes = step.mistakes(learner.network(), batch.target(), drawn);
                clock.lap(StepClock.Part.FORWARD);
                gradients.backward(mistakes);
                clock.lap(StepClock.Part.BACKWARD);
            });
        }
        clock.lap(StepClock.Part.BACKWARD);
        step.generator().optimizer().step(rate);
        step.discriminator().map(Learner::optimizer).ifPresent(adam -> adam.step(rate));
        clock.lap(StepClock.Part.OPTIMIZER);
    }

    /** The same memory, with a scope as owner of what is computed from it. */
    private static NDArray view(NDArray array, NativeScope scope) {
        return scope.own(array.reshape(array.getShape()));
    }

    /**
     * Images a second that the loader delivers with one worker.
     *
     * @param cacheBytes for decoded crops; 0 measures decoding
     */
    public static double loader(List<WeightedStore> data, int batch, int batches, long cacheBytes) {
        LoaderSettings loading = LoaderSettings.defaults().withWorkers(1).withCacheBytes(cacheBytes);
        try (BatchLoader loader = BatchLoader.open(data, Split.TRAIN, SamplerSettings.of(batch, 1), loading, 0)) {
            loader.next();
            long begin = System.nanoTime();
            for (int i = 0; i < batches; i++) {
                loader.next();
            }
            return batches * batch / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
