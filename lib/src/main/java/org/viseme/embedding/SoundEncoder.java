package org.viseme.embedding;

import ai.djl.ndarray.NDManager;
import org.viseme.audio.LogFilterBank;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.audio.Mfcc;
import org.viseme.data.ClipMedia;
import org.viseme.media.Waveform;
import org.viseme.metric.SyncEmbedder;
import org.viseme.model.syncnet.SyncExpert;

/** Turns the sound of a clip into embeddings: features that were never trained, or the half of a network that listens. */
@FunctionalInterface
public interface SoundEncoder {
    /**
     * @param sound mono, 16 kHz
     */
    FrameEmbeddings of(Waveform sound);

    /** Cepstral coefficients, 13 a step, 100 steps a second. */
    static SoundEncoder mfcc() {
        return sound -> FrameEmbeddings.of(Mfcc.of(sound), Mfcc.STEPS_PER_SECOND);
    }

    /** AV-HuBERT's log filter banks, 104 values a step, 25 steps a second, each step with mean 0 and variance 1. */
    static SoundEncoder filterBanks() {
        return sound -> FrameEmbeddings.of(LogFilterBank.avHubert(sound).normalised(), ClipMedia.FPS);
    }

    /**
     * The half of a sync expert that listens, 25 windows a second; vectors of length one.
     *
     * @param manager where batches are computed; the network's own
     */
    static SoundEncoder of(SyncExpert expert, NDManager manager) {
        int window = expert.config().frames();
        return sound -> {
            int frames = (int) ((long) sound.samples().length * ClipMedia.FPS / sound.sampleRate());
            int windows = Math.max(0, frames - window + 1);
            return FrameEmbeddings.windows(
                    new SyncEmbedder(expert, manager)
                            .speech(MelSpectrogram.of(MelConfig.wav2lip()).compute(sound), 0, 0, windows),
                    window);
        };
    }
}
