package org.viseme.model.wav2lip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.Cbam;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.ResidualAttention;
import org.viseme.nn.SemanticAlignment;
import org.viseme.nn.Sequences;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;
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
    private final List<Stack> faceEncoder = new ArrayList<>();
    private final Stack audioEncoder;
    private final List<Stack> faceDecoder = new ArrayList<>();
    private final List<SemanticAlignment> alignments = new ArrayList<>();
    private final Stack outputBlock;

    public Wav2Lip(Wav2LipConfig config) {
        this.config = config;
        boolean deep = config.depth() == Depth.DEEP;
        int c = config.channels();
        face(conv(6, c, 7, 1, 3)); // 96
        face(conv(c, 2 * c, 3, 2, 1), same(2 * c), same(2 * c)); // 48
        face(conv(2 * c, 4 * c, 3, 2, 1), same(4 * c), same(4 * c), same(4 * c)); // 24
        face(conv(4 * c, 8 * c, 3, 2, 1), same(8 * c), same(8 * c)); // 12
        face(conv(8 * c, 16 * c, 3, 2, 1), same(16 * c), same(16 * c)); // 6
        if (deep) {
            face(conv(16 * c, 32 * c, 3, 2, 1), same(32 * c)); // 3
            face(conv(32 * c, 32 * c, 3, 1, 0), conv(32 * c, 32 * c, 1, 1, 0)); // 1
        }

        List<ConvBlock> listening = new ArrayList<>(List.of( // 80x16
                conv(1, 2 * c, 3, 1, 1),
                same(2 * c),
                same(2 * c),
                conv(2 * c, 4 * c, 3, 3, 1, 1), // 27x16
                same(4 * c),
                same(4 * c),
                conv(4 * c, 8 * c, 3, 3, 3, 1), // 9x6
                same(8 * c),
                same(8 * c)));
        listening.addAll(
                deep
                        ? List.of(
                                conv(8 * c, 16 * c, 3, 3, 2, 1), // 3x3
                                same(16 * c),
                                conv(16 * c, 32 * c, 3, 1, 0), // 1
                                conv(32 * c, 32 * c, 1, 1, 0))
                        : List.of(
                                ConvBlock.of(Geometry.of(
                                        8 * c, 16 * c, Window.of(4, 3).padding(0, 1))), // 6x6
                                same(16 * c)));
        audioEncoder = add("audio_encoder", new Stack(listening));
        for (int i = 0; i < config.alignments(); i++) {
            alignments.add(add("alignments." + i, new SemanticAlignment(16 * c, config.globalRatio())));
        }

        if (deep) {
            decode(conv(32 * c, 32 * c, 1, 1, 0)); // 1
            decode(up(64 * c, 32 * c, 1, 0, 0), same(32 * c)); // 3
            decode(up(64 * c, 32 * c, 2, 1, 1), same(32 * c), same(32 * c)); // 6
        } else {
            decode(conv(alignments.isEmpty() ? 32 * c : 16 * c, 32 * c, 1, 1, 0)); // 6
        }
        decode(up(48 * c, 24 * c, 2, 1, 1), same(24 * c), same(24 * c)); // 12
        decode(up(32 * c, 16 * c, 2, 1, 1), same(16 * c), same(16 * c)); // 24
        decode(up(20 * c, 8 * c, 2, 1, 1), same(8 * c), same(8 * c)); // 48
        decode(up(10 * c, 4 * c, 2, 1, 1), same(4 * c), same(4 * c)); // 96

        outputBlock = add(
                "output_block",
                new Stack(conv(5 * c, 2 * c, 3, 1, 1), new Convolution(Geometry.of(2 * c, 3, 1, 1, 0))));
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

    /** The blocks of the face encoder, in order: the first one reads the six channels of the faces. */
    public List<Stack> faceEncoder() {
        return List.copyOf(faceEncoder);
    }

    /** The output before its sigmoid, for 4-D inputs. */
    public NDArray logits(NDArray mel, NDArray face, Pass pass) {
        NDArray speech = audioEncoder.forward(mel, pass);
        Deque<NDArray> skips = new ArrayDeque<>();
        NDArray flow = face;
        for (Stack block : faceEncoder) {
            flow = block.forward(flow, pass);
            skips.push(flow);
        }
        flow = meet(flow, speech, pass);
        for (Stack block : faceDecoder) {
            flow = block.forward(flow, pass).concat(skips.pop(), 1);
        }
        return outputBlock.forward(flow, pass);
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
        NDArray condensed = face;
        for (Stack block : faceEncoder) {
            condensed = block.forward(condensed, pass);
        }
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

    private void face(ConvBlock... convolutions) {
        faceEncoder.add(add("face_encoder_blocks." + faceEncoder.size(), attentive(List.of(convolutions))));
    }

    private void decode(ConvBlock... convolutions) {
        faceDecoder.add(add("face_decoder_blocks." + faceDecoder.size(), attentive(List.of(convolutions))));
    }

    /** Convolutions with the attention blocks that the configuration puts behind or between them. */
    private Stack attentive(List<ConvBlock> convolutions) {
        List<Layer> layers = new ArrayList<>();
        for (ConvBlock convolution : convolutions) {
            layers.add(convolution);
            boolean last = convolution == convolutions.getLast();
            if (last == (config.depth() == Depth.DEEP) && config.cbam().attention() != Attention.NONE) {
                layers.add(new Cbam(convolution.channels(), config.cbam()));
            }
        }
        return new Stack(layers);
    }

    private static ConvBlock conv(int in, int out, int kernel, int stride, int padding) {
        return ConvBlock.of(Geometry.of(in, out, kernel, stride, padding));
    }

    private static ConvBlock conv(int in, int out, int kernel, int strideHeight, int strideWidth, int padding) {
        return ConvBlock.of(Geometry.of(in, out, kernel, 1, padding).withStride(strideHeight, strideWidth));
    }

    private static ConvBlock same(int channels) {
        return ConvBlock.residual(channels);
    }

    private static ConvBlock up(int in, int out, int stride, int padding, int outputPadding) {
        return ConvBlock.of(Geometry.transposed(in, out, 3, stride, padding, outputPadding));
    }
}
