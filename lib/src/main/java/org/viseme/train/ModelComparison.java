package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.EvaluationSet;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.nn.Layer;
import org.viseme.torch.Torch;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Several generators on the same held-out clips: what each draws, and how well.
 *
 * @param models in the order in which they were named
 */
public record ModelComparison(List<Drawing> models) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What one model draws of the same frames, and its figures over all frames. */
    public record Drawing(String model, HeldOutReport report, SampleGrid frames) {}

    public ModelComparison {
        models = List.copyOf(models);
    }

    /**
     * Draws and measures.
     *
     * @param models checkpoints of generators, by the name that readers shall see; in this order
     * @param set as {@link HeldOutReport#set} gives it
     * @param expert checkpoint of the sync expert that measures the distances
     * @throws VisemeException when a file holds no such model
     */
    public static ModelComparison of(Map<String, Path> models, EvaluationSet set, Path expert, Device device) {
        List<Drawing> drawings = new ArrayList<>();
        for (Map.Entry<String, Path> model : models.entrySet()) {
            try (NDManager manager = Torch.newManager(device)) {
                Layer network = WindowGenerator.load(model.getValue(), manager);
                SyncExpert judge = SyncExpertCheckpoint.load(Checkpoint.read(expert), expert, manager);
                drawings.add(new Drawing(
                        model.getKey(),
                        HeldOutReport.of(network, set, Optional.of(judge), manager),
                        SampleGrid.of(network, set, manager)));
            }
        }
        return new ModelComparison(drawings);
    }

    /** A row a model, see {@link #row}. */
    public Table table() {
        Table table = emptyTable();
        models.forEach(model -> row(table, model.model(), model.report()));
        return table;
    }

    /** A row a stage of a training, on the clips that it measured itself by. */
    public static Table tableOf(List<StagedTraining.Trained> stages) {
        Table table = emptyTable();
        stages.forEach(stage -> row(table, stage.stage().toString(), stage.report()));
        return table;
    }

    private static Table emptyTable() {
        Table table = Table.create("held-out figures", StringColumn.create("model"));
        report(MissingNode.getInstance())
                .figures()
                .keySet()
                .forEach(figure -> table.addColumns(DoubleColumn.create(figure)));
        return table;
    }

    /** Adds the figures of a report; what was not measured stays empty. */
    private static void row(Table table, String model, HeldOutReport report) {
        table.stringColumn(0).append(model);
        report.figures().forEach((figure, value) -> table.doubleColumn(figure).append(value));
    }

    /**
     * What checkpoints say of themselves: the figures that their own training measured on held-out clips of its first
     * corpus, as their metadata ({@link Checkpoint#PROVENANCE}) has them; what is not stated stays empty. These are other
     * clips than those of {@link #table}, so the two do not compare.
     *
     * @param models as for {@link #of}
     */
    public static Table stated(Map<String, Path> models) {
        Table table = emptyTable();
        StringColumn corpora = StringColumn.create("measured on");
        for (Map.Entry<String, Path> model : models.entrySet()) {
            JsonNode provenance = provenance(model.getValue());
            JsonNode heldOut = provenance.path("heldOut");
            if (heldOut.isObject()) {
                String corpus =
                        provenance.path("data").path(0).asText("unknown").split(",")[0];
                corpora.append(figure(heldOut, "frames") + " frames of " + corpus);
                row(table, model.getKey(), report(heldOut));
            }
        }
        return table.insertColumn(1, corpora);
    }

    private static String figure(JsonNode heldOut, String name) {
        return heldOut.path(name).asText("unknown");
    }

    private static HeldOutReport report(JsonNode heldOut) {
        JsonNode sync = heldOut.path("sync");
        return new HeldOutReport(
                heldOut.path("frames").asInt(),
                number(heldOut, "lowerHalf"),
                number(heldOut, "trivialLowerHalf"),
                number(heldOut, "mouth"),
                number(heldOut, "mouthOtherSound"),
                number(heldOut, "psnr"),
                number(heldOut, "ssim"),
                new HeldOutReport.SyncScore(
                        number(sync, "loss"), number(sync, "own"), number(sync, "other"), number(sync, "real")));
    }

    private static double number(JsonNode figures, String name) {
        return figures.path(name).asDouble(Double.NaN);
    }

    private static JsonNode provenance(Path file) {
        String json = Checkpoint.read(file).metadata().getOrDefault(Checkpoint.PROVENANCE, "{}");
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new VisemeException(
                    file.toString(), "its provenance cannot be read", "use the file as it was saved", e);
        }
    }
}
