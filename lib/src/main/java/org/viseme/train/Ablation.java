package org.viseme.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.viseme.VisemeException;

/**
 * Variants of a recipe that are to be compared, as the rows of a paper's ablation table are.
 *
 * @param title what it is, for headings
 * @param variants the settings in which each differs from the recipe, as {@link RecipeSettings} takes them, by name
 * @param orders what the paper found: names of variants, each said to be better than the one after it
 */
public record Ablation(String title, Map<String, Map<String, String>> variants, List<List<String>> orders) {
    /** The word that asks for the paper's own variants. */
    public static final String PAPER = "paper";

    private static final String NOT_OURS = "AttnWav2Lip";
    private static final String OURS = "LPIPS-AttnWav2Lip";

    public Ablation {
        Map<String, Map<String, String>> sorted = new LinkedHashMap<>();
        variants.forEach((name, settings) -> sorted.put(name, new TreeMap<>(settings)));
        variants = Collections.unmodifiableMap(sorted);
        Set<String> folders = new HashSet<>();
        for (String name : sorted.keySet()) {
            if (name.contains(";") || folder(name).isEmpty() || !folders.add(folder(name))) {
                throw new VisemeException(
                        "variant " + name,
                        "has no name that a folder of its own can have",
                        "use letters and digits, others than those of the other variants");
            }
        }
        orders = List.copyOf(orders);
    }

    /** Table 2 of AttnWav2Lip (Wang et al., 2022): where attention looks. */
    public static Ablation attention() {
        Map<String, Map<String, String>> variants = new LinkedHashMap<>();
        for (String attention : List.of("both", "spatial", "channel", "none")) {
            variants.put(attention, Map.of("attention", attention));
        }
        return new Ablation("AttnWav2Lip, table 2", variants, List.of(List.copyOf(variants.keySet())));
    }

    /**
     * Tables 2 and 3 of LPIPS-AttnWav2Lip (Chen et al., 2023): semantic alignment, and the perceptual loss.
     *
     * @param baseline AttnWav2Lip's recipe in the same size, with whose network and discriminator it stands in these tables
     */
    public static Ablation alignment(Wav2LipRecipe baseline) {
        Map<String, Map<String, String>> variants = new LinkedHashMap<>();
        variants.put(OURS, Map.of());
        variants.put("CBAM+Align x9", Map.of("perceptualWeight", "0"));
        variants.put("CBAM+Align x1", Map.of("perceptualWeight", "0", "alignments", "1"));
        variants.put("CBAM+LPIPS", Map.of("alignments", "0"));
        AdversarialTerm adversary = baseline.adversary();
        variants.put(
                NOT_OURS,
                Map.of(
                        "depth",
                        "deep",
                        "alignments",
                        "0",
                        "perceptualWeight",
                        "0",
                        "adversarialWeight",
                        String.valueOf(adversary.adversarialWeight()),
                        "discriminatorRate",
                        String.valueOf(adversary.discriminatorRate()),
                        "headStart",
                        String.valueOf(adversary.headStart()),
                        "beta1",
                        String.valueOf(baseline.optimization().beta1())));
        return new Ablation(
                "LPIPS-AttnWav2Lip, tables 2 and 3",
                variants,
                List.of(
                        List.of(OURS, "CBAM+Align x9", "CBAM+Align x1", NOT_OURS),
                        List.of(OURS, "CBAM+LPIPS", NOT_OURS)));
    }

    /** Table 1 of TalkLip (Wang et al., 2023); {@code l} is its base. */
    public static Ablation reading() {
        Map<String, Map<String, String>> variants = new LinkedHashMap<>();
        variants.put("l", Map.of("hearing", "local", "contrastWeight", "0"));
        variants.put("l+c", Map.of("hearing", "local"));
        variants.put("g", Map.of("hearing", "global", "contrastWeight", "0"));
        variants.put("g+c", Map.of("hearing", "global"));
        variants.put("base without lip", Map.of("hearing", "local", "lipWeight", "0", "contrastWeight", "0"));
        variants.put(
                "base without lip and gan",
                Map.of("hearing", "local", "lipWeight", "0", "contrastWeight", "0", "adversarialWeight", "0"));
        return new Ablation(
                "TalkLip, table 1",
                variants,
                List.of(List.of("g+c", "g", "l+c", "l", "base without lip", "base without lip and gan")));
    }

    /**
     * The variants of a recipe's paper, or such as are written {@code NAME:KEY=VALUE,KEY=VALUE}, where no settings stand for
     * the recipe itself.
     *
     * @param recipe its name
     * @throws VisemeException when the recipe has no paper's variants, or a text is none of these
     */
    public static Ablation parse(List<String> texts, String recipe) {
        if (texts.equals(List.of(PAPER))) {
            return switch (recipe) {
                case "attnwav2lip", "attnwav2lip-tiny" -> attention();
                case "lpips-attnwav2lip" -> alignment(Wav2LipRecipe.attn());
                case "lpips-attnwav2lip-tiny" -> alignment(Wav2LipRecipe.attnTiny());
                case "talklip", "talklip-tiny" -> reading();
                default ->
                    throw new VisemeException(
                            "--grid " + PAPER,
                            "is not known of " + recipe,
                            "name variants: --grid mine:KEY=VALUE --grid theirs:KEY=VALUE");
            };
        }
        Map<String, Map<String, String>> variants = new LinkedHashMap<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            String name = text.substring(0, Math.max(0, colon)).strip();
            if (name.isEmpty() || variants.put(name, settings(text, text.substring(colon + 1))) != null) {
                throw new VisemeException(
                        "--grid " + text,
                        name.isEmpty() ? "names no variant" : "names a variant twice",
                        "write NAME:KEY=VALUE,KEY=VALUE, or paper");
            }
        }
        return new Ablation(recipe, variants, List.of());
    }

    private static Map<String, String> settings(String text, String pairs) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String pair :
                Arrays.stream(pairs.split(",")).filter(part -> !part.isBlank()).toList()) {
            String[] sides = pair.split("=", 2);
            if (sides.length < 2) {
                throw new VisemeException("--grid " + text, "'" + pair + "' is no setting", "write NAME:KEY=VALUE");
            }
            settings.put(sides[0].strip(), sides[1].strip());
        }
        return settings;
    }

    /** What the folder of a variant's trainings is called. */
    static String folder(String variant) {
        return variant.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    }

    /** The names of the variants. */
    public List<String> names() {
        return new ArrayList<>(variants.keySet());
    }

    /** The recipe of one variant with one seed. */
    <R> R recipe(R base, String variant, long seed) {
        R changed = RecipeSettings.with(base, variants.get(variant));
        return RecipeSettings.with(changed, Map.of("seed", Long.toString(seed)));
    }
}
