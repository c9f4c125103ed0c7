package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.viseme.VisemeException;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.data.prepare.Sharpness;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.model.Region;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * The same few held-out frames, spread over the clips, as a generator draws them at one moment of its training. The lists
 * have the same length and hold square faces of one size.
 *
 * @param reference what it was shown of the person
 * @param drawn what it drew
 * @param truth what it should have drawn
 */
public record SampleGrid(List<RgbImage> reference, List<RgbImage> drawn, List<RgbImage> truth) {
    private static final int COLUMNS = 12;
    private static final int ROWS = 3;
    private static final Pattern NAME = Pattern.compile("step-(\\d+)\\.png");

    public SampleGrid {
        if (drawn.isEmpty() || reference.size() != drawn.size() || truth.size() != drawn.size()) {
            throw new IllegalArgumentException(
                    reference.size() + " references, " + drawn.size() + " drawn, " + truth.size() + " true");
        }
        reference = List.copyOf(reference);
        drawn = List.copyOf(drawn);
        truth = List.copyOf(truth);
    }

    /**
     * The middle frame of the first window of each of some batches.
     *
     * @param set of windows, as {@link HeldOutReport#set} gives it
     */
    static SampleGrid of(Layer network, EvaluationSet set, NDManager manager) {
        int batches = 0;
        for (LipBatch ignored : set) {
            batches++;
        }
        int columns = Math.min(COLUMNS, batches);
        List<RgbImage> reference = new ArrayList<>();
        List<RgbImage> drawn = new ArrayList<>();
        List<RgbImage> truth = new ArrayList<>();
        int number = 0;
        for (LipBatch batch : set) {
            if (number++ == (int) ((long) drawn.size() * batches / columns)) {
                try (NativeScope scope = NativeScope.under(manager);
                        GradientScope off = GradientScope.off()) {
                    LipArrays arrays = LipArrays.of(batch, scope.manager());
                    reference.add(middle(arrays.reference()));
                    NDList first =
                            new NDList(arrays.mel().get("0:1"), arrays.faces().get("0:1"));
                    drawn.add(middle(network.forward(first, Pass.INFERENCE).singletonOrThrow()));
                    truth.add(middle(arrays.target()));
                }
            }
        }
        return new SampleGrid(reference, drawn, truth);
    }

    /** As the model of a checkpoint draws them. */
    public static SampleGrid of(Path model, EvaluationSet set, Device device) {
        try (NDManager manager = Torch.newManager(device)) {
            return of(WindowGenerator.load(model, manager), set, manager);
        }
    }

    private static RgbImage middle(NDArray windows) {
        List<RgbImage> frames = FaceImages.of(windows, 0);
        return frames.get(frames.size() / 2);
    }

    /** A column a frame: the reference, under it what was drawn, under it the truth. */
    RgbImage picture() {
        return Images.grid(List.of(reference, drawn, truth));
    }

    /** What {@link #picture} made. */
    static SampleGrid of(RgbImage picture) {
        int size = picture.height() / ROWS;
        List<List<RgbImage>> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            List<RgbImage> faces = new ArrayList<>();
            for (int column = 0; column < picture.width() / size; column++) {
                faces.add(picture.crop(column * size, row * size, size, size));
            }
            rows.add(faces);
        }
        return new SampleGrid(rows.get(0), rows.get(1), rows.get(2));
    }

    /**
     * What a training drew so far, by step; empty where it has drawn nothing yet.
     *
     * @param run its folder, see {@link RunFolder}
     */
    public static SortedMap<Long, SampleGrid> ofRun(Path run) {
        SortedMap<Long, SampleGrid> grids = new TreeMap<>();
        Path folder = run.resolve("samples");
        if (!Files.isDirectory(folder)) {
            return grids;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    grids.put(Long.parseLong(name.group(1)), of(Images.read(file)));
                }
            }
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "cannot be listed", "check its permissions", e);
        }
        return grids;
    }

    /** How sharp the drawn mouths are, as a share of the true ones: 1 is as sharp, less is softer. */
    public double sharpness() {
        return sharpness(drawn) / sharpness(truth);
    }

    private static double sharpness(List<RgbImage> faces) {
        return faces.stream()
                .map(SampleGrid::mouth)
                .mapToDouble(Sharpness::of)
                .average()
                .orElseThrow();
    }

    private static RgbImage mouth(RgbImage face) {
        int left = Region.pixels(Region.MOUTH.left(), face.width());
        int top = Region.pixels(Region.MOUTH.top(), face.height());
        return face.crop(
                left,
                top,
                Region.pixels(Region.MOUTH.right(), face.width()) - left,
                Region.pixels(Region.MOUTH.bottom(), face.height()) - top);
    }
}
