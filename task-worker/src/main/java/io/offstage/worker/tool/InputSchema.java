package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.offstage.task.RawJson;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of records. A component is required unless it is an {@code Optional} or bears an
 * annotation named {@code Nullable}; then it may also be null. Jackson's annotations and {@link
 * Description} are heeded.
 */
final class InputSchema {

  /** Guarded by its own monitor: generators hold state while they work. */
  private static final SchemaGenerator GENERATOR = generator();

  private InputSchema() {}

  /** The schema of a type whose values are JSON objects. */
  static RawJson of(Class<?> type) {
    synchronized (GENERATOR) {
      ObjectNode schema = GENERATOR.generateSchema(type);
      if (!schema.path("type").asText().equals("object")) {
        throw new IllegalArgumentException(
            "the input of a tool is an object, and %s is not written as one"
                .formatted(type.getName()));
      }
      schema.remove("$schema");
      return new RawJson(schema.toString());
    }
  }

  private static SchemaGenerator generator() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                ToolJson.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                new JacksonModule(
                    JacksonOption.RESPECT_JSONPROPERTY_ORDER,
                    JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE,
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
            .with(
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
                Option.FLATTENED_OPTIONALS,
                Option.STANDARD_FORMATS);
    config
        .forFields()
        .withRequiredCheck(field -> !mayBeAbsent(field))
        .withNullableCheck(InputSchema::mayBeAbsent)
        .withDescriptionResolver(
            field ->
                description(
                    field.getAnnotationConsideringFieldAndGetterIfSupported(Description.class)));
    config
        .forTypesInGeneral()
        .withDescriptionResolver(
            scope -> description(scope.getType().getErasedType().getAnnotation(Description.class)));
    return new SchemaGenerator(config.build());
  }

  private static boolean mayBeAbsent(FieldScope scope) {
    Field field = scope.getRawMember();
    return field.getType() == Optional.class
        || Stream.of(field.getAnnotations(), field.getAnnotatedType().getAnnotations())
            .flatMap(Stream::of)
            .map(Annotation::annotationType)
            .anyMatch(type -> type.getSimpleName().equals("Nullable"));
  }

  private static @Nullable String description(@Nullable Description annotation) {
    return annotation == null ? null : annotation.value();
  }
}
