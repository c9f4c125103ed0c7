package org.viseme.evaluate;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipStore;
import org.viseme.face.FaceRecogniser;
import org.viseme.face.LandmarkFinder;
import org.viseme.lipreading.WordReaderCheckpoint;
import org.viseme.metric.IdentitySimilarity;
import org.viseme.metric.LandmarkDistance;
import org.viseme.metric.LeftOut;
import org.viseme.metric.PublishedWeights;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.model.perceptual.Lpips;
import org.viseme.nn.Layer;
import org.viseme.report.Score;
import org.viseme.torch.Torch;

/** All that can judge the clips of a store, and for what cannot, why. */
public final class Judges implements AutoCloseable {
    private final NDManager manager;
    private final List<Judge> judges = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Optional<InceptionV3> inception;

    /**
     * Opens all that is there.
     *
     * @param experts files of sync experts, each scoring under its own name
     * @param landmarks for LMD, if a user brings a model
     * @param recogniser for CSIM, if a user brings one
     */
    public Judges(
            ClipStore store,
            List<Path> experts,
            Optional<LandmarkFinder> landmarks,
            Optional<FaceRecogniser> recogniser,
            Device device) {
        this(store, experts, landmarks, recogniser, MetricFamily.all(), device);
    }

    /**
     * Opens what is there and wanted.
     *
     * @param wanted what else there is costs no time, and is not named as missing
     */
    public Judges(
            ClipStore store,
            List<Path> experts,
            Optional<LandmarkFinder> landmarks,
            Optional<FaceRecogniser> recogniser,
            Set<MetricFamily> wanted,
            Device device) {
        manager = Torch.newManager(device);
        try {
            if (wanted.contains(MetricFamily.PICTURES)) {
                judges.add(new PictureJudge(manager));
            }
            if (wanted.contains(MetricFamily.SYNC)) {
                experts.forEach(file -> judges.add(new ExpertJudge(file, device)));
            }
            if (wanted.contains(MetricFamily.MOTION)) {
                judges.add(new MotionJudge());
            }
            if (wanted.contains(MetricFamily.LMD)) {
                landmarks.ifPresentOrElse(
                        finder -> judges.add(new LandmarkJudge(finder)), () -> leave(LandmarkDistance.WITHOUT_MODEL));
            }
            if (wanted.contains(MetricFamily.CSIM)) {
                recogniser.ifPresentOrElse(
                        one -> judges.add(new IdentityJudge(one)), () -> leave(IdentitySimilarity.WITHOUT_MODEL));
            }
            if (wanted.contains(MetricFamily.FEATURES)) {
                judges.add(PerceptualJudge.features(manager));
            }
            if (wanted.contains(MetricFamily.LPIPS)) {
                lpips("alex", PublishedWeights.LPIPS_ALEX);
                lpips("vgg", PublishedWeights.LPIPS_VGG);
                lpips("squeeze", PublishedWeights.LPIPS_SQUEEZE);
            }
            if (wanted.contains(MetricFamily.LSE)) {
                syncNet(store);
            }
            inception = wanted.contains(MetricFamily.FID) ? load(PublishedWeights.FID_INCEPTION) : Optional.empty();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void leave(LeftOut reason) {
        leftOut.add(reason.toString());
    }

    private void lpips(String backbone, PublishedWeights<Lpips> weights) {
        load(weights).ifPresent(network -> judges.add(PerceptualJudge.lpips(backbone, network, manager)));
    }

    private void syncNet(ClipStore store) {
        LeftOut reason = SyncNetJudge.leftOut(store);
        load(PublishedWeights.SYNCNET_V2).ifPresent(network -> {
            if (reason == null) {
                judges.add(new SyncNetJudge(network, manager));
            } else {
                leave(reason);
            }
        });
    }

    /**
     * Has clips read too, where the store holds mouths; otherwise a line says why not.
     *
     * @param readers files of lip readers or readers of single words, each scoring under its own name
     */
    public Judges withReaders(ClipStore store, List<Path> readers) {
        LeftOut reason = ReadingJudge.leftOut(store);
        List<Path> files = readers.stream()
                .map(file -> file.toAbsolutePath().normalize())
                .distinct()
                .toList();
        if (reason != null && !files.isEmpty()) {
            leave(reason);
        } else {
            List<String> names = ModelFiles.names(files);
            for (int i = 0; i < files.size(); i++) {
                judges.add(reader(files.get(i), names.get(i)));
            }
        }
        return this;
    }

    private Judge reader(Path file, String name) {
        return WordReaderCheckpoint.isWordReader(file)
                ? new WordJudge(file, name, manager)
                : new ReadingJudge(file, name, manager);
    }

    private <N extends Layer> Optional<N> load(PublishedWeights<N> weights) {
        weights.missing().ifPresent(leftOut::add);
        return weights.load(manager);
    }

    /** The columns, in the order of the values of {@link #judge}; scores of all clips together come last. */
    List<Score> scores() {
        List<Score> scores = new ArrayList<>();
        judges.forEach(judge -> scores.addAll(judge.scores()));
        inception.ifPresent(network -> scores.add(FidPool.SCORE));
        return scores;
    }

    /** A line for every metric that cannot be measured. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** One value a score that is no pooled one; NaN where it says nothing about the clip. */
    double[] judge(DrawnClip clip, boolean real) {
        return judges.stream()
                .flatMapToDouble(judge -> {
                    boolean compares = judge.scores().getFirst().kind() == Score.Kind.COMPARISON;
                    double[] none = new double[judge.scores().size()];
                    Arrays.fill(none, Double.NaN);
                    return Arrays.stream(compares && (real || !clip.ownSound()) ? none : judge.judge(clip));
                })
                .toArray();
    }

    /** FID, if its network is there. */
    Optional<FidPool> pool(Path folder) {
        return inception.map(network -> new FidPool(network, manager, folder));
    }

    @Override
    public void close() {
        judges.forEach(Judge::close);
        manager.close();
    }
}
