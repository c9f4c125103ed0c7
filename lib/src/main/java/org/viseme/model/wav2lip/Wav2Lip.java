package org.viseme.model.wav2lip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.Cbam;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.ResidualAttention;
import org.viseme.nn.SemanticAlignment;
import org.viseme.nn.Sequences;
import org.viseme.nn.Stack;
import org.viseme.torch.TorchOps;

/**
 * The Wav2Lip generator: a U-Net over the face whose bottleneck hears the speech. The face encoder halves the crop from 96
 * to 1 pixel in seven blocks; the audio encoder turns the mel window into one vector; the decoder starts from that vector
 * alone and meets the face in the skip connections, one after each of its seven blocks.
 *
 * <p>{@link Wav2LipConfig} makes two more networks of it:
 *
 * <ul>
 *   <li>AttnWav2Lip (section 3.2): an attention block at the end of each face encoder block, so that the skip connection
 *       carries what was attended to, and of each decoder block, before the skip connection joins.
 *   <li>LPIPS-AttnWav2Lip (sections 3.1 and 4.3): the first five face encoder blocks, down to 6x6 pixels; the first and
 *       the last four decoder blocks, the first one on 6x6 pixels; an attention block between every two convolutions of a
 *       block. The speech becomes a map of 6x6 pixels too, and semantic alignment modules bring it into the face, or a
 *       concatenation where there are none. The paper says nothing about the skip connection at 6x6; it is kept.
 * </ul>
 *
 * <p>What the networks have in common has the same names in all of them, as far as no attention block comes between.
 */
public final class Wav2Lip extends Layer {
    /** The first convolution of each block whose input is what other blocks have put out. */
    private static final Pattern READS_A_BLOCK =
            Pattern.compile("(face_(en|de)coder_blocks\\.[1-9]\\.0|output_block\\.0)\\.conv_block\\.0\\.weight");

    private final Wav2LipConfig config;
    private final FaceEncoder faceEncoder;
    private final Stack audioEncoder;
    private final List<SemanticAlignment> alignments = new ArrayList<>();
    private final FaceDecoder faceDecoder;
    private final Stack outputBlock;

    public Wav2Lip(Wav2LipConfig config) {
        this.config = config;
        faceEncoder = add("face_encoder_blocks", new FaceEncoder(config));
        audioEncoder = add("audio_encoder", MelEncoder.of(config));
        for (int i = 0; i < config.alignments(); i++) {
            alignments.add(add("alignments." + i, new SemanticAlignment(16 * config.channels(), config.globalRatio())));
        }
        faceDecoder = add("face_decoder_blocks", new FaceDecoder(config));
        outputBlock = add("output_block", FaceDecoder.output(config));
    }

    /**
     * @param inputs mel windows (batch, 1, 80, 16) scaled to -4..4, and faces (batch, 6, 96, 96) in 0..1: the target with
     *     its lower half zeroed, then the reference, both in the order blue, green, red; or sequences (batch, time, 1, 80,
     *     16) and (batch, 6, time, 96, 96)
     * @return faces (batch, 3, 96, 96), or (batch, 3, time, 96, 96), in 0..1
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray mel = inputs.get(0);
        NDArray face = inputs.get(1);
        if (face.getShape().dimension() == 4) {
            return new NDList(Activation.sigmoid(logits(mel, face, pass)));
        }
        NDArray frames = logits(Sequences.flatten(mel, 1), Sequences.flatten(face, 2), pass);
        return new NDList(
                Sequences.unflatten(Activation.sigmoid(frames), face.getShape().get(0)));
    }

    public FaceEncoder faceEncoder() {
        return faceEncoder;
    }

    /** The output before its sigmoid, for 4-D inputs. */
    public NDArray logits(NDArray mel, NDArray face, Pass pass) {
        NDArray speech = audioEncoder.forward(mel, pass);
        NDList features = faceEncoder.forward(new NDList(face), pass);
        NDArray flow = meet(features.getLast(), speech, pass);
        return outputBlock.forward(faceDecoder.draw(flow, features, pass), pass);
    }

    /**
     * How the speech gets into the face of a shallow network, see {@link #alignment}.
     *
     * @param face what the face encoder ends in, (batch, channels, 6, 6)
     * @param speech what the audio encoder ends in, likewise
     * @param modules what each alignment module makes of them, the first one's face being {@code face}
     */
    public record Alignment(NDArray face, NDArray speech, List<SemanticAlignment.Steps> modules) {}

    /** The alignment modules at work on 4-D inputs, which are as for {@link #forward}; none in a deep network. */
    public Alignment alignment(NDArray mel, NDArray face, Pass pass) {
        NDArray speech = audioEncoder.forward(mel, pass);
        NDArray condensed = faceEncoder.forward(new NDList(face), pass).getLast();
        List<SemanticAlignment.Steps> modules = new ArrayList<>();
        NDArray flow = condensed;
        for (SemanticAlignment module : alignments) {
            modules.add(module.steps(flow, speech, pass));
            flow = modules.getLast().aligned();
        }
        return new Alignment(condensed, speech, modules);
    }

    /**
     * Lets attention modules of a deep network begin without a say, so that it draws what it drew without them: their masks
     * weigh everything alike, which makes a block's features {@link ResidualAttention#NEUTRAL} times as large, and what reads
     * these features takes that back.
     *
     * @param modules the kinds of modules in each block, {@code channel} or {@code spatial} or both
     */
    public void beginNeutral(Set<String> modules) {
        if (config.depth() != Depth.DEEP) {
            throw new IllegalStateException("attention stands between the convolutions of a shallow network's blocks");
        }
        double factor = Math.pow(ResidualAttention.NEUTRAL, modules.size());
        state().forEach((name, array) -> {
            if (Cbam.isMask(name, modules)) {
                TorchOps.assign(array, array.zerosLike());
            } else if (READS_A_BLOCK.matcher(name).matches()) {
                TorchOps.assign(array, TorchOps.scale(array, 1 / factor));
            }
        });
    }

    /** What the decoder starts from. */
    private NDArray meet(NDArray face, NDArray speech, Pass pass) {
        if (config.depth() == Depth.DEEP) {
            return speech;
        }
        if (alignments.isEmpty()) {
            return face.concat(speech, 1);
        }
        NDArray flow = face;
        for (SemanticAlignment alignment : alignments) {
            flow = alignment.forward(new NDList(flow, speech), pass).singletonOrThrow();
        }
        return flow;
    }
}
