package org.viseme.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.VideoMouths;
import org.viseme.decode.BeamSearch;
import org.viseme.face.Detectors;
import org.viseme.face.FaceDetector;
import org.viseme.face.MeanFace;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.ReadWord;
import org.viseme.lipreading.Reading;
import org.viseme.torch.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme lipread}: what the faces of a video say. */
@Command(
        name = "lipread",
        mixinStandardHelpOptions = true,
        description =
                "Reads the lips of every face in a video and prints what they say, with times; long shots in pieces.")
public final class LipreadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "VIDEO", description = "video of a talking face")
    private Path video;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "a reader that './viseme train lip-reading' has written, or a published fine-tuned AV-HuBERT")
    private Path model;

    @Option(names = "--beams", defaultValue = "20", description = "beginnings that the search keeps (default: 20)")
    private int beams;

    @Option(names = "--longest", defaultValue = "200", description = "tokens of a piece at most (default: 200)")
    private int longest;

    @Option(
            names = "--length-penalty",
            defaultValue = "1",
            description = "0 compares the probabilities of texts, 1 (default) their mean a token")
    private double lengthPenalty;

    @Option(names = "--detector", defaultValue = "haar", description = "haar (default) or yunet:FILE")
    private String detector;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter console = spec.commandLine().getOut();
        List<Map<String, Object>> pieces = new ArrayList<>();
        try (NDManager manager = Torch.newManager(Torch.device(device));
                FaceDetector finder = Detectors.parse(detector)) {
            LipReader reader = LipReader.load(model, new BeamSearch(beams, longest, lengthPenalty), manager);
            new VideoMouths(PreparationSettings.defaults(), MeanFace.standard()).forEach(video, finder, mouth -> {
                Reading reading = reader.read(mouth.utterance());
                if (json) {
                    pieces.add(asMap(mouth, reading));
                } else {
                    print(mouth, reading, console);
                }
            });
        }
        if (json) {
            console.println(new ObjectMapper().writeValueAsString(pieces));
        }
        console.flush();
        return 0;
    }

    private static void print(VideoMouths.Mouth mouth, Reading reading, PrintWriter console) {
        double from = mouth.fromSeconds();
        console.printf(
                Locale.ROOT,
                "face %d, %.2f to %.2f s: %s%n",
                mouth.face(),
                from,
                from + mouth.utterance().seconds(),
                reading.text());
        for (ReadWord word : reading.words()) {
            String when = Double.isNaN(word.startSeconds())
                    ? ""
                    : String.format(
                            Locale.ROOT, "%8.2f to %6.2f s", from + word.startSeconds(), from + word.endSeconds());
            console.printf(Locale.ROOT, "  %-16s %3.0f %%%s%n", word.text(), 100 * word.probability(), when);
        }
        console.flush();
    }

    private static Map<String, Object> asMap(VideoMouths.Mouth mouth, Reading reading) {
        double from = mouth.fromSeconds();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("face", mouth.face());
        map.put("fromSeconds", from);
        map.put("toSeconds", from + mouth.utterance().seconds());
        map.put("text", reading.text());
        map.put("words", reading.words().stream().map(word -> asMap(word, from)).toList());
        return map;
    }

    private static Map<String, Object> asMap(ReadWord word, double from) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", word.text());
        map.put("probability", word.probability());
        if (!Double.isNaN(word.startSeconds())) {
            map.put("fromSeconds", from + word.startSeconds());
            map.put("toSeconds", from + word.endSeconds());
        }
        return map;
    }
}
