package org.viseme.metric;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import org.viseme.ContentHash;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.data.prepare.SyncScorer;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

/**
 * The scorer that was trained: the similarity of an offset is the mean cosine of a {@link SyncExpert} over all windows of
 * lips, each with the sound that lies so many frames later, as Chung and Zisserman (2016, section 4.1) find offsets. Safe
 * for several threads, each with sessions of its own.
 */
public final class ExpertSync implements SyncScorer, AutoCloseable {
    /** Offsets up to so many frames are tried, as LSE-C and LSE-D do. */
    public static final int REACH = 15;

    /**
     * Of speakers that no expert of ours had seen, with 2 s of them and more, offsets with a higher confidence were right to
     * within a frame; one second is too short to be sure of an offset, whatever its confidence. A voice of the same rhythm
     * as the lips, such as another sentence of GRID, can exceed it.
     */
    public static final double LEAST_CONFIDENCE = 0.1;

    private final String name;
    private final SyncExpert network;
    private final NDManager manager;
    private final MelSpectrogram spectrogram = MelSpectrogram.of(MelConfig.wav2lip());

    private ExpertSync(String name, SyncExpert network, NDManager manager) {
        this.name = name;
        this.network = network;
        this.manager = manager;
    }

    /**
     * Reads an expert.
     *
     * @param file safetensors of this project, or the published {@code lipsync_expert.pth}
     * @throws org.viseme.VisemeException when the file is missing or holds no sync expert
     */
    public static ExpertSync open(Path file, Device device) {
        Checkpoint checkpoint = Checkpoint.read(file);
        NDManager manager = Torch.newManager(device);
        try {
            SyncExpert network = SyncExpertCheckpoint.load(checkpoint, file, manager);
            network.foldForInference();
            String name = "sync expert " + ModelFiles.name(file) + " " + ContentHash.shortOf(file);
            return new ExpertSync(name, network, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The name of the model and the first digits of its file's SHA-256. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public double leastConfidence() {
        return LEAST_CONFIDENCE;
    }

    @Override
    public Session begin() {
        return new ExpertSession();
    }

    /** Ends all sessions as well. */
    @Override
    public void close() {
        manager.close();
    }

    private final class ExpertSession implements Session {
        private final NDManager arrays = manager.newSubManager();
        private final SyncEmbedder embedder = new SyncEmbedder(network, arrays);
        private Waveform heard;
        private Mel mel;

        @Override
        public void frame(RgbImage face, Optional<float[]> landmarks) {
            embedder.frame(face.resize(SyncExpertConfig.FACE_SIZE, SyncExpertConfig.FACE_SIZE));
        }

        @Override
        public SyncCurve compare(Waveform sound, double firstFrameSeconds) {
            if (sound != heard) {
                mel = spectrogram.compute(sound);
                heard = sound;
            }
            return embedder.with(mel, firstFrameSeconds, REACH).curve();
        }

        @Override
        public void close() {
            arrays.close();
        }
    }
}
