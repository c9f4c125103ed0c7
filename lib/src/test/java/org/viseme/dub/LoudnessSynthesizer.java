package org.viseme.dub;

import java.util.ArrayList;
import java.util.List;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** A cheap stand-in for a model: paints the lower half of the crop in a grey that follows the loudness of the speech. */
final class LoudnessSynthesizer implements LipSynthesizer {
    private static final int SIZE = 32;

    final List<Integer> batches = new ArrayList<>();
    final List<Request> requests = new ArrayList<>();
    int failAfter = Integer.MAX_VALUE;
    Reference reference = Reference.FRAME;

    private record Heard(Mel mel) implements Speech {}

    @Override
    public String name() {
        return "loudness (test)";
    }

    @Override
    public int cropSize() {
        return SIZE;
    }

    @Override
    public Reference reference() {
        return reference;
    }

    @Override
    public Speech listen(Waveform speech) {
        return new Heard(MelSpectrogram.of(MelConfig.wav2lip()).compute(speech));
    }

    @Override
    public List<RgbImage> speak(Speech speech, List<Request> batch) {
        batches.add(batch.size());
        requests.addAll(batch);
        if (requests.size() > failAfter) {
            throw new IllegalStateException("the model broke");
        }
        Mel mel = ((Heard) speech).mel();
        return batch.stream().map(request -> paint(request, mel)).toList();
    }

    private static RgbImage paint(Request request, Mel mel) {
        float[] window = mel.window(Mel.columnAt(request.seconds()), 16);
        double sum = 0;
        for (float value : window) {
            sum += value;
        }
        byte grey = (byte) Math.clamp(Math.round(128 + 32 * sum / window.length), 0, 255);
        RgbImage face = request.target().copy();
        for (int i = SIZE * SIZE / 2 * 3; i < SIZE * SIZE * 3; i++) {
            face.bytes()[i] = grey;
        }
        return face;
    }

    @Override
    public void close() {}
}
