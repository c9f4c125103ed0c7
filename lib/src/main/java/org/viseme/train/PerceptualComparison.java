package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.loss.Perceptual;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Several generators on the same held-out clips: what a loss over pixels and one over features leave to the figures.
 *
 * @param label of the perceptual distance
 * @param models in the order in which they were named
 */
public record PerceptualComparison(String label, List<Figures> models) {
    /**
     * The figures of one model, means over all frames.
     *
     * @param report on its lower half and on its sync
     * @param perceptual distance of the whole crop
     */
    public record Figures(String model, HeldOutReport report, double perceptual) {}

    /**
     * Draws and measures.
     *
     * @param models checkpoints of generators, by the name that readers shall see; in this order
     * @param set as {@link HeldOutReport#set} gives it
     * @param expert checkpoint of the sync expert that measures the distances
     */
    public static PerceptualComparison of(
            Map<String, Path> models, EvaluationSet set, Path expert, PerceptualNetwork seeing, Device device) {
        List<Figures> figures = new ArrayList<>();
        for (Map.Entry<String, Path> model : models.entrySet()) {
            try (NDManager manager = Torch.newManager(device)) {
                Layer network = WindowGenerator.load(model.getValue(), manager);
                SyncExpert judge = SyncExpertCheckpoint.load(Checkpoint.read(expert), expert, manager);
                HeldOutReport report = HeldOutReport.of(network, set, Optional.of(judge), manager);
                figures.add(pictures(model.getKey(), report, network, set, seeing.load(manager), manager));
            }
        }
        return new PerceptualComparison(seeing.label(), List.copyOf(figures));
    }

    private static Figures pictures(
            String name,
            HeldOutReport report,
            Layer network,
            EvaluationSet set,
            FeatureDistance seeing,
            NDManager manager) {
        double distance = 0;
        int windows = 0;
        for (LipBatch batch : set) {
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope off = GradientScope.off()) {
                LipArrays arrays = LipArrays.of(batch, scope.manager());
                NDArray drawn = network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE)
                        .singletonOrThrow();
                distance += batch.size()
                        * Perceptual.distance(seeing, drawn, arrays.target(), Pass.INFERENCE)
                                .getFloat();
                windows += batch.size();
            }
        }
        return new Figures(name, report, distance / windows);
    }

    /** The same for some of the models. */
    public PerceptualComparison only(Collection<String> names) {
        return new PerceptualComparison(
                label,
                models.stream().filter(model -> names.contains(model.model())).toList());
    }

    /** A row a model. */
    public Table table() {
        StringColumn names = StringColumn.create("model");
        List<DoubleColumn> columns = List.of(
                DoubleColumn.create("L1, lower half"),
                DoubleColumn.create("PSNR, dB"),
                DoubleColumn.create("SSIM"),
                DoubleColumn.create(label),
                DoubleColumn.create("expert's distance, own sound"),
                DoubleColumn.create("other sound"),
                DoubleColumn.create("real video"));
        for (Figures model : models) {
            HeldOutReport report = model.report();
            names.append(model.model());
            double[] row = {
                report.lowerHalf(),
                report.psnr(),
                report.ssim(),
                model.perceptual(),
                report.sync().own(),
                report.sync().other(),
                report.sync().real()
            };
            for (int i = 0; i < row.length; i++) {
                columns.get(i).append(row[i]);
            }
        }
        Table table = Table.create("held-out figures", names);
        columns.forEach(table::addColumns);
        return table;
    }
}
