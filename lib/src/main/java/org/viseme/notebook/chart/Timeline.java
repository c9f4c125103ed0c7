package org.viseme.notebook.chart;

import java.awt.BasicStroke;
import java.awt.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYAnnotation;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * Lanes under each other on one axis of time: frames, waveform, spectrogram, words. What happens at the same moment
 * stands in one vertical line.
 *
 * @param fromSeconds where the axis begins
 * @param toSeconds where it ends
 * @param lanes from the top
 * @param marks moments at which a dashed line crosses all lanes, in seconds
 */
public record Timeline(String title, double fromSeconds, double toSeconds, List<Lane> lanes, List<Double> marks)
        implements Chart {
    private static final double GAP = 8;
    /** Title, axis of time and the space around them. */
    private static final int FRAME = 90;

    private static final Stroke THIN = new BasicStroke(0.7f);
    private static final Stroke DASHED =
            new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {5, 4}, 0);

    /** Waveforms are drawn by the lowest and the highest sample of so many stretches. */
    private static final int STRETCHES = 1200;

    /**
     * One lane.
     *
     * @param plot gives a new plot on each call, since a plot belongs to one chart
     * @param height in pixels of the page
     */
    public record Lane(Supplier<XYPlot> plot, int height) {}

    public Timeline {
        lanes = List.copyOf(lanes);
        marks = List.copyOf(marks);
    }

    /** An axis from 0 on, still without lanes. */
    public Timeline(String title, double seconds) {
        this(title, 0, seconds, List.of(), List.of());
    }

    /** Only the part between two times. */
    public Timeline between(double from, double to) {
        return new Timeline(title, from, to, lanes, marks);
    }

    /** Another moment to look at. */
    public Timeline mark(double seconds) {
        List<Double> more = new ArrayList<>(marks);
        more.add(seconds);
        return new Timeline(title, fromSeconds, toSeconds, lanes, more);
    }

    /** As many of the frames as have room, each in the middle of the time at which it is shown. */
    public Timeline withFrames(String label, List<RgbImage> frames, double fps) {
        return with(() -> lane(label, List.of(new FilmStrip(frames, fps))), 76);
    }

    /** The samples of a sound that begins at 0. */
    public Timeline withWaveform(String label, Waveform sound) {
        return with(() -> wave(label, sound), 70);
    }

    private static XYPlot wave(String label, Waveform sound) {
        XYSeries series = new XYSeries("", false, true);
        float[] samples = sound.samples();
        int length = Math.max(1, samples.length / STRETCHES);
        float most = 1e-3f;
        for (int from = 0; from < samples.length; from += length) {
            float low = samples[from];
            float high = samples[from];
            for (int i = from; i < Math.min(from + length, samples.length); i++) {
                low = Math.min(low, samples[i]);
                high = Math.max(high, samples[i]);
            }
            most = Math.max(most, Math.max(high, -low));
            series.add((double) from / sound.sampleRate(), low, false);
            series.add((double) from / sound.sampleRate(), high, false);
        }
        NumberAxis amplitude = ChartStyle.axis(new NumberAxis(label));
        amplitude.setRange(-1.1 * most, 1.1 * most);
        amplitude.setTickUnit(new NumberTickUnit(roundNumber(most)));
        return new XYPlot(new XYSeriesCollection(series), null, amplitude, line(THIN));
    }

    /** The largest of 1, 2 and 5 times a power of ten that is not above a number. */
    private static double roundNumber(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double times = most / power;
        return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
    }

    /** A spectrogram or another map whose x axis is time. */
    public Timeline withMap(HeatMap map) {
        return withMap(map, 96);
    }

    /** As {@link #withMap(HeatMap)}, {@code height} pixels of the page high. */
    public Timeline withMap(HeatMap map, int height) {
        return with(map::plot, height);
    }

    /** Words or phones; a name is left out where it has no room. */
    public Timeline withSpans(String label, List<Span> spans) {
        List<XYAnnotation> boxes = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            boxes.add(new SpanBox(spans.get(i), i));
        }
        return with(() -> lane(label, boxes), 26);
    }

    /**
     * A class for each frame as a colour, the same for the same class in every lane.
     *
     * @param classes of each frame from time 0 on; negative for none, which is white
     */
    public Timeline withClasses(String label, int[] classes, double fps) {
        return with(() -> lane(label, List.of(new ClassStrip(classes, fps))), 22);
    }

    private static XYLineAndShapeRenderer line(Stroke stroke) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setSeriesPaint(0, ChartStyle.color(0));
        renderer.setSeriesStroke(0, stroke);
        return renderer;
    }

    /** A lane without values of its own: its label stands upright beside it. */
    private static XYPlot lane(String label, List<? extends XYAnnotation> content) {
        NumberAxis axis = ChartStyle.axis(new NumberAxis(label));
        axis.setRange(0, 1);
        axis.setLabelAngle(Math.PI / 2);
        axis.setTickLabelsVisible(false);
        axis.setTickMarksVisible(false);
        axis.setAxisLineVisible(false);
        XYPlot plot = new XYPlot(new XYSeriesCollection(), null, axis, null);
        content.forEach(plot::addAnnotation);
        return plot;
    }

    private Timeline with(Supplier<XYPlot> plot, int height) {
        List<Lane> more = new ArrayList<>(lanes);
        more.add(new Lane(plot, height));
        return new Timeline(title, fromSeconds, toSeconds, more, marks);
    }

    @Override
    public int height() {
        int sum = lanes.stream().mapToInt(Lane::height).sum();
        return (int) (FRAME + sum + GAP * Math.max(0, lanes.size() - 1));
    }

    @Override
    public JFreeChart build() {
        NumberAxis time = ChartStyle.axis(new NumberAxis("time, s"));
        time.setRange(fromSeconds, toSeconds);
        CombinedDomainXYPlot all = new CombinedDomainXYPlot(time);
        all.setGap(GAP);
        for (Lane lane : lanes) {
            XYPlot plot = lane.plot().get();
            plot.setBackgroundPaint(null);
            plot.setOutlineVisible(false);
            plot.setRangeGridlinesVisible(false);
            plot.setDomainGridlinesVisible(false);
            // As annotations, the last ones: markers of JFreeChart would lie under frames and spectrograms.
            Range height = plot.getRangeAxis().getRange();
            for (double mark : marks) {
                plot.addAnnotation(new XYLineAnnotation(
                        mark, height.getLowerBound(), mark, height.getUpperBound(), DASHED, ChartStyle.color(1)));
            }
            all.add(plot, lane.height());
        }
        return ChartStyle.chart(title, all, false);
    }
}
