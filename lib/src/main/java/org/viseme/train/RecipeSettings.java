package org.viseme.train;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.viseme.VisemeException;

/**
 * Settings of a recipe by name, as {@code --set} gives them; those of the records inside a recipe too. A name that stands
 * in several of them is told apart by those around it: {@code encoder.transformer.layers}.
 */
public final class RecipeSettings {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** One number for all parts of a recipe. */
    private static final Set<String> COMMON = Set.of("seed", "frames");

    /** A setting and the record that it stands in. */
    private record Setting(String path, String name, ObjectNode holder) {
        boolean isCalled(String key) {
            return path.equals(key) || path.endsWith("." + key);
        }

        /** Commas divide a list. */
        void set(String value) {
            if (holder.get(name).isArray()) {
                ArrayNode list = holder.putArray(name);
                Arrays.stream(value.split(",")).map(String::strip).forEach(list::add);
            } else {
                holder.put(name, value);
            }
        }
    }

    private RecipeSettings() {}

    /**
     * The recipe with some settings replaced.
     *
     * @throws VisemeException for a name that the recipe does not have or has in several places, or a value that does
     *     not fit
     */
    public static <R> R with(R recipe, Map<String, String> changes) {
        ObjectNode values = MAPPER.valueToTree(recipe);
        changes.forEach((key, value) -> {
            List<Setting> all = settings("", values);
            List<Setting> named =
                    all.stream().filter(setting -> setting.isCalled(key)).toList();
            if (named.isEmpty()) {
                List<String> names = all.stream().map(Setting::name).distinct().toList();
                throw new VisemeException(key, "is no setting of this recipe", "use one of " + names);
            }
            if (named.size() > 1 && !COMMON.contains(key)) {
                List<String> paths = named.stream().map(Setting::path).toList();
                throw new VisemeException(key, "stands in several places of this recipe", "use one of " + paths);
            }
            named.forEach(setting -> setting.set(value));
        });
        try {
            @SuppressWarnings("unchecked")
            R changed = (R) MAPPER.convertValue(values, recipe.getClass());
            return changed;
        } catch (IllegalArgumentException e) {
            throw ownProblem(e)
                    .orElseGet(() -> new VisemeException(
                            changes.toString(), "does not fit the recipe", "give values like those in " + values, e));
        }
    }

    /** A recipe that finds a value impossible says so itself. */
    private static Optional<VisemeException> ownProblem(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof VisemeException own) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    private static List<Setting> settings(String path, ObjectNode values) {
        List<Setting> settings = new ArrayList<>();
        for (String name : fields(values)) {
            if (values.get(name) instanceof ObjectNode inner) {
                settings.addAll(settings(path + name + ".", inner));
            } else {
                settings.add(new Setting(path + name, name, values));
            }
        }
        return settings;
    }

    private static List<String> fields(ObjectNode values) {
        List<String> fields = new ArrayList<>();
        values.fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
