package org.viseme.model.talklip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.Optional;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.model.avhubert.Clips;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.FaceDecoder;
import org.viseme.model.wav2lip.FaceEncoder;
import org.viseme.model.wav2lip.MelEncoder;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.Sequences;
import org.viseme.nn.Stack;

/**
 * The TalkLip generator (section 3 and figure 1): hears speech, then draws a face that says it. Wav2Lip's U-Net over the face
 * (tables 4 and 5) begins to draw from an embedding of the speech: a <em>local</em> one, of a mel window of 0.2 s (table 3),
 * or a <em>global</em> one, the frame's own of those that AV-HuBERT's transformer makes of the whole utterance (section 6.2).
 *
 * <p>Names are those of the authors' checkpoints, which hear globally; a local encoder has the names that it has in Wav2Lip.
 *
 * <pre>{@code
 * SequenceBatch heard = network.hear(sound, Pass.INFERENCE);
 * NDArray faces = network.draw(heard.positions(framesOfFaces), targetsAndReferences, Pass.INFERENCE);
 * }</pre>
 */
public final class TalkLip extends Layer {
    static final String LISTENER = "audio_encoder.w2v_model";
    static final String AUDIO_MAP = "audio_map.weight";

    private final TalkLipConfig config;
    private final FaceEncoder faceEncoder;
    private final Optional<Stack> melEncoder;
    private final Optional<AvHubertEncoder> listener;
    private final Optional<Linear> audioMap;
    private final FaceDecoder faceDecoder;
    private final Stack outputBlock;
    private final Optional<ContrastiveProjection> projection;
    private boolean listenerLearns = true;

    public TalkLip(TalkLipConfig config) {
        this.config = config;
        int width = config.speechWidth();
        faceEncoder = add("face_encoder_blocks", new FaceEncoder(config.face()));
        if (config.hearing() == Hearing.LOCAL) {
            melEncoder = Optional.of(add("audio_encoder", MelEncoder.of(config.face())));
            listener = Optional.empty();
            audioMap = Optional.empty();
        } else {
            melEncoder = Optional.empty();
            listener = Optional.of(add(LISTENER, new AvHubertEncoder(config.encoder())));
            audioMap = Optional.of(add("audio_map", new Linear(width, config.bottleneck())));
        }
        faceDecoder = add("face_decoder_blocks", new FaceDecoder(config.face()));
        outputBlock = add("output_block", FaceDecoder.output(config.face()));
        projection = config.contextWidth() == 0
                ? Optional.empty()
                : Optional.of(add("sync_net", new ContrastiveProjection(width, config.contextWidth())));
    }

    public TalkLipConfig config() {
        return config;
    }

    /** What hears a whole utterance; empty in a network that hears locally. */
    public Optional<AvHubertEncoder> listener() {
        return listener;
    }

    /** What contrastive learning compares with visual context features; empty in a network without. */
    public Optional<ContrastiveProjection> projection() {
        return projection;
    }

    /**
     * Speech, and the faces that are to say it, frame by frame.
     *
     * @param inputs the speech: mel windows (batch, 1, 80, 16) or (batch, time, 1, 80, 16) for a network that hears locally,
     *     stacked filter banks (batch, time, 104) for one that hears globally; then faces (batch, 6, time, 96, 96), or
     *     (batch, 6, 96, 96) for one frame each, as for {@link #draw}
     * @return faces (batch, 3, time, 96, 96) or (batch, 3, 96, 96), in 0..1
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray face = inputs.get(1);
        NDArray speech = hearFrames(inputs.get(0), pass);
        if (face.getShape().dimension() == 4) {
            return new NDList(draw(speech, face, pass));
        }
        NDArray frames = draw(speech, Sequences.flatten(face, 2), pass);
        return new NDList(Sequences.unflatten(frames, face.getShape().get(0)));
    }

    /** Embeddings of the speech of single frames, those of sequences time-major. */
    private NDArray hearFrames(NDArray speech, Pass pass) {
        if (config.hearing() == Hearing.LOCAL) {
            return hear(speech.getShape().dimension() == 4 ? speech : Sequences.flatten(speech, 1), pass);
        }
        return Sequences.flatten(hear(new SequenceBatch(speech), pass).values(), 1);
    }

    /**
     * Hears locally. A frame's window begins with the frame, as everywhere in Viseme; the paper puts the frame in its middle.
     *
     * @param mel windows (n, 1, 80, 16) scaled to -4..4
     * @return (n, {@link TalkLipConfig#speechWidth})
     * @throws java.util.NoSuchElementException in a network that hears globally
     */
    public NDArray hear(NDArray mel, Pass pass) {
        return melEncoder.orElseThrow().forward(mel, pass).reshape(-1, config.speechWidth());
    }

    /**
     * Hears whole utterances. A listener of which nothing is {@linkplain #setTunable tunable} forgets nothing in training.
     *
     * @param sound stacked filter banks (batch, time, 104), each position normalised, one a frame of video
     * @return (batch, time, {@link TalkLipConfig#speechWidth}), with the padding of the sound
     * @throws java.util.NoSuchElementException in a network that hears locally
     */
    public SequenceBatch hear(SequenceBatch sound, Pass pass) {
        Clips unseen = Clips.unseen(sound.values().transpose(0, 2, 1)).withPadding(sound.padding());
        return listener.orElseThrow().context(unseen, listenerLearns ? pass : pass.withoutTraining());
    }

    /**
     * Draws one face for each embedding.
     *
     * @param speech (n, {@link TalkLipConfig#speechWidth})
     * @param face (n, 6, 96, 96) in 0..1: the pose with its lower half zeroed, then the identity reference, both in the
     *     order blue, green, red; see {@link org.viseme.model.wav2lip.FaceInput#faces}
     * @return (n, 3, 96, 96) in 0..1
     */
    public NDArray draw(NDArray speech, NDArray face, Pass pass) {
        return Activation.sigmoid(logits(speech, face, pass));
    }

    /** As {@link #draw}, before the sigmoid. */
    public NDArray logits(NDArray speech, NDArray face, Pass pass) {
        NDArray said = audioMap.map(map -> map.forward(new NDList(speech), pass).singletonOrThrow())
                .orElse(speech);
        NDList features = faceEncoder.forward(new NDList(face), pass);
        NDArray drawn = faceDecoder.draw(said.reshape(-1, config.bottleneck(), 1, 1), features, pass);
        return outputBlock.forward(drawn, pass);
    }

    /**
     * Freezes what hears whole utterances, but for the last layers of its transformer: 0 of them in the paper's first stage
     * of training, 3 from the second on (section 4.1). A local encoder always learns.
     *
     * @param lastLayers how many learn, 0 to all of them
     */
    public void setTunable(int lastLayers) {
        listener.ifPresent(encoder -> {
            int layers = config.encoder().transformer().layers();
            if (lastLayers < 0 || lastLayers > layers) {
                throw new IllegalArgumentException(lastLayers + " of " + layers + " layers");
            }
            encoder.setTrainable(false);
            encoder.weights().forEach((name, array) -> {
                for (int i = layers - lastLayers; i < layers; i++) {
                    if (name.startsWith("encoder.layers." + i + ".")) {
                        array.setRequiresGradient(true);
                    }
                }
            });
            listenerLearns = lastLayers > 0;
        });
    }
}
