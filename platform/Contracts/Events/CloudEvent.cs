using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Events;

/// <summary>An event in CloudEvents 1.0 form. See https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md.</summary>
/// <remarks>
/// Source and id together name an event once and for all: who has seen the pair has seen the event. A delete is an event without data, with the
/// extension <c>deleted</c>. Its JSON has the attributes in the order of the members here; other extensions are ignored.
/// </remarks>
public sealed record CloudEvent
{
    /// <summary>The media type of an array of events, see <see cref="CloudEventBatch"/>.</summary>
    public const string BatchContentType = "application/cloudevents-batch+json";

    /// <summary>The version of the form; no other is read.</summary>
    [JsonPropertyName("specversion"), JsonRequired]
    public string SpecVersion { get; init => field = value == "1.0" ? value : throw new JsonRuleException($"{Quoted.Text(value)} is not read; only \"1.0\" is."); } = "1.0";

    /// <summary>Names the event within its source.</summary>
    public required string Id { get; init; }

    /// <summary>The event's source, a URI or a relative reference such as <c>/orders/fact_order_events</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The event's type, <c>orders.fact_order_events</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The subject within the source; null when there is no single one.</summary>
    public string? Subject { get; init; }

    /// <summary>The time at which it happened.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? Time { get; init; }

    /// <summary>The media type of the data; null means JSON.</summary>
    [JsonPropertyName("datacontenttype")]
    public string? DataContentType { get; init; }

    /// <summary>An absolute URI of the data's schema.</summary>
    [JsonPropertyName("dataschema")]
    public string? DataSchema { get; init; }

    /// <summary>True of a delete, else null.</summary>
    public bool? Deleted { get; init; }

    /// <summary>The deleted row, an object of the identity's columns (<see cref="RowIdentity"/>) as JSON text; null where the reader may not see it.</summary>
    [JsonPropertyName("deletedkey")]
    public string? DeletedKey { get; init; }

    /// <summary>The data. Null means that there is none; a JSON null is an element of kind <see cref="JsonValueKind.Null"/>.</summary>
    [JsonConverter(typeof(DataConverter))]
    public JsonElement? Data { get; init; }

    /// <summary>Whether the event is a delete.</summary>
    [JsonIgnore]
    public bool IsDelete => Data is null && Deleted is true;

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        // A time without an offset is not the time of this machine's zone.
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new JsonRuleException("is not an RFC 3339 timestamp, such as \"2026-01-31T12:30:00Z\".");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(CanonicalText.Of(value));
    }

    private sealed class DataConverter : JsonConverter<JsonElement?>
    {
        public override bool HandleNull => true;

        public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options) => value!.Value.WriteTo(writer);
    }
}
