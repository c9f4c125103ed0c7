package org.viseme.lipreading;

import ai.djl.ndarray.NDList;
import org.viseme.data.Utterance;
import org.viseme.model.mvm.SoundFrontEnd;
import org.viseme.model.mvm.WordClassifier;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;

/** Tells single words by the lips; what hears them is there for learning alone. */
public final class WordReadingNetwork extends Layer {
    private final WordReaderConfig config;
    private final WordClassifier classifier;
    private final SoundFrontEnd sound;

    public WordReadingNetwork(WordReaderConfig config) {
        this.config = config;
        classifier = add("classifier", new WordClassifier(config.network()));
        sound = add("sound", new SoundFrontEnd(Utterance.SOUND_WIDTH, config.network()));
    }

    public WordReaderConfig config() {
        return config;
    }

    /** What reads; its own names are the published ones. */
    public WordClassifier classifier() {
        return classifier;
    }

    public SoundFrontEnd sound() {
        return sound;
    }

    /** As {@link WordClassifier#forward}. */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return classifier.forward(inputs, pass);
    }
}
