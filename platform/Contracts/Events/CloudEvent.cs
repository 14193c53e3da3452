using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Events;

/// <summary>An event in CloudEvents 1.0 form. See https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md.</summary>
/// <remarks>Source and id together name an event once and for all: who has seen the pair has seen the event.</remarks>
[JsonConverter(typeof(CloudEventJsonConverter))]
public sealed record CloudEvent
{
    /// <summary>The only version of the form that is read or written.</summary>
    public const string SpecVersion = "1.0";

    /// <summary>The media type of an array of events, see <see cref="CloudEventBatch"/>.</summary>
    public const string BatchContentType = "application/cloudevents-batch+json";

    /// <summary>Names the event within its source; not empty.</summary>
    public required string Id { get; init; }

    /// <summary>The event's source, a URI or a relative reference such as <c>/orders/fact_order_events</c>; not empty.</summary>
    public required string Source { get; init; }

    /// <summary>The event's type, <c>orders.fact_order_events</c>; not empty.</summary>
    public required string Type { get; init; }

    /// <summary>The subject within the source; null when there is no single one.</summary>
    public string? Subject { get; init; }

    /// <summary>The time at which it happened.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The media type of the data; null means JSON.</summary>
    public string? DataContentType { get; init; }

    /// <summary>An absolute URI of the data's schema.</summary>
    public string? DataSchema { get; init; }

    /// <summary>The data. Null means that there is none; a JSON null is an element of kind <see cref="JsonValueKind.Null"/>.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Further attributes by name (lower-case letters and digits): texts, whole numbers and booleans.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, JsonElement>.Empty;
}
