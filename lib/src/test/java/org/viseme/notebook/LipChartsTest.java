package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.notebook.chart.LineChart;
import org.viseme.notebook.chart.StackedChart;
import org.viseme.train.SampleGrid;
import org.viseme.train.StagedTraining;
import org.viseme.train.StagedTraining.Stage;
import org.viseme.train.Wav2LipRecipe;

class LipChartsTest {
    @TempDir
    Path folder;

    private static RgbImage face(int grey) {
        RgbImage face = RgbImage.black(8, 8);
        java.util.Arrays.fill(face.bytes(), (byte) grey);
        return face;
    }

    @Test
    void stagesStandBehindEachOtherOnOneAxis() throws IOException {
        StagedTraining training =
                new StagedTraining(Wav2LipRecipe.brief(20, 4), List.of(), Path.of("expert"), Path.of("start"), folder);
        for (Stage stage : List.of(Stage.L1, Stage.SYNC)) {
            Files.createDirectories(training.run(stage));
            Files.writeString(
                    training.run(stage).resolve("metrics.csv"),
                    "step,l1,sync,adversarial,discriminator\n10,0.2,NaN,NaN,NaN\n20,0.1,0.7,NaN,NaN\n");
        }
        StackedChart chart = (StackedChart) LipCharts.losses("title", training);
        assertEquals(60, chart.to());
        assertEquals(
                List.of(0.0, 20.0, 40.0),
                chart.sections().stream().map(StackedChart.Section::from).toList());
        LineChart.Line l1 = chart.parts().getFirst().lines().getFirst();
        assertEquals(
                List.of(10.0, 20.0, 30.0, 40.0),
                java.util.Arrays.stream(l1.x()).boxed().toList());
        assertEquals(0.1, l1.y()[3]);
        assertEquals(700, chart.draw(700, chart.height(), 1).getWidth());
    }

    @Test
    void aPerceptualDistanceHasItsOwnAxis() throws IOException {
        Wav2LipRecipe recipe = Wav2LipRecipe.brief(20, 4).withPerceptualWeight(0.07);
        StagedTraining training =
                new StagedTraining(recipe, List.of(), Path.of("expert"), Path.of("start"), folder.resolve("seeing"));
        Files.createDirectories(training.run(Stage.L1));
        Files.writeString(
                training.run(Stage.L1).resolve("metrics.csv"),
                "step,l1,sync,adversarial,discriminator,perceptual\n10,0.2,NaN,NaN,NaN,0.4\n");
        StackedChart chart = (StackedChart) LipCharts.losses("title", training);
        assertEquals(3, chart.parts().size());
        assertEquals(0.4, chart.parts().getLast().lines().getFirst().y()[0]);
    }

    @Test
    void theFilmNamesStageAndStep() {
        StagedTraining training =
                new StagedTraining(Wav2LipRecipe.brief(20, 4), List.of(), Path.of("expert"), Path.of("start"), folder);
        Path picture = training.run(Stage.SYNC).resolve("samples").resolve("step-0000010.png");
        Images.write(RgbImage.black(2 * 8, 3 * 8), picture);
        Map<String, SampleGrid> film = LipCharts.film(training);
        assertEquals(List.of("L1 + sync, step 10"), List.copyOf(film.keySet()));
        assertEquals(2, film.get("L1 + sync, step 10").drawn().size());
    }

    @Test
    void linesOfAStackHaveColoursOfTheirOwn() {
        double[] rising = {0, 1, 2, 3};
        StackedChart chart = new StackedChart(
                "title",
                0,
                3,
                List.of(new LineChart("", "x", "y").with("a", rising), new LineChart("", "x", "y").with("b", rising)),
                List.of());
        var image = chart.draw(400, chart.height(), 1);
        for (int color : new int[] {0x0072b2, 0xd55e00}) {
            long count = java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight())
                    .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == color)
                    .count();
            assertTrue(count > 100, count + " pixels of colour " + Integer.toHexString(color));
        }
    }

    @Test
    void mouthsAreLowerHalvesAndTheTruthIsTheLastRow() {
        Map<String, SampleGrid> rows = new LinkedHashMap<>();
        RgbImage face = face(9);
        face.bytes()[face.bytes().length - 1] = 77;
        rows.put(
                "step 10",
                new SampleGrid(List.of(face(1), face(1)), List.of(face, face(2)), List.of(face(3), face(4))));
        var strips = LipCharts.mouths(rows, 1);
        assertEquals(
                List.of("step 10", "truth"),
                strips.stream().map(Captioned::caption).toList());
        RgbImage mouth = strips.getFirst().content().getFirst();
        assertEquals(1, strips.getFirst().content().size());
        assertEquals(8, mouth.width());
        assertEquals(4, mouth.height());
        assertEquals(77, mouth.get(7, 3, 2));
        assertEquals(3, strips.getLast().content().getFirst().get(0, 0, 0));
        String html = Html.strips(strips, 100);
        assertEquals(2, html.split("<tr>", -1).length - 1);
        assertTrue(html.contains("step 10") && html.contains("width:100px"));
    }
}
