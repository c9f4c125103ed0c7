package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.media.RgbImage;
import org.viseme.metric.SpatialMap;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.AttentionMaps;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * A generator that is watched while it draws: what does each of its attention blocks look at?
 *
 * <pre>{@code
 * try (AttentionRecorder recorder = AttentionRecorder.open(file, device)) {
 *     List<AttendedFrame> frames = recorder.clip(store, store.clips(Split.TEST).getFirst());
 * }
 * }</pre>
 */
public final class AttentionRecorder implements AutoCloseable {
    private static final int BATCH = 8;
    private static final Pattern NAME = Pattern.compile("face_(encoder|decoder)_blocks\\.(\\d+)\\.(\\d+)\\.(\\w+)");

    private final String name;
    private final Wav2LipConfig config;
    private final Wav2Lip network;
    private final NDManager manager;

    private AttentionRecorder(String name, Wav2LipConfig config, Wav2Lip network, NDManager manager) {
        this.name = name;
        this.config = config;
        this.network = network;
        this.manager = manager;
    }

    /**
     * Opens a checkpoint of a generator.
     *
     * @throws VisemeException when it is none, or has no attention
     */
    public static AttentionRecorder open(Path file, Device device) {
        return open(ModelFiles.name(file), file, device);
    }

    /**
     * As {@link #open(Path, Device)}.
     *
     * @param name what readers call the model
     */
    public static AttentionRecorder open(String name, Path file, Device device) {
        Checkpoint checkpoint = Checkpoint.read(file);
        Wav2LipConfig config = Wav2LipCheckpoint.config(checkpoint, file);
        if (config.cbam().attention() == Attention.NONE) {
            throw new VisemeException(
                    file.toString(),
                    "is a generator without attention",
                    "name one of the recipes attnwav2lip or lpips-attnwav2lip");
        }
        NDManager manager = Torch.newManager(device);
        try {
            Wav2Lip network = Wav2LipCheckpoint.load(checkpoint, file, manager);
            return new AttentionRecorder(name, config, network, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The model's name. */
    public String name() {
        return name;
    }

    /** Whether there is attention to places; else only to channels. */
    public boolean seesPlaces() {
        return config.cbam().attention() != Attention.CHANNEL;
    }

    /** All frames of a clip but its first, which is the reference. */
    public List<AttendedFrame> clip(ClipStore store, ClipEntry clip) {
        ClipStore alone = store.only(entry -> entry.id().equals(clip.id()));
        List<AttendedFrame> frames = new ArrayList<>();
        record(EvaluationSet.open(alone, clip.split(), EvaluationSet.Settings.of(BATCH)), frames::add);
        return frames;
    }

    /**
     * Draws all frames of a set.
     *
     * @param set of single frames
     * @param listener gets them in order
     */
    public void record(EvaluationSet set, Consumer<AttendedFrame> listener) {
        for (LipBatch batch : set) {
            record(batch).forEach(listener);
        }
    }

    private List<AttendedFrame> record(LipBatch batch) {
        if (batch.frames() != 1) {
            throw new IllegalArgumentException("windows of " + batch.frames() + " frames instead of single ones");
        }
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            AttentionMaps maps = AttentionMaps.of(network);
            NDArray drawn = network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE.recording(maps))
                    .singletonOrThrow();
            List<Map<String, SpatialMap>> places = empty(batch.size());
            List<Map<String, float[]>> channels = empty(batch.size());
            Map<String, NDArray> byName = maps.byName();
            labels(byName.keySet()).forEach((name, label) -> {
                Shape shape = byName.get(name).getShape();
                float[] values = byName.get(name).toFloatArray();
                int size = values.length / batch.size();
                for (int i = 0; i < batch.size(); i++) {
                    float[] own = Arrays.copyOfRange(values, i * size, (i + 1) * size);
                    if (name.endsWith(".spatial")) {
                        places.get(i).put(label, new SpatialMap((int) shape.get(2), (int) shape.get(3), own));
                    } else {
                        channels.get(i).put(label, own);
                    }
                }
            });
            List<AttendedFrame> frames = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                frames.add(new AttendedFrame(
                        batch.clips().get(i),
                        batch.frameIndices()[i],
                        picture(arrays.target(), i),
                        picture(drawn, i),
                        places.get(i),
                        channels.get(i)));
            }
            return frames;
        }
    }

    private static <V> List<Map<String, V>> empty(int count) {
        List<Map<String, V>> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            maps.add(new LinkedHashMap<>());
        }
        return maps;
    }

    private static RgbImage picture(NDArray faces, int sample) {
        return FaceImages.of(faces.expandDims(2), sample).getFirst();
    }

    /** What a person calls the blocks that maps belong to, by the names of the maps. */
    private static Map<String, String> labels(Iterable<String> names) {
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        for (String map : names) {
            Matcher parts = match(map);
            String block = parts.group(1) + " " + (Integer.parseInt(parts.group(2)) + 1);
            List<String> positions = blocks.computeIfAbsent(block, key -> new ArrayList<>());
            if (!positions.contains(parts.group(3))) {
                positions.add(parts.group(3));
            }
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (String map : names) {
            Matcher parts = match(map);
            String block = parts.group(1) + " " + (Integer.parseInt(parts.group(2)) + 1);
            List<String> positions = blocks.get(block);
            labels.put(map, positions.size() == 1 ? block : block + "." + (positions.indexOf(parts.group(3)) + 1));
        }
        return labels;
    }

    private static Matcher match(String map) {
        Matcher parts = NAME.matcher(map);
        if (!parts.matches()) {
            throw new IllegalArgumentException(map + " is no map of a face encoder or decoder");
        }
        return parts;
    }

    /**
     * What the spatial attention at the end of a block of the face encoder computes for a frame, step by step.
     *
     * @param set of single frames; the first one is taken
     * @param block number of the block, from 1
     * @throws VisemeException when the block does not end in spatial attention
     */
    public AttentionSteps steps(EvaluationSet set, int block) {
        LipBatch batch = set.iterator().next();
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            AttentionMaps maps = AttentionMaps.of(network);
            network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE.recording(maps));
            String ofBlock = "face_encoder_blocks." + (block - 1) + ".";
            String map = maps.byName().keySet().stream()
                    .filter(key -> key.startsWith(ofBlock) && key.endsWith(".spatial"))
                    .reduce((first, last) -> last)
                    .orElseThrow(() -> new VisemeException(
                            "encoder " + block,
                            "has no spatial attention in " + name,
                            "choose another block or model"));
            int place = Integer.parseInt(match(map).group(3));
            NDArray flow = arrays.faces();
            for (Stack before : network.faceEncoder().blocks().subList(0, block - 1)) {
                flow = before.forward(flow, Pass.INFERENCE);
            }
            NDList around = network.faceEncoder()
                    .blocks()
                    .get(block - 1)
                    .outputs(flow, Pass.INFERENCE.recording(maps), List.of(place - 1, place));
            NDArray features = around.get(0);
            NDArray weights = maps.byName().get(map.replace(".spatial", ".channel"));
            if (weights != null) {
                features = features.add(features.mul(weights));
            }
            int channel = liveliest(features.get(0));
            return new AttentionSteps(
                    "encoder " + block,
                    picture(arrays.target(), 0),
                    channel,
                    plane(features.get(0).get(channel)),
                    plane(features.get(0).mean(new int[] {0})),
                    plane(features.get(0).max(new int[] {0})),
                    plane(maps.byName().get(map).get(0).get(0)),
                    plane(around.get(1).get(0).get(channel)));
        }
    }

    /** The channel that differs most from place to place. */
    private static int liveliest(NDArray features) {
        NDArray flat = features.reshape(features.getShape().get(0), -1);
        NDArray spread = flat.max(new int[] {1}).sub(flat.min(new int[] {1}));
        return (int) spread.argMax().getLong();
    }

    private static SpatialMap plane(NDArray values) {
        Shape shape = values.getShape();
        return new SpatialMap((int) shape.get(0), (int) shape.get(1), values.toFloatArray());
    }

    @Override
    public void close() {
        manager.close();
    }
}
