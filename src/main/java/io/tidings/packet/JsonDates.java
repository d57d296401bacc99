package io.tidings.packet;

import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;

/**
 * Points in time as JavaScript reads and writes them: the date-time format of ECMAScript, which is
 * that of ISO 8601 with an offset. By itself JSON-B adds the name of a time zone in brackets, and
 * {@code new Date} takes no such text. What JavaScript writes, JSON-B reads as it is.
 */
final class JsonDates {

  private static final int MINUTE = 60;

  private JsonDates() {}

  private static String text(Date date) {
    if (date instanceof java.sql.Date day) {
      return day.toLocalDate().toString();
    }
    if (date instanceof java.sql.Time time) {
      return time.toLocalTime().toString();
    }
    return date.toInstant().toString();
  }

  /** An offset has no seconds in ECMAScript, as some had before 1940. */
  private static String text(ZonedDateTime time) {
    OffsetDateTime at = time.toOffsetDateTime();
    return at.getOffset().getTotalSeconds() % MINUTE == 0
        ? at.toString()
        : at.toInstant().toString();
  }

  /** Writes a {@link Date}, and those of {@code java.sql}: days and times of day have no offset. */
  static final class DateSerializer implements JsonbSerializer<Date> {
    @Override
    public void serialize(Date date, JsonGenerator generator, SerializationContext context) {
      generator.write(text(date));
    }
  }

  /** Writes a {@link Calendar} with the offset of its time zone. */
  static final class CalendarSerializer implements JsonbSerializer<Calendar> {
    @Override
    public void serialize(Calendar time, JsonGenerator generator, SerializationContext context) {
      Instant at = time.toInstant();
      generator.write(text(at.atZone(time.getTimeZone().toZoneId())));
    }
  }

  /** Writes a {@link ZonedDateTime} with its offset, and without the name of its time zone. */
  static final class ZonedSerializer implements JsonbSerializer<ZonedDateTime> {
    @Override
    public void serialize(ZonedDateTime time, JsonGenerator out, SerializationContext context) {
      out.write(text(time));
    }
  }

  /** Writes a {@link Year} as its number. */
  static final class YearSerializer implements JsonbSerializer<Year> {
    @Override
    public void serialize(Year year, JsonGenerator generator, SerializationContext context) {
      generator.write(year.getValue());
    }
  }

  /** Reads a {@link Year} from its number. */
  static final class YearDeserializer implements JsonbDeserializer<Year> {
    @Override
    public Year deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return Year.of(parser.getInt());
    }
  }
}
